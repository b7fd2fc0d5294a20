package io.twinoperator.deviceconfig;

import io.twinoperator.iothub.HubFailure;
import io.twinoperator.twin.Twin;
import java.util.function.Function;

/** What became of a plan. */
sealed interface DeviceOutcome {

  <T> T fold(
      Function<Unwritten, T> unwritten, Function<Patched, T> patched, Function<Failed, T> failed);

  /** The plan asked for no write. */
  record Unwritten() implements DeviceOutcome {
    @Override
    public <T> T fold(
        Function<Unwritten, T> unwritten,
        Function<Patched, T> patched,
        Function<Failed, T> failed) {
      return unwritten.apply(this);
    }
  }

  /** The hub has made the change, and this is the twin since. */
  record Patched(Twin twin) implements DeviceOutcome {
    @Override
    public <T> T fold(
        Function<Unwritten, T> unwritten,
        Function<Patched, T> patched,
        Function<Failed, T> failed) {
      return patched.apply(this);
    }
  }

  /** The hub has not confirmed the change. */
  record Failed(HubFailure failure) implements DeviceOutcome {
    @Override
    public <T> T fold(
        Function<Unwritten, T> unwritten,
        Function<Patched, T> patched,
        Function<Failed, T> failed) {
      return failed.apply(this);
    }
  }
}
