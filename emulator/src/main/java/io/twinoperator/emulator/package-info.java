/** An Azure IoT Hub on localhost. */
package io.twinoperator.emulator;
