package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal that is made before the hub's core is asked.
 *
 * @param status the HTTP status
 * @param name Microsoft's name of the error, absent where the real hub's web server answers itself
 * @param message for the person in front of the client
 */
record EdgeError(int status, Optional<String> name, String message) {

  static EdgeError malformedPath(String path) {
    return new EdgeError(
        400,
        Optional.of("ArgumentInvalid"),
        "The path '" + path + "' is not percent-encoded UTF-8");
  }

  static EdgeError malformedQuery(String query) {
    return new EdgeError(
        400,
        Optional.of("ArgumentInvalid"),
        "The query '" + query + "' is not percent-encoded UTF-8");
  }

  static EdgeError apiVersion(Optional<String> given) {
    return new EdgeError(
        400,
        Optional.of("InvalidProtocolVersion"),
        given
            .map(v -> "BadRequest: api-version '" + v + "' is none that a client library sends")
            .orElse(
                "BadRequest: the query parameter api-version is missing: add api-version=2021-04-12"));
  }

  static EdgeError unknownPath(String path) {
    return new EdgeError(
        404, Optional.empty(), "No HTTP resource was found that matches the path '" + path + "'.");
  }

  static EdgeError wrongMethod(String method, Collection<String> allowed) {
    return new EdgeError(
        405,
        Optional.empty(),
        "The requested resource does not support http method '"
            + method
            + "', only "
            + String.join(", ", allowed)
            + ".");
  }

  static EdgeError tooLarge(int limit) {
    return new EdgeError(
        413, Optional.of("MessageTooLarge"), "The body is larger than " + limit + " bytes");
  }

  static EdgeError internal(String trackingId) {
    return new EdgeError(
        500,
        Optional.of("ServerError"),
        "The emulator failed; its log has the fault under " + trackingId);
  }

  /** The answer, in the shape of most of the hub's errors. */
  ServiceResponse response(String trackingText) {
    String text = name.map(n -> "ErrorCode:" + n + ";" + message).orElse(message);
    ServiceResponse response =
        new ServiceResponse(
            status,
            Map.of(),
            Json.text(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("Message", text)
                    .put("ExceptionMessage", trackingText)));
    return name.map(n -> response.with("iothub-errorcode", n)).orElse(response);
  }
}
