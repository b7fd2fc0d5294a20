package io.twinoperator.emulator.http;

import java.util.concurrent.CompletionStage;

/** Direct methods; they are answered when the device has answered. */
final class MethodCalls {
  private MethodCalls() {}

  static CompletionStage<ServiceResponse> invoke(Call call) {
    return call.hub().methods().invoke(call.client(), call.body()).thenApply(ServiceResponse::ok);
  }
}
