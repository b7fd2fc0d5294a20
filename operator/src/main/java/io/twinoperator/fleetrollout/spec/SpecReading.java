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

  /** Not to be carried out; each problem names the field, the value and the rule. */
  record Invalid(List<String> problems) implements SpecReading {
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
