package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The device's end of a link. Called one at a time and in order, outside the hub's lock; an
 * exception is logged and goes no further.
 */
public interface DeviceListener {

  /**
   * The patch as the back end sent it, nulls included, plus {@code $version}; after a replace, the
   * whole.
   */
  void onDesired(ObjectNode patchWithVersion);

  /** A direct method, on a link that accepts them; unanswered, it times out at its caller's. */
  default void onMethod(MethodCall call) {}

  /** Messages wait to be received, on a link that accepts them. */
  default void onMessageWaiting() {}

  /** The hub ended the link: another one took its place, or the device was disabled or deleted. */
  void dropped();
}
