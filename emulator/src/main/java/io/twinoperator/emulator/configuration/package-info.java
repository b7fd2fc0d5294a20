/**
 * Automatic device management: configurations, which twins they target, and what they write there.
 */
@NullMarked
package io.twinoperator.emulator.configuration;

import org.jspecify.annotations.NullMarked;
