package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The hub's end of one connected device. Every call throws {@link HubError} once the link has
 * ended.
 */
public interface DeviceLink extends AutoCloseable {

  /** {@code {"desired":{..,"$version"},"reported":{..,"$version"}}}: no tags, no metadata. */
  ObjectNode twin();

  /** Merges a patch into reported and answers its new {@code $version}. */
  long report(ObjectNode patch);

  /** As {@link #report(ObjectNode)}, refused with 412 unless reported has {@code ifVersion} now. */
  long report(ObjectNode patch, long ifVersion);

  /** Disconnects; harmless when the link has ended already. */
  @Override
  void close();
}
