package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.IfMatch;

/**
 * A device and the content of its twin at the start.
 *
 * @param deviceId its identity
 * @param status {@code enabled} or {@code disabled}
 * @param tags set by the back end
 * @param desired set by the back end
 * @param reported set by the device
 */
public record TwinSeed(
    String deviceId, String status, ObjectNode tags, ObjectNode desired, ObjectNode reported) {

  /** An enabled device. */
  public static TwinSeed of(
      String deviceId, ObjectNode tags, ObjectNode desired, ObjectNode reported) {
    return new TwinSeed(deviceId, "enabled", tags, desired, reported);
  }

  /**
   * Creates the identity and fills the twin, reported properties as the device itself would.
   *
   * @throws io.twinoperator.emulator.hub.HubError if the id is taken or a limit is broken
   */
  public void applyTo(EmulatedHub hub) {
    hub.identities().create(ClientId.device(deviceId), JsonNodeFactory.instance.objectNode());
    if (!tags.isEmpty() || !desired.isEmpty()) {
      ObjectNode twin = JsonNodeFactory.instance.objectNode();
      twin.set("tags", tags);
      twin.putObject("properties").set("desired", desired);
      hub.twins().patch(ClientId.device(deviceId), twin, new IfMatch.Absent());
    }
    if (!reported.isEmpty()) {
      try (DeviceLink link = hub.connect(ClientId.device(deviceId), new NotListening())) {
        link.report(reported);
      }
    }
    if (!status.equalsIgnoreCase("enabled")) {
      JsonNode identity = hub.identities().get(ClientId.device(deviceId));
      hub.identities()
          .update(
              ClientId.device(deviceId),
              ((ObjectNode) identity).put("status", status),
              new IfMatch.Any());
    }
  }

  private record NotListening() implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }
}
