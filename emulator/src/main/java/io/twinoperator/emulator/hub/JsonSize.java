package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** How large JSON is on the wire, for the daily quota. */
final class JsonSize {
  private JsonSize() {}

  /** Bytes of its text in UTF-8. */
  static long bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
