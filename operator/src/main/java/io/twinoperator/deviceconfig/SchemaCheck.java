package io.twinoperator.deviceconfig;

import java.util.List;
import java.util.Optional;

/** What the schema that a spec names says of it; pure. */
sealed interface SchemaCheck {

  /** The plan that follows; empty if nothing stands in the way. */
  Optional<DevicePlan> plan();

  /** There is no schema, or it is satisfied. */
  record Passed() implements SchemaCheck {
    @Override
    public Optional<DevicePlan> plan() {
      return Optional.empty();
    }
  }

  /** The ConfigMap has not been read yet, as right after a start; a moment later it has. */
  record NotRead() implements SchemaCheck {
    @Override
    public Optional<DevicePlan> plan() {
      return Optional.of(new DevicePlan.Bear(DevicePlanner.SOON));
    }
  }

  /** There is no schema where the spec says; its coming wakes the object. */
  record Missing(String message) implements SchemaCheck {

    /** Reason of a schema that is not there. */
    static final String REASON = "SchemaNotFound";

    @Override
    public Optional<DevicePlan> plan() {
      return Optional.of(new DevicePlan.Wait(REASON, message, false, DevicePlanner.HOURLY));
    }
  }

  /** The spec violates the schema, or the schema is none. */
  record Violated(List<String> violations) implements SchemaCheck {
    @Override
    public Optional<DevicePlan> plan() {
      return Optional.of(
          new DevicePlan.Refuse(DevicePlanner.INVALID_SPEC, String.join("; ", violations)));
    }
  }
}
