/** One IoT Hub as a pure state machine: identities, twins, queries, jobs and device links. */
@NullMarked
package io.twinoperator.emulator.hub;

import org.jspecify.annotations.NullMarked;
