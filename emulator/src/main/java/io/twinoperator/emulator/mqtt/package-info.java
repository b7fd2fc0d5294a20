/** Devices over MQTT 3.1.1: packets, topics and sessions as IoT Hub has them. */
@NullMarked
package io.twinoperator.emulator.mqtt;

import org.jspecify.annotations.NullMarked;
