package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** A link of the hub's making; it only names its client and lets the hub do the work. */
final class LiveLink implements DeviceLink {
  private final Links links;
  private final ClientId id;
  private final DeviceListener listener;

  LiveLink(Links links, ClientId id, DeviceListener listener) {
    this.links = links;
    this.id = id;
    this.listener = listener;
  }

  ClientId id() {
    return id;
  }

  DeviceListener listener() {
    return listener;
  }

  @Override
  public ObjectNode twin() {
    return links.twin(this);
  }

  @Override
  public long report(ObjectNode patch) {
    return links.report(this, patch, OptionalLong.empty());
  }

  @Override
  public long report(ObjectNode patch, long ifVersion) {
    return links.report(this, patch, OptionalLong.of(ifVersion));
  }

  @Override
  public void close() {
    links.close(this);
  }
}
