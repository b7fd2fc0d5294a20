package io.twinoperator.fleetrollout.spec;

import java.util.List;
import java.util.function.Function;

/** A spec as read: either fit to be carried out, or a list of what is wrong with it. */
public sealed interface SpecReading {

  /** The result of the function for this kind of reading. */
  <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid);

  /** Fit to be carried out. */
  record Valid(RolloutSpec spec) implements SpecReading {
    @Override
    public <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid) {
      return valid.apply(this);
    }
  }

  /**
   * Not to be carried out; each problem names the field, the value and the rule.
   *
   * @param asFarAsRead with the default in place of each field that cannot be read: what a rollout
   *     that runs is cancelled and undone by
   */
  record Invalid(List<String> problems, RolloutSpec asFarAsRead) implements SpecReading {

    /** Copies the list. */
    public Invalid {
      problems = List.copyOf(problems);
    }

    /** The problems in one sentence. */
    public String message() {
      return String.join("; ", problems);
    }

    @Override
    public <T> T fold(Function<Valid, T> valid, Function<Invalid, T> invalid) {
      return invalid.apply(this);
    }
  }
}
