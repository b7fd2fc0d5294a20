package io.twinoperator.emulator.jobs;

import io.twinoperator.emulator.method.MethodAnswer;
import java.util.function.Function;
import java.util.function.Supplier;

/** How one device operation of a job went. */
public sealed interface Outcome {

  /** The case that it is. */
  <T> T fold(Cases<T> cases);

  /** The twin was written. */
  record Updated() implements Outcome {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.updated().get();
    }
  }

  /** The device answered, whatever its status says. */
  record Answered(MethodAnswer answer) implements Outcome {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.answered().apply(this);
    }
  }

  /** It cannot be done, and trying again would not help. */
  record Failed(DeviceFailure why) implements Outcome {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.failed().apply(this);
    }
  }

  /** The device had gone when its turn came; the job waits for it again. */
  record Unreachable() implements Outcome {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unreachable().get();
    }
  }

  /** One answer for each case. */
  record Cases<T>(
      Supplier<T> updated,
      Function<Answered, T> answered,
      Function<Failed, T> failed,
      Supplier<T> unreachable) {}
}
