package io.twinoperator.emulator.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The way of an authorised call to its operation and back.
 *
 * @param around from the outside to the inside
 */
record Pipeline(List<Around> around) {

  /** Keeps a copy. */
  Pipeline {
    around = List.copyOf(around);
  }

  /** Answers the call; throws nothing, a refusal is in the stage. */
  CompletionStage<ServiceResponse> answer(Call call) {
    return answer(call, 0);
  }

  private CompletionStage<ServiceResponse> answer(Call call, int from) {
    try {
      return from < around.size()
          ? around.get(from).answer(call, () -> answer(call, from + 1))
          : call.to().operation().handler().answer(call);
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }
}
