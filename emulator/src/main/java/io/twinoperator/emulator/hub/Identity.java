package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.Etag;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the identity registry keeps of a device.
 *
 * @param deviceId unique in the hub, case-sensitive
 * @param generationId tells apart devices that had the same id one after the other
 * @param version behind the identity's etag, from 1
 * @param status whether the device may connect
 * @param statusReason free text
 * @param statusUpdated when the status last changed, empty if never
 * @param authentication keys or certificates
 * @param iotEdge whether it is an edge device
 */
record Identity(
    String deviceId,
    String generationId,
    long version,
    Status status,
    Optional<String> statusReason,
    Optional<Instant> statusUpdated,
    Authentication authentication,
    boolean iotEdge) {
  private static final Pattern DEVICE_ID =
      Pattern.compile("[A-Za-z0-9\\-:.+%_#*?!(),=@;$']{1,128}");

  enum Status {
    ENABLED,
    DISABLED;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(JsonNode node) {
      String text = node.asText("");
      if (node.isMissingNode() || node.isNull() || text.equalsIgnoreCase("enabled")) {
        return ENABLED;
      }
      if (text.equalsIgnoreCase("disabled")) {
        return DISABLED;
      }
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, "status is '" + text + "': use enabled or disabled");
    }
  }

  static Identity created(String deviceId, String generationId, ObjectNode body) {
    checkId(deviceId, body);
    return new Identity(
        deviceId,
        generationId,
        1,
        Status.of(body.path("status")),
        reason(body),
        Optional.empty(),
        Authentication.of(body.path("authentication")),
        body.path("capabilities").path("iotEdge").asBoolean(false));
  }

  Identity updated(ObjectNode body, Instant now) {
    checkId(deviceId, body);
    Status newStatus = Status.of(body.path("status"));
    return new Identity(
        deviceId,
        generationId,
        version + 1,
        newStatus,
        reason(body),
        newStatus == status ? statusUpdated : Optional.of(now),
        body.path("authentication").isObject()
            ? Authentication.of(body.path("authentication"))
            : authentication,
        body.path("capabilities").path("iotEdge").asBoolean(iotEdge));
  }

  String etag() {
    return Etag.ofIdentity(version);
  }

  String statusUpdatedJson() {
    return statusUpdated.map(HubTime::format).orElse(HubTime.NEVER);
  }

  private static void checkId(String deviceId, ObjectNode body) {
    if (!DEVICE_ID.matcher(deviceId).matches()) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "Device id '"
              + deviceId
              + "' is not valid: 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ ; $ '");
    }
    JsonNode inBody = body.path("deviceId");
    if (inBody.isTextual() && !inBody.textValue().equals(deviceId)) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "The body's deviceId '" + inBody.textValue() + "' is not the path's '" + deviceId + "'");
    }
  }

  private static Optional<String> reason(ObjectNode body) {
    return body.path("statusReason").isTextual()
        ? Optional.of(body.path("statusReason").textValue())
        : Optional.empty();
  }
}
