package io.twinoperator.emulator.http;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read whole.
 *
 * @param method the HTTP method as sent
 * @param target path and query as sent, still URL-encoded
 * @param headers by lower-cased name; of a header sent twice the first
 * @param content the body's bytes, none when there is no body
 */
record ServiceRequest(String method, String target, Map<String, String> headers, Buffer content) {

  /** The body as UTF-8 text, empty when there is none. */
  String body() {
    return content.toString("UTF-8");
  }

  /**
   * The method that is meant. The vendor's Java client patches with POST and says PATCH in a
   * header.
   */
  String effectiveMethod() {
    boolean post = method.equals("POST");
    return header("x-http-method-override")
        .filter(o -> post)
        .map(o -> o.strip().toUpperCase(Locale.ROOT))
        .orElse(method);
  }

  /** Whether there is no body, or one that does not say it is something else than JSON. */
  boolean mayBeJson() {
    String type =
        header("content-type")
            .map(t -> t.split(";", -1)[0].strip().toLowerCase(Locale.ROOT))
            .orElse("");
    return content.length() == 0
        || type.isEmpty()
        || type.endsWith("/json")
        || type.endsWith("+json");
  }

  /** The path, URL-encoded as it was sent. */
  String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** The query without its question mark. */
  String query() {
    int question = target.indexOf('?');
    return question < 0 ? "" : target.substring(question + 1);
  }

  /**
   * A header's value, absent when it was not sent.
   *
   * @param name in lower case
   */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
