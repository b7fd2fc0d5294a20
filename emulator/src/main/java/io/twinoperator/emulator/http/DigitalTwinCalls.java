package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.DigitalTwins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Digital twins, which are device twins in another shape. */
final class DigitalTwinCalls {
  private static final int ACCEPTED = 202;
  private static final List<String> TIMEOUTS =
      List.of("connectTimeoutInSeconds", "responseTimeoutInSeconds");

  private DigitalTwinCalls() {}

  static ServiceResponse get(Call call) {
    DigitalTwins.Document twin = call.hub().digitalTwins().get(call.id());
    return ServiceResponse.ok(twin.json()).withEtag(twin.etag());
  }

  /**
   * A command is a direct method, a component's one with the component before it: {@code
   * thermostat*reboot} (Azure documents, IoT Plug and Play conventions).
   */
  static CompletionStage<ServiceResponse> invoke(Call call) {
    Map<String, String> path = call.to().parameters();
    String command = path.getOrDefault("commandName", "");
    ObjectNode method =
        JsonNodeFactory.instance
            .objectNode()
            .put(
                "methodName",
                Optional.ofNullable(path.get("componentPath"))
                    .map(component -> component + "*" + command)
                    .orElse(command));
    for (String timeout : TIMEOUTS) {
      call.parameter(timeout).ifPresent(text -> method.put(timeout, call.number(timeout, 0)));
    }
    method.set("payload", Json.anything(call.request().body()));
    return call.hub()
        .methods()
        .invoke(call.client(), method)
        .thenApply(
            answer ->
                ServiceResponse.ok(answer.path("payload"))
                    .with("x-ms-command-statuscode", answer.path("status").asText()));
  }

  static ServiceResponse update(Call call) {
    DigitalTwins.Document twin =
        call.hub()
            .digitalTwins()
            .update(call.id(), Json.elements(call.request().body()), call.ifMatch());
    return ServiceResponse.empty(ACCEPTED)
        .withEtag(twin.etag())
        .with("Location", "https://" + call.hub().hostName() + call.request().path());
  }
}
