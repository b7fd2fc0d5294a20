/**
 * Finds out which devices of a hub have moved, at a small share of the hub's limits: what changes
 * without anybody telling. {@link io.twinoperator.iothub.sweep.SweepChoice} says how, {@link
 * io.twinoperator.iothub.sweep.HubSweep} does it step by step, {@link
 * io.twinoperator.iothub.sweep.HubSweeps} keeps one for each host.
 */
@NullMarked
package io.twinoperator.iothub.sweep;

import org.jspecify.annotations.NullMarked;
