package io.twinoperator.emulator.http;

import java.util.concurrent.CompletionStage;

/** Something that is done around an authorised operation: before it, after it, or in its place. */
interface Around {

  /** Answers the call, by {@code next} unless there is a reason not to. */
  CompletionStage<ServiceResponse> answer(Call call, Next next);

  /** What stands behind. */
  @FunctionalInterface
  interface Next {
    /** Answers the call; throws nothing, a refusal is in the stage. */
    CompletionStage<ServiceResponse> answer();
  }
}
