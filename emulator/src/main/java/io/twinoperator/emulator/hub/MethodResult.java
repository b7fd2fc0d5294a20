package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.method.MethodAnswer;
import java.util.function.Function;

/** How a method call ended. */
sealed interface MethodResult {

  /** The case that it is. */
  <T> T fold(Function<MethodAnswer, T> answered, Function<HubError, T> failed);

  /** The device answered. */
  record Answered(MethodAnswer answer) implements MethodResult {
    @Override
    public <T> T fold(Function<MethodAnswer, T> answered, Function<HubError, T> failed) {
      return answered.apply(answer);
    }
  }

  /** It did not; the error has the body that method callers get. */
  record Failed(HubError why) implements MethodResult {
    @Override
    public <T> T fold(Function<MethodAnswer, T> answered, Function<HubError, T> failed) {
      return failed.apply(why);
    }
  }
}
