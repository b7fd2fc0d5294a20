package io.twinoperator.emulator.http;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Something that is done around an authorised operation: before it, after it, or in its place. */
interface Around {

  /** Answers the call, by {@code next} unless there is a reason not to. */
  CompletionStage<ServiceResponse> answer(Call call, Next next);

  /** What stands behind. */
  @FunctionalInterface
  interface Next {
    /** Answers the call; throws nothing, a refusal is in the stage. */
    CompletionStage<ServiceResponse> answer();

    /**
     * Answers once a wait is over; where that is not yet, on a worker, because whoever ends the
     * wait has other due work to do.
     */
    default CompletionStage<ServiceResponse> after(CompletionStage<Void> wait, Executor workers) {
      return wait.toCompletableFuture().isDone()
          ? wait.thenCompose(over -> answer())
          : wait.thenComposeAsync(over -> answer(), workers);
    }
  }
}
