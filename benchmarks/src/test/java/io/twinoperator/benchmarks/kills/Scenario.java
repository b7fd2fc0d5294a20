package io.twinoperator.benchmarks.kills;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.kills.DeviceEvidence.Kind;
import io.twinoperator.benchmarks.kills.RolloutEvidence.Ending;
import io.twinoperator.benchmarks.stage.RolloutChoices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A rollout and the devices that it meets.
 *
 * @param name of the rollout and of its devices' group
 * @param fleet what is special about some of the devices
 * @param writerMode as the definition calls it
 * @param devicesPerJob at most
 * @param waves as YAML; empty for those that are there without a word
 */
record Scenario(String name, Fleet fleet, String writerMode, int devicesPerJob, String waves) {
  /** How many devices a rollout is for. */
  static final int DEVICES = 500;

  private static final List<Integer> DEVICES_PER_JOB = List.of(25, 60, 200);
  private static final List<String> WAVES =
      List.of(
          "",
          "[{name: canary, size: 5}, {name: early, size: 20%}]",
          "[{name: canary, size: 1}, {name: tenth, size: 10%}, {name: half, size: 50%}]");

  /** Waves of which the first is too large to stop for the refusals that are in it. */
  private static final List<String> LARGE_WAVES =
      List.of("[{name: first, size: 30%}]", "[{name: first, size: 150}, {name: most, size: 80%}]");

  /** One in twenty refuses; so many may, and the rollout stops at some 320 devices. */
  private static final int MAX_FAILURES = 15;

  /** What is special about some of the devices, and what comes of it. */
  enum Fleet {
    ALL_GOOD(Kind.GOOD, 10, "Pause", Ending.Succeeded),
    SOME_EQUAL(Kind.EQUAL, 10, "Pause", Ending.Succeeded),
    SOME_OFF(Kind.OFF, 10, "Pause", Ending.SucceededWithStragglers),
    REJECTING(Kind.REJECTING, 20, "Pause", Ending.Paused),
    REJECTING_AND_UNDONE(Kind.REJECTING, 20, "Rollback", Ending.RolledBack);

    private final Kind special;
    private final int oneOf;
    private final String action;
    private final Ending ending;

    Fleet(Kind special, int oneOf, String action, Ending ending) {
      this.special = special;
      this.oneOf = oneOf;
      this.action = action;
      this.ending = ending;
    }

    /** Those that this operator can be asked for. */
    static List<Fleet> offered() {
      return Arrays.stream(values())
          .filter(fleet -> fleet != REJECTING_AND_UNDONE || RolloutChoices.rollsBack())
          .toList();
    }

    /** How the rollout has to end. */
    Ending ending() {
      return ending;
    }
  }

  /** As many as are asked for, in which each fleet and each writer has its turn. */
  static List<Scenario> draw(int count, Random random) {
    List<Fleet> fleets = Fleet.offered();
    List<String> modes = RolloutChoices.writerModes();
    int fleet = random.nextInt(fleets.size());
    int mode = random.nextInt(modes.size());
    List<Scenario> drawn = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Fleet next = fleets.get((fleet + number) % fleets.size());
      drawn.add(
          new Scenario(
              "r" + (number + 1),
              next,
              modes.get((mode + number) % modes.size()),
              oneOf(DEVICES_PER_JOB, random),
              oneOf(next.special == Kind.REJECTING ? LARGE_WAVES : WAVES, random)));
    }
    return drawn;
  }

  private static <T> T oneOf(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** The desired properties that the rollout sets. */
  static ObjectNode change() {
    ObjectNode change = JsonNodeFactory.instance.objectNode().put("telemetryInterval", 15);
    change.putObject("power").put("mode", "eco");
    return change;
  }

  /** What a device has before: one of seven things, none of them the change. */
  static ObjectNode before(int number) {
    ObjectNode before = JsonNodeFactory.instance.objectNode().put("unrelated", number);
    switch (number % 7) {
      case 0 -> {} // neither of the leaves
      case 1 -> before.put("telemetryInterval", 30);
      case 2 -> before.put("telemetryInterval", 60);
      case 3 -> before.putObject("power").put("mode", "full");
      case 4 -> before.putObject("power").put("mode", "full").put("reserve", 20);
      case 5 -> before.put("telemetryInterval", 30).putObject("power").put("mode", "full");
      default -> before.put("telemetryInterval", 60).putObject("power").put("mode", "night");
    }
    return before;
  }

  /** Of which kind a device is. */
  Kind kind(int number) {
    return number % fleet.oneOf == 3 ? fleet.special : Kind.GOOD;
  }

  /** The object that a person would apply. */
  String yaml(String namespace) {
    String action = RolloutChoices.rollsBack() ? ", action: " + fleet.action : "";
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: %s, namespace: %s}
        spec:
          hubRef: {name: hub}
          selector: {query: "tags.plant = '%s'"}
          patch: {desired: %s}
          strategy: {progressDeadline: 5m%s}
          failurePolicy: {maxFailures: %d%s}
          writer: {mode: %s, maxDevicesPerJob: %d}
        """
        .formatted(
            name,
            namespace,
            name,
            change(),
            waves.isEmpty() ? "" : ", waves: " + waves,
            MAX_FAILURES,
            action,
            writerMode,
            devicesPerJob);
  }

  @Override
  public String toString() {
    return "%s (%s, %s, %d devices a job, waves %s)"
        .formatted(name, fleet, writerMode, devicesPerJob, waves.isEmpty() ? "as usual" : waves);
  }
}
