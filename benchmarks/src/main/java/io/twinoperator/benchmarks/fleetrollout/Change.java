package io.twinoperator.benchmarks.fleetrollout;

import io.twinoperator.benchmarks.fleet.Sample;
import io.twinoperator.benchmarks.stage.Namespace;

/**
 * A rollout of a value of {@link Sample#EDITED}.
 *
 * @param name of the rollout, and of its devices' plant
 * @param state as {@code spec.state} calls it
 * @param strategy as YAML, in one line
 * @param writer as YAML, in one line
 */
record Change(String name, String state, String strategy, String writer) {
  /** The value that is rolled out. */
  static final int VALUE = 15;

  private static final String STANDARD_WRITER = "{}";

  /** One wave of all, and no limit on how many devices are in flight. */
  private static final String AT_ONCE =
      "{waves: [{name: whole, size: 100%}], maxConcurrency: 100000, progressDeadline: 1h}";

  /** All devices in one wave, without a limit of the rollout's own. */
  static Change atOnce(String name) {
    return new Change(name, "Run", AT_ONCE, STANDARD_WRITER);
  }

  /** The waves, limits and policy that a rollout has that names none. */
  static Change standard(String name) {
    return new Change(name, "Run", "{progressDeadline: 1m}", STANDARD_WRITER);
  }

  /** The same in another state at first. */
  Change in(String other) {
    return new Change(name, other, strategy, writer);
  }

  /** The same by another machine. */
  Change by(String mode) {
    return new Change(name, state, strategy, "{mode: " + mode + "}");
  }

  /** The object that a person would apply. */
  String yaml(Namespace namespace) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: %s, namespace: %s}
        spec:
          hubRef: {name: hub}
          selector: {query: "tags.%s = '%s'"}
          patch: {desired: {%s: %d}}
          state: %s
          strategy: %s
          writer: %s
        """
        .formatted(
            name,
            namespace.name(),
            Sample.PLANT,
            name,
            Sample.EDITED,
            VALUE,
            state,
            strategy,
            writer);
  }
}
