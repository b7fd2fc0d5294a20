/**
 * The scenario in one process: API server, IoT Hub, simulated devices and operator, with a live
 * view and a check of each row.
 */
@NullMarked
package io.twinoperator.demo;

import org.jspecify.annotations.NullMarked;
