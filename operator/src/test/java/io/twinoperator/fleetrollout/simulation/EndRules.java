package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What must be true when nothing happens any more. */
final class EndRules {
  /** Phases in which a rollout may wait for a person for ever. */
  private static final Set<String> WAITS = Set.of("Paused", "Planned", "Blocked", "Queued");

  private static final Set<MemberState.Standing> OPEN =
      Set.of(
          MemberState.Standing.IN_FLIGHT, MemberState.Standing.AWAY, MemberState.Standing.UNDOING);

  private final Seen seen;

  EndRules(Seen seen) {
    this.seen = seen;
  }

  /** Promise 12. */
  void ended(Optional<FleetRolloutStatus> status) {
    String phase = status.map(one -> String.valueOf(one.phase())).orElse("none");
    String message = status.map(one -> String.valueOf(one.message())).orElse("");
    if (message.isBlank()) {
      throw new Violation(12, "the rollout ends as " + phase + " and says nothing");
    }
    boolean isOver = Invariants.FINISHED.contains(phase);
    if (!isOver && !WAITS.contains(phase)) {
      stillWaits(phase, message);
    }
    if (phase.equals("RolledBack")) {
      seen.ledger().ifPresent(this::isAsBefore);
    }
    if (phase.startsWith("Succeeded")) {
      seen.ledger().ifPresent(EndRules::nobodyWaits);
    }
  }

  private void stillWaits(String phase, String message) {
    String states = seen.ledger().map(LedgerView::states).orElse("");
    boolean flies =
        states
            .chars()
            .anyMatch(c -> MemberState.of((char) c).standing() == MemberState.Standing.IN_FLIGHT);
    boolean names =
        message.contains("deferred")
            || message.contains("offline")
            || message.contains("selects no device")
            || message.contains("takes no device")
            || (message.contains("no other device fits into the wave") && nobodyFits());
    if (flies || !names) {
      throw new Violation(
          12, "the rollout never ends: " + phase + ", " + message + "; open: " + open());
    }
  }

  /** A wave that must show something waits for a person only when nobody else could show it. */
  private boolean nobodyFits() {
    return seen.ledger().filter(LedgerView::hasSpareDevice).isEmpty();
  }

  /** Some of the devices that are not decided. */
  private List<String> open() {
    return seen.ledger().stream()
        .flatMap(
            ledger ->
                IntStream.range(0, ledger.size())
                    .filter(member -> OPEN.contains(ledger.state(member).standing()))
                    .mapToObj(member -> ledger.deviceId(member) + " " + ledger.state(member)))
        .limit(3)
        .toList();
  }

  /** Nobody is left behind by a rollout that has succeeded. */
  private static void nobodyWaits(LedgerView ledger) {
    for (int member = 0; member < ledger.size(); member++) {
      MemberState state = ledger.state(member);
      if (state == MemberState.PENDING || state == MemberState.DEFERRED) {
        throw new Violation(12, ledger.deviceId(member) + " is " + state + " at the end");
      }
    }
  }

  /** Promise 7. */
  private void isAsBefore(LedgerView ledger) {
    for (int member = 0; member < ledger.size(); member++) {
      MemberState state = ledger.state(member);
      if (state == MemberState.ROLLED_BACK) {
        seen.truth().of(ledger.deviceId(member)).ifPresent(this::isAsBefore);
      } else if (seen.wishes.undoing().scope().equals("Rollout")) {
        seen.truth().of(ledger.deviceId(member)).ifPresent(device -> isNotLeft(device, state));
      }
    }
  }

  /** Every device that has the change is taken back, or it is said why not. */
  private static void isNotLeft(DeviceTruth device, MemberState state) {
    boolean told =
        state == MemberState.ROLLBACK_SKIPPED
            || state == MemberState.ROLLBACK_UNCONFIRMED
            || state == MemberState.GONE;
    if (device.written.isPresent() && device.undone.isEmpty() && device.registered && !told) {
      throw new Violation(7, device + " has the change after the rollback, and is " + state);
    }
  }

  private void isAsBefore(DeviceTruth device) {
    if (device.written.isEmpty() || !device.registered || device.touchedByOthers) {
      return;
    }
    // What others changed beside the change is theirs.
    for (LeafPath path : device.before.keySet()) {
      boolean claimed = seen.claims().ownerOf(device.id, path).isPresent();
      var now = Change.value(device.twin, path);
      if (!claimed && !TwinRules.same(now, Change.orMissing(device.before.get(path)))) {
        throw new Violation(
            7,
            "%s of %s is %s after the rollback, and was %s"
                .formatted(path, device, now, device.before.get(path)));
      }
    }
    if (!device.changedByOthers) {
      device.original.ifPresent(original -> nothingIsLeft(device, original));
    }
  }

  /** Not even an empty object that the change has made; the marks of rollouts stay. */
  private static void nothingIsLeft(DeviceTruth device, TwinState original) {
    ObjectNode tags = device.twin.tags().deepCopy();
    ObjectNode tagsBefore = original.tags().deepCopy();
    for (ObjectNode one : List.of(tags, tagsBefore)) {
      one.remove(List.of("twinOperator", Disturber.FOREIGN_TAG));
    }
    boolean same =
        JsonValues.equal(device.twin.desired().values(), original.desired().values())
            && JsonValues.equal(tags, tagsBefore);
    if (!same) {
      throw new Violation(
          7,
          "%s has %s %s after the rollback, and had %s %s"
              .formatted(
                  device,
                  device.twin.desired().values(),
                  tags,
                  original.desired().values(),
                  tagsBefore));
    }
  }
}
