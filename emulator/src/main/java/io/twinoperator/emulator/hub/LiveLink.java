package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** A link of the hub's making; it only names its device and lets the hub do the work. */
final class LiveLink implements DeviceLink {
  private final EmulatedHub hub;
  private final String deviceId;
  private final DesiredListener listener;

  LiveLink(EmulatedHub hub, String deviceId, DesiredListener listener) {
    this.hub = hub;
    this.deviceId = deviceId;
    this.listener = listener;
  }

  String deviceId() {
    return deviceId;
  }

  DesiredListener listener() {
    return listener;
  }

  @Override
  public ObjectNode twin() {
    return hub.twinFor(this);
  }

  @Override
  public long report(ObjectNode patch) {
    return hub.report(this, patch, OptionalLong.empty());
  }

  @Override
  public long report(ObjectNode patch, long ifVersion) {
    return hub.report(this, patch, OptionalLong.of(ifVersion));
  }

  @Override
  public void close() {
    hub.close(this);
  }
}
