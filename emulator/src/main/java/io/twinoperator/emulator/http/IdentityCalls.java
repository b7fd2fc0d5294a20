package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.Identities;

/** Identities of devices and modules. */
final class IdentityCalls {
  private IdentityCalls() {}

  static ServiceResponse list(Call call) {
    return ServiceResponse.ok(
        Json.array(call.hub().identities().list(call.number("top", Identities.MAX_LISTED))));
  }

  static ServiceResponse listModules(Call call) {
    return ServiceResponse.ok(Json.array(call.hub().identities().modulesOf(call.id())));
  }

  static ServiceResponse get(Call call) {
    return ServiceResponse.ok(call.hub().identities().get(call.client()));
  }

  static ServiceResponse put(Call call) {
    boolean creates = call.request().header("if-match").isEmpty();
    return ServiceResponse.ok(
        creates
            ? call.hub().identities().create(call.client(), call.body())
            : call.hub().identities().update(call.client(), call.body(), call.ifMatch()));
  }

  static ServiceResponse delete(Call call) {
    call.hub().identities().delete(call.client(), call.ifMatch());
    return ServiceResponse.noContent();
  }

  static ServiceResponse statistics(Call call) {
    return ServiceResponse.ok(call.hub().identities().statistics());
  }
}
