package io.twinoperator.iothub;

import io.twinoperator.hub.HubHost;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the sweeping of a host is, in numbers that move all the time: for metrics and liveness,
 * never for a status.
 *
 * @param lastFinished when the last whole sweep ended; empty if none has since the start
 * @param underWay whether one is under way
 * @param calls to the hub since the start: pages, or reads where each device is read
 * @param moved devices since the start whose sighting was news
 */
public record SweepReading(
    HubHost host, Optional<Instant> lastFinished, boolean underWay, long calls, long moved) {}
