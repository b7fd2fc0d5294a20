package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.Identities;
import java.util.Map;

/** Identities of devices and modules. */
final class IdentityCalls {
  private static final int BAD_REQUEST = 400;

  private IdentityCalls() {}

  /** Live hubs send the header ETag with devices, and not with modules. */
  private static ServiceResponse answer(Call call, ObjectNode identity) {
    ServiceResponse response = ServiceResponse.ok(identity);
    return call.client().moduleId().isPresent()
        ? response
        : response.withEtag(identity.path("etag").asText(""));
  }

  static ServiceResponse list(Call call) {
    return ServiceResponse.ok(
        Json.array(call.hub().identities().list(call.number("top", Identities.MAX_LISTED))));
  }

  static ServiceResponse listModules(Call call) {
    return ServiceResponse.ok(Json.array(call.hub().identities().modulesOf(call.id())));
  }

  static ServiceResponse get(Call call) {
    return answer(call, call.hub().identities().get(call.client()));
  }

  static ServiceResponse put(Call call) {
    return answer(
        call,
        call.creates()
            ? call.hub().identities().create(call.client(), call.body())
            : call.hub().identities().update(call.client(), call.body(), call.ifMatch()));
  }

  static ServiceResponse bulk(Call call) {
    ObjectNode result = call.hub().identities().bulk(Json.objects(call.request().body()));
    return result.path("isSuccessful").booleanValue()
        ? ServiceResponse.ok(result)
        : new ServiceResponse(BAD_REQUEST, Map.of(), Json.text(result));
  }

  static ServiceResponse delete(Call call) {
    call.hub().identities().delete(call.client(), call.ifMatch());
    return ServiceResponse.noContent();
  }

  static ServiceResponse serviceStatistics(Call call) {
    return ServiceResponse.ok(call.hub().identities().serviceStatistics());
  }

  static ServiceResponse statistics(Call call) {
    return ServiceResponse.ok(call.hub().identities().statistics());
  }
}
