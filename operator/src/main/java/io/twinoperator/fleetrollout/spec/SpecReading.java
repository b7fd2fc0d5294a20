package io.twinoperator.fleetrollout.spec;

import java.util.List;

/** A spec as read: either fit to be carried out, or a list of what is wrong with it. */
public sealed interface SpecReading {

  /** Fit to be carried out. */
  record Valid(RolloutSpec spec) implements SpecReading {}

  /** Not to be carried out; each problem names the field, the value and the rule. */
  record Invalid(List<String> problems) implements SpecReading {
    /** The problems in one sentence. */
    public String message() {
      return String.join("; ", problems);
    }
  }
}
