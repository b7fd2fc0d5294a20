package io.twinoperator.benchmarks.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.kills.DeviceEvidence.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is left of a rollout that has ended: its status beside what the hub and the devices know.
 *
 * @param change the desired properties that it sets
 * @param expected how it has to end
 * @param status as the API server holds it
 * @param devices all that it is for, and some that it is not
 */
record RolloutEvidence(
    ObjectNode change, Ending expected, JsonNode status, List<DeviceEvidence> devices) {
  private static final int TOLD = 20;
  private static final String TOTAL = "total";
  private static final int APPLIED = 200;
  private static final int REFUSED = 400;

  /** Ways in which a rollout ends. */
  enum Ending {
    Succeeded,
    SucceededWithStragglers,
    Paused,
    RolledBack
  }

  /** What is wrong with it, in words; nothing if all is as it should be. */
  List<String> violations() {
    List<String> found = new ArrayList<>();
    String phase = status.path("phase").asText();
    if (!phase.equals(expected.name())) {
      found.add(
          "the phase is %s and should be %s: %s"
              .formatted(phase, expected, status.path("message").asText()));
    }
    found.addAll(wrongCounts());
    List<String> ofDevices = new ArrayList<>();
    for (DeviceEvidence device : devices) {
      judge(device).forEach(wrong -> ofDevices.add(device.deviceId() + " " + wrong));
    }
    ofDevices.stream().limit(TOLD).forEach(found::add);
    if (ofDevices.size() > TOLD) {
      found.add("and %d more of this kind".formatted(ofDevices.size() - TOLD));
    }
    return found;
  }

  private List<String> judge(DeviceEvidence device) {
    List<String> found = new ArrayList<>();
    if (!device.isMember() || device.kind() == Kind.EQUAL) {
      if (device.writes() > 0) {
        found.add("was written %d times and is none to write".formatted(device.writes()));
      }
      return found;
    }
    switch (expected) {
      case Succeeded, SucceededWithStragglers -> {
        if (device.writes() != 1) {
          found.add("was written %d times instead of once".formatted(device.writes()));
        }
        if (!device.hasAll(change)) {
          found.add("is forgotten: it has " + device.after());
        }
      }
      case Paused -> {
        if (device.writes() > 1) {
          found.add("was written %d times instead of once at most".formatted(device.writes()));
        }
      }
      case RolledBack -> {
        if (device.writes() != 0 && device.writes() != 2) {
          found.add(
              "was written %d times: a write and its undo are two".formatted(device.writes()));
        }
        if (!device.after().equals(device.before())) {
          found.add("had %s and has %s".formatted(device.before(), device.after()));
        }
      }
    }
    if (device.kind() != Kind.OFF && device.heard().size() != device.writes()) {
      found.add("was written %d times and heard of %s".formatted(device.writes(), device.heard()));
    }
    device.heard().stream()
        .limit(1)
        .filter(first -> !DeviceEvidence.contains(change, first))
        .forEach(first -> found.add("was first given " + first));
    return found;
  }

  private List<String> wrongCounts() {
    List<String> found = new ArrayList<>();
    JsonNode counts = status.path("counts");
    long total = counts.path(TOTAL).asLong();
    long sum =
        counts.properties().stream()
            .filter(count -> !count.getKey().equals(TOTAL))
            .mapToLong(count -> count.getValue().asLong())
            .sum();
    if (sum != total) {
      found.add("the counts sum to %d and total is %d".formatted(sum, total));
    }
    if (total != number(DeviceEvidence::isMember)) {
      found.add("total is %d of %d members".formatted(total, number(DeviceEvidence::isMember)));
    }
    expectedCounts()
        .forEach(
            (names, wanted) -> {
              long said = names.stream().mapToLong(name -> counts.path(name).asLong()).sum();
              if (said != wanted) {
                found.add(
                    "%s is %d, and of the twins it is %d"
                        .formatted(String.join(" + ", names), said, wanted));
              }
            });
    return found;
  }

  /** Names of counts, and what their sum has to be. */
  private Map<List<String>, Long> expectedCounts() {
    return switch (expected) {
      case Succeeded, SucceededWithStragglers ->
          Map.of(
              List.of("converged"), written(device -> device.hasAnswered(change, APPLIED)),
              List.of("alreadyConverged"), members(device -> device.writes() == 0),
              List.of("straggler", "writtenOffline"), written(device -> device.kind() == Kind.OFF),
              List.of("rejected"), written(device -> device.hasAnswered(change, REFUSED)));
      case Paused ->
          Map.of(
              List.of("converged"), written(device -> device.hasAnswered(change, APPLIED)),
              List.of("pending", "alreadyConverged", "deferred"),
                  members(device -> device.writes() == 0),
              List.of("rejected"), written(device -> device.hasAnswered(change, REFUSED)));
      case RolledBack ->
          Map.of(
              List.of("rolledBack"), written(device -> true),
              List.of("pending", "alreadyConverged", "deferred"),
                  members(device -> device.writes() == 0));
    };
  }

  private long written(Predicate<DeviceEvidence> which) {
    return members(device -> device.writes() > 0 && which.test(device));
  }

  private long members(Predicate<DeviceEvidence> which) {
    return number(device -> device.isMember() && which.test(device));
  }

  private long number(Predicate<DeviceEvidence> which) {
    return devices.stream().filter(which).count();
  }
}
