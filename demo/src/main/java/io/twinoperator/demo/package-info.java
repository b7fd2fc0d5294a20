/** The scenario in one process: API server, IoT Hub, simulated devices and operator. */
package io.twinoperator.demo;
