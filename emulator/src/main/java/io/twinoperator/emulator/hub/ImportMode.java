package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a bulk change is to do with one entry, by its names in the public SDKs. */
enum ImportMode {
  CREATE_OR_UPDATE("createOrUpdate"),
  CREATE("create"),
  UPDATE("update"),
  UPDATE_IF_MATCH("updateIfMatchETag"),
  CREATE_OR_UPDATE_IF_MATCH("createOrUpdateIfMatchETag"),
  DELETE("delete"),
  DELETE_IF_MATCH("deleteIfMatchETag"),
  UPDATE_TWIN("updateTwin"),
  UPDATE_TWIN_IF_MATCH("updateTwinIfMatchETag");

  private final String json;

  ImportMode(String json) {
    this.json = json;
  }

  /** Reads a mode; without one, the first of the SDK for .NET counts: create or update. */
  static ImportMode of(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return CREATE_OR_UPDATE;
    }
    String text = node.asText("");
    return Arrays.stream(values())
        .filter(mode -> mode.json.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new HubError(
                    ErrorCode.ARGUMENT_INVALID,
                    "importMode is '"
                        + text
                        + "': use "
                        + Arrays.stream(values())
                            .map(mode -> mode.json)
                            .collect(Collectors.joining(", "))));
  }
}
