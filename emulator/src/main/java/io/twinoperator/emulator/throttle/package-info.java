/**
 * How fast, and how much a day, one hub serves: operation throttles with their traffic shaping, and
 * the daily quota of messages.
 */
@NullMarked
package io.twinoperator.emulator.throttle;

import org.jspecify.annotations.NullMarked;
