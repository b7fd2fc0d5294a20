package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.IfMatch;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One authorised request on its way to the hub.
 *
 * @param hub the hub it is for
 * @param to the operation and what stands in the path
 * @param request as it was sent
 * @param parameters of the query
 * @param workers go on with it after a wait
 */
record Call(
    EmulatedHub hub,
    Route.To to,
    ServiceRequest request,
    Map<String, String> parameters,
    Executor workers) {

  /** What stands in the path for {@code {id}}; empty where the operation has none. */
  String id() {
    return to.parameters().getOrDefault("id", "");
  }

  /** The device {@code {id}}, or its module {@code {mid}} where the path names one. */
  ClientId client() {
    return to.client();
  }

  /** The body as a JSON object; throws ArgumentInvalid. */
  ObjectNode body() {
    return Json.object(request.body());
  }

  /**
   * Whether a PUT is meant to create: it has no If-Match, or an empty one, as live hubs take it
   * from Azure.Iot.Hub.Service.
   */
  boolean creates() {
    return ifMatch() instanceof IfMatch.Absent || ifMatch().equals(new IfMatch.Tag(""));
  }

  IfMatch ifMatch() {
    return IfMatch.parse(request.header("if-match").orElse(null));
  }

  /** A parameter of the query; absent when it is empty. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(v -> !v.isEmpty());
  }

  /** A number among the parameters of the query; throws ArgumentInvalid. */
  int number(String name, int otherwise) {
    return number(name, parameter(name), otherwise);
  }

  /** How many rows the client wants at once. */
  int pageSize() {
    return number(
        "x-ms-max-item-count",
        request.header("x-ms-max-item-count").filter(v -> !v.isBlank()),
        EmulatedHub.MAX_PAGE_SIZE);
  }

  /** Where the page begins. */
  Optional<String> continuation() {
    return request.header("x-ms-continuation").filter(v -> !v.isBlank());
  }

  private static int number(String name, Optional<String> text, int otherwise) {
    try {
      return text.map(t -> Integer.parseInt(t.strip())).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, name + " is '" + text.orElse("") + "', not a number");
    }
  }
}
