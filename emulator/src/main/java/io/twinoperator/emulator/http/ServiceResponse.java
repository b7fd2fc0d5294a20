package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.hub.QueryPage;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent
 * @param content the body: JSON unless a header says another type; empty for none
 */
record ServiceResponse(int status, Map<String, String> headers, Buffer content) {

  /** An answer with a text, empty for an answer without a body. */
  ServiceResponse(int status, Map<String, String> headers, String body) {
    this(status, headers, Buffer.buffer(body, "UTF-8"));
  }

  /** The body as text. */
  String body() {
    return content.toString("UTF-8");
  }

  /** 204: done, nothing to say. */
  static ServiceResponse noContent() {
    return new ServiceResponse(204, Map.of(), "");
  }

  /** A status without a body. */
  static ServiceResponse empty(int status) {
    return new ServiceResponse(status, Map.of(), "");
  }

  /** 200 with a JSON body. */
  static ServiceResponse ok(JsonNode json) {
    return new ServiceResponse(200, Map.of(), Json.text(json));
  }

  /** 200 with a page of rows, their type and the token of the next page. */
  static ServiceResponse page(QueryPage page) {
    ServiceResponse response = ok(Json.array(page.items())).with("x-ms-item-type", page.itemType());
    return page.continuation().map(t -> response.with("x-ms-continuation", t)).orElse(response);
  }

  /** The same answer with the header {@code ETag}, whose value is in quotes. */
  ServiceResponse withEtag(String etag) {
    return with("ETag", '"' + etag + '"');
  }

  /** The same answer with one header more. */
  ServiceResponse with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ServiceResponse(status, more, content);
  }
}
