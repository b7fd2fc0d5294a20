package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.TwinState;
import java.util.OptionalLong;

/** The connections of devices and modules: one each, the second drops the first. */
final class Links {
  private final HubCore core;

  Links(HubCore core) {
    this.core = core;
  }

  DeviceLink connect(ClientId id, DeviceListener listener) {
    return core.locked(
        () -> {
          Registration registration = core.registry().get(id);
          checkEnabled(core.registry().get(id.owner()));
          core.drop(registration);
          LiveLink link = new LiveLink(this, id, listener);
          registration.connected(link, core.now());
          return link;
        });
  }

  ObjectNode twin(LiveLink link) {
    return core.locked(
        () -> {
          TwinState twin = linked(link).twin();
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.set("desired", twin.desired().deviceDocument());
          json.set("reported", twin.reported().deviceDocument());
          return json;
        });
  }

  long report(LiveLink link, ObjectNode patch, OptionalLong ifVersion) {
    try {
      return core.locked(
          () -> {
            Registration registration = linked(link);
            registration.twin(
                registration.twin().report(patch, ifVersion, core.twinRules(), core.now()));
            registration.active(core.now());
            return registration.twin().reported().version();
          });
    } catch (HubError refused) {
      throw refused.toDevice();
    }
  }

  void close(LiveLink link) {
    core.lockedRun(
        () ->
            core.registry()
                .find(link.id())
                .filter(registration -> isLinked(registration, link))
                .ifPresent(registration -> registration.disconnected(core.now())));
  }

  private Registration linked(LiveLink link) {
    return core.registry()
        .find(link.id())
        .filter(registration -> isLinked(registration, link))
        .orElseThrow(
            () ->
                new HubError(
                    ErrorCode.DEVICE_NOT_ONLINE,
                    "The link of device " + link.id() + " has ended: connect again",
                    ErrorShape.DEVICE));
  }

  private static boolean isLinked(Registration registration, LiveLink link) {
    return registration.link().filter(present -> present.equals(link)).isPresent();
  }

  private static void checkEnabled(Registration device) {
    if (device.identity().status() == Identity.Status.DISABLED) {
      throw new HubError(
          ErrorCode.DEVICE_DISABLED, "Device " + device.id() + " is disabled", ErrorShape.DEVICE);
    }
  }
}
