/** The HTTPS service API of an IoT Hub, in front of the hub's pure core. */
@NullMarked
package io.twinoperator.emulator.http;

import org.jspecify.annotations.NullMarked;
