package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.HubConfigurations;

/** Automatic device management. */
final class ConfigurationCalls {
  private ConfigurationCalls() {}

  static ServiceResponse list(Call call) {
    int top = call.number("top", HubConfigurations.MAX_LISTED);
    return ServiceResponse.ok(Json.array(call.hub().configurations().list(top)));
  }

  static ServiceResponse get(Call call) {
    return withEtag(call.hub().configurations().get(call.id()));
  }

  static ServiceResponse put(Call call) {
    return withEtag(
        call.creates()
            ? call.hub().configurations().create(call.id(), call.body())
            : call.hub().configurations().replace(call.id(), call.body(), call.ifMatch()));
  }

  static ServiceResponse delete(Call call) {
    call.hub().configurations().delete(call.id(), call.ifMatch());
    return ServiceResponse.noContent();
  }

  static ServiceResponse testQueries(Call call) {
    return ServiceResponse.ok(call.hub().configurations().testQueries(call.body()));
  }

  static ServiceResponse apply(Call call) {
    call.hub().configurations().apply(call.id(), call.body());
    return ServiceResponse.noContent();
  }

  private static ServiceResponse withEtag(ObjectNode json) {
    return ServiceResponse.ok(json).withEtag(json.path("etag").asText(""));
  }
}
