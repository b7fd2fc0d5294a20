package io.twinoperator.emulator.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent
 * @param body JSON text, empty for an answer without a body
 */
record ServiceResponse(int status, Map<String, String> headers, String body) {

  /** 204: done, nothing to say. */
  static ServiceResponse noContent() {
    return new ServiceResponse(204, Map.of(), "");
  }

  /** 200 with a JSON body. */
  static ServiceResponse ok(String json) {
    return new ServiceResponse(200, Map.of(), json);
  }

  /** The same answer with one header more. */
  ServiceResponse with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ServiceResponse(status, more, body);
  }
}
