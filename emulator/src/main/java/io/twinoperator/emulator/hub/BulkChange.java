package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One bulk change of identities and twins. Each entry succeeds or fails for itself.
 *
 * @param entries as the REST API has them: {@code id}, {@code moduleId}, {@code importMode} ...
 */
record BulkChange(List<ObjectNode> entries) {
  /** The most entries of one change; inferred, the public API description names no number. */
  static final int MAXIMUM = 100;

  BulkChange {
    entries = List.copyOf(entries);
    if (entries.size() > MAXIMUM) {
      throw new HubError(
          ErrorCode.TOO_MANY_DEVICES,
          "The request has " + entries.size() + " devices, the maximum is " + MAXIMUM);
    }
  }

  /** Makes the change; answers {@code isSuccessful}, {@code errors} and {@code warnings}. */
  ObjectNode run(Identities identities, Twins twins, ServiceRules rules) {
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    Set<ClientId> seen = new HashSet<>();
    for (ObjectNode entry : entries) {
      try {
        ClientId id = idOf(entry);
        if (!seen.add(id)) {
          throw new HubError(ErrorCode.DEVICE_DEFINED_TWICE, id + " is in the request twice");
        }
        change(id, entry, identities, twins, rules);
      } catch (HubError refused) {
        errors.add(error(entry, refused, rules));
      }
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("isSuccessful", errors.isEmpty());
    json.set("errors", errors);
    json.putArray("warnings");
    return json;
  }

  private static ClientId idOf(ObjectNode entry) {
    String deviceId = entry.path("id").asText("");
    if (deviceId.isEmpty() || entry.path("id").isNull()) {
      throw new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest: 'id' is missing");
    }
    return new ClientId(
        deviceId,
        Optional.ofNullable(entry.path("moduleId").textValue()).filter(m -> !m.isEmpty()));
  }

  private static void change(
      ClientId id, ObjectNode entry, Identities identities, Twins twins, ServiceRules rules) {
    switch (ImportMode.of(entry.path("importMode"))) {
      case CREATE -> create(id, entry, identities, twins);
      case UPDATE -> identities.update(id, identity(entry), new IfMatch.Any());
      case UPDATE_IF_MATCH -> identities.update(id, identity(entry), match(entry, "eTag"));
      case CREATE_OR_UPDATE -> {
        if (identities.has(id)) {
          identities.update(id, identity(entry), new IfMatch.Any());
        } else {
          create(id, entry, identities, twins);
        }
      }
      case CREATE_OR_UPDATE_IF_MATCH -> {
        if (identities.has(id)) {
          identities.update(id, identity(entry), match(entry, "eTag"));
        } else {
          create(id, entry, identities, twins);
        }
      }
      case DELETE -> identities.delete(id, new IfMatch.Any());
      case DELETE_IF_MATCH -> identities.delete(id, match(entry, "eTag"));
      case UPDATE_TWIN -> updateTwin(id, entry, new IfMatch.Any(), twins, rules);
      case UPDATE_TWIN_IF_MATCH -> updateTwin(id, entry, match(entry, "twinETag"), twins, rules);
    }
  }

  private static void create(ClientId id, ObjectNode entry, Identities identities, Twins twins) {
    identities.create(id, identity(entry));
    ObjectNode twin = twin(entry);
    if (!twin.isEmpty()) {
      try {
        twins.replace(id, twin, new IfMatch.Any());
      } catch (HubError refused) {
        identities.delete(id, new IfMatch.Any());
        throw refused;
      }
    }
  }

  private static void updateTwin(
      ClientId id, ObjectNode entry, IfMatch ifMatch, Twins twins, ServiceRules rules) {
    switch (rules.bulkTwin()) {
      case MERGED -> twins.patch(id, twin(entry), ifMatch);
      case REPLACED -> twins.replace(id, twin(entry), ifMatch);
    }
  }

  private static ObjectNode identity(ObjectNode entry) {
    ObjectNode identity = entry.deepCopy();
    identity.remove(List.of("id", "eTag", "tags", "properties", "importMode"));
    return identity;
  }

  private static ObjectNode twin(ObjectNode entry) {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    if (entry.path("tags").isObject()) {
      twin.set("tags", entry.path("tags").deepCopy());
    }
    if (entry.path("properties").path("desired") instanceof ObjectNode desired) {
      twin.putObject("properties").set("desired", desired.deepCopy());
    }
    return twin;
  }

  /** An etag stands bare in the body; without one the change is unconditional, as on live hubs. */
  private static IfMatch match(ObjectNode entry, String member) {
    JsonNode etag = entry.path(member);
    return etag.isTextual() && !etag.textValue().isEmpty() && !etag.textValue().equals("*")
        ? new IfMatch.Tag(etag.textValue())
        : new IfMatch.Any();
  }

  private static ObjectNode error(ObjectNode entry, HubError refused, ServiceRules rules) {
    ObjectNode error =
        JsonNodeFactory.instance.objectNode().put("deviceId", entry.path("id").asText(""));
    switch (rules.bulkErrorCode()) {
      case DIGITS -> error.put("errorCode", refused.code());
      case NAME -> error.put("errorCode", refused.name());
    }
    error.put("errorStatus", refused.getMessage());
    if (entry.path("moduleId").isTextual()) {
      error.put("moduleId", entry.path("moduleId").textValue());
    }
    return error;
  }
}
