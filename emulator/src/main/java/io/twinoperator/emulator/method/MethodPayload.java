package io.twinoperator.emulator.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** The one limit that requests and answers share. */
final class MethodPayload {
  /** 128 KB each way (Azure documents, quotas and throttling). */
  static final int MAX_BYTES = 128 * 1024;

  private MethodPayload() {}

  /** The payload itself; the words of the refusal are the hub's (azure-iot-sdks issue 1052). */
  static JsonNode checked(JsonNode payload) {
    int size = payload.toString().getBytes(StandardCharsets.UTF_8).length;
    if (size > MAX_BYTES) {
      throw new InvalidMethodException(
          "'payload' size should be less than " + MAX_BYTES + " bytes; this one has " + size);
    }
    return payload;
  }
}
