/** An Azure IoT Hub on localhost: the entry point for tests and programs. */
@NullMarked
package io.twinoperator.emulator;

import org.jspecify.annotations.NullMarked;
