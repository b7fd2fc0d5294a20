/**
 * The port to an IoT Hub: what can be asked of one, how it can fail, and how fast it may be asked.
 * Knows no vendor type.
 */
@NullMarked
package io.twinoperator.hub;

import org.jspecify.annotations.NullMarked;
