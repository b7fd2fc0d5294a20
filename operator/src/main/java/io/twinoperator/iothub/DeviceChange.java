package io.twinoperator.iothub;

import io.twinoperator.hub.HubHost;

/**
 * A device that may have changed. It is a hint to look, never the truth: what saw it may lag behind
 * the hub, so only a twin that was read may go into a status.
 */
public record DeviceChange(HubHost host, String deviceId, Sighting seen) {}
