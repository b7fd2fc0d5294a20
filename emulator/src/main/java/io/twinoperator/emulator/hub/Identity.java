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
 * What the identity registry keeps of a device or module.
 *
 * @param id unique in the hub
 * @param generationId tells apart devices that had the same id one after the other
 * @param version behind the identity's etag, from 1
 * @param status whether the device may connect
 * @param statusReason free text
 * @param statusUpdated when the status last changed, empty if never
 * @param authentication keys or certificates
 * @param iotEdge whether it is an edge device
 * @param scopes the Edge devices it is behind; modules have none
 * @param managedBy who manages a module, for example {@code iotEdge}; devices have none
 */
record Identity(
    ClientId id,
    String generationId,
    long version,
    Status status,
    Optional<String> statusReason,
    Optional<Instant> statusUpdated,
    Authentication authentication,
    boolean iotEdge,
    Scopes scopes,
    Optional<String> managedBy) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-:.+%_#*?!(),=@;$']{1,128}");

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

  static Identity created(ClientId id, String generationId, ObjectNode body) {
    checkIds(id, body);
    return new Identity(
        id,
        generationId,
        1,
        Status.of(body.path("status")),
        reason(body),
        Optional.empty(),
        Authentication.of(body.path("authentication")),
        isEdge(id, body, false),
        scopes(id, generationId, body, isEdge(id, body, false)),
        text(body.path("managedBy")));
  }

  Identity updated(ObjectNode body, Instant now) {
    checkIds(id, body);
    Status newStatus = Status.of(body.path("status"));
    return new Identity(
        id,
        generationId,
        version + 1,
        newStatus,
        reason(body),
        newStatus == status ? statusUpdated : Optional.of(now),
        body.path("authentication").isObject()
            ? Authentication.of(body.path("authentication"))
            : authentication,
        isEdge(id, body, iotEdge),
        scopes(id, generationId, body, isEdge(id, body, iotEdge)),
        text(body.path("managedBy")).or(() -> managedBy));
  }

  private static boolean isEdge(ClientId id, ObjectNode body, boolean otherwise) {
    return id.moduleId().isEmpty()
        && body.path("capabilities").path("iotEdge").asBoolean(otherwise);
  }

  private static Scopes scopes(ClientId id, String generationId, ObjectNode body, boolean edge) {
    return edge ? Scopes.ofEdgeDevice(id.deviceId(), generationId, body) : Scopes.ofOther(body);
  }

  String etag() {
    return Etag.ofIdentity(version);
  }

  String statusUpdatedJson() {
    return statusUpdated.map(HubTime::format).orElse(HubTime.NEVER);
  }

  private static void checkIds(ClientId id, ObjectNode body) {
    checkId("deviceId", id.deviceId(), body);
    id.moduleId().ifPresent(moduleId -> checkId("moduleId", moduleId, body));
  }

  private static void checkId(String field, String id, ObjectNode body) {
    if (!ID.matcher(id).matches()) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          field
              + " '"
              + id
              + "' is not valid: 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ ; $ '");
    }
    JsonNode inBody = body.path(field);
    if (inBody.isTextual() && !inBody.textValue().equals(id)) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "The body's " + field + " '" + inBody.textValue() + "' is not the path's '" + id + "'");
    }
  }

  private static Optional<String> reason(ObjectNode body) {
    return text(body.path("statusReason"));
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }
}
