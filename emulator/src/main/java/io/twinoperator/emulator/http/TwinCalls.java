package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;

/** Twins of devices and modules, and queries over them. */
final class TwinCalls {
  private TwinCalls() {}

  static ServiceResponse get(Call call) {
    return ServiceResponse.ok(call.hub().twins().get(call.client()));
  }

  static ServiceResponse patch(Call call) {
    return ServiceResponse.ok(call.hub().twins().patch(call.client(), call.body(), call.ifMatch()));
  }

  static ServiceResponse replace(Call call) {
    return ServiceResponse.ok(
        call.hub().twins().replace(call.client(), call.body(), call.ifMatch()));
  }

  static ServiceResponse query(Call call) {
    return ServiceResponse.page(
        call.hub().query(queryText(call.body()), call.pageSize(), call.continuation()));
  }

  private static String queryText(ObjectNode body) {
    JsonNode query = body.path("query");
    if (query.isTextual()) {
      return query.textValue();
    }
    if (query.isMissingNode() || query.isNull()) {
      throw new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest: 'query' is missing");
    }
    throw new HubError(ErrorCode.ARGUMENT_INVALID, "BadRequest: 'query' must be a string");
  }
}
