package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.twin.LeafPath;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must be true of what a pass has said: of states, of waves, of counts. */
final class VerdictRules {
  /** Reads and patches of devices, rows of jobs and jobs of one pass; more than enough. */
  static final int CALLS_PER_PASS = 1_250;

  /** Whether status has a count for each state of a device, and their total. */
  private static final boolean COUNTS_EVERY_STATE =
      RolloutCounts.class.getRecordComponents().length == MemberState.values().length + 1;

  private final Seen seen;
  private String states = "";
  private boolean hasStopped;
  private boolean wrote;
  private Optional<RolloutPlan> plan = Optional.empty();
  private @Nullable RolloutCounts counts;
  private final Set<Integer> done = new HashSet<>();
  private final Map<Integer, Instant> lastOpen = new HashMap<>();

  VerdictRules(Seen seen) {
    this.seen = seen;
  }

  /** What the dead pass had stored counts, and is looked at with the next one. */
  void passDied() {
    fewCalls();
  }

  void passEnded(Optional<FleetRolloutStatus> status) {
    fewCalls();
    seen.ledger().ifPresent(this::check);
    status.ifPresent(this::check);
    seen.uncheckedSince = seen.now();
  }

  /** Promise 11. */
  private void fewCalls() {
    if (seen.planned && seen.calls > CALLS_PER_PASS) {
      throw new Violation(11, seen.calls + " hub calls in one pass");
    }
  }

  private void check(LedgerView ledger) {
    samePlan(ledger);
    wrote |= ledger.hasBatches();
    String now = ledger.states();
    if (!now.equals(states)) {
      eachMemberHasOneState(ledger, now);
      for (int member = 0; member < now.length(); member++) {
        boolean isNew = states.isEmpty() || states.charAt(member) != now.charAt(member);
        if (isNew && !(states.isEmpty() && ledger.state(member) == MemberState.PENDING)) {
          becomes(ledger, member);
        }
      }
      states = now;
    }
    for (int wave = 0; wave < ledger.waves(); wave++) {
      if (ledger.isDone(wave) && done.add(wave)) {
        waveIsDone(ledger, wave);
      }
    }
    noteOpen(ledger);
  }

  /** Notes when each wave under way was last seen to have a device that has not answered. */
  private void noteOpen(LedgerView ledger) {
    for (int member = 0; member < ledger.size(); member++) {
      int wave = ledger.wave(member);
      Standing standing = ledger.state(member).standing();
      boolean open = standing == Standing.WAITING || standing == Standing.IN_FLIGHT;
      if (open && !done.contains(wave)) {
        lastOpen.put(wave, seen.passBegan);
      }
    }
  }

  /** Promise 1: who is a member was decided once. */
  @SuppressWarnings("ReferenceEquality") // A plan is large, and seldom another.
  private void samePlan(LedgerView ledger) {
    if (ledger.plan() == plan.orElse(null)) {
      return;
    }
    boolean other = plan.filter(before -> before.digest().equals(ledger.plan().digest())).isEmpty();
    if (plan.isPresent() && other && wrote) {
      throw new Violation(1, "the plan has changed after the first write");
    }
    plan = Optional.of(ledger.plan());
    if (other) {
      states = "";
      done.clear();
      eachOnce(ledger);
    }
  }

  private static void eachOnce(LedgerView ledger) {
    long different =
        ledger.plan().members().stream().map(RolloutPlan.Member::deviceId).distinct().count();
    if (different != ledger.size()) {
      throw new Violation(1, "a device is twice in the plan");
    }
  }

  /** Promise 1. */
  private static void eachMemberHasOneState(LedgerView ledger, String now) {
    if (now.length() != ledger.size()) {
      throw new Violation(1, now.length() + " states for " + ledger.size() + " members");
    }
  }

  private void becomes(LedgerView ledger, int member) {
    String id = ledger.deviceId(member);
    MemberState state = ledger.state(member);
    char before = states.isEmpty() ? MemberState.PENDING.letter() : states.charAt(member);
    Optional<DeviceTruth> known = seen.truth().of(id);
    if (known.isEmpty()) {
      throw new Violation(1, id + " is a member and was never on the hub");
    }
    DeviceTruth device = known.get();
    if (!device.since.isBefore(seen.uncheckedSince)) {
      return; // It was made anew after the operator had read it.
    }
    switch (state) {
      case CONVERGED -> converged(device);
      case TIMED_OUT, UNVERIFIABLE -> timedOut(device, state);
      case REJECTED -> rejected(device);
      case GONE -> gone(device, before);
      case SUPERSEDED -> superseded(device);
      case PENDING, DEFERRED, CLAIMED, CONFLICT, ALREADY_CONVERGED -> notWritten(device, state);
      case ROLLED_BACK -> rolledBack(device);
      case ROLLBACK_SKIPPED -> skipped(device);
      default -> {}
    }
  }

  /** Promise 10. */
  private void converged(DeviceTruth device) {
    if (device.written.isEmpty() && seen.isTakenForTheOneBefore(device)) {
      return;
    }
    if (device.written.isEmpty()) {
      throw new Violation(10, device + " is said to have converged, and was never written");
    }
    for (LeafPath path : seen.change().reported()) {
      boolean wroteIt = device.before.containsKey(path);
      if (wroteIt && !device.confirmed.contains(path)) {
        throw new Violation(
            10,
            "%s is said to have converged, and has not said so of %s: it reports %s"
                .formatted(device, path, Change.at(device.twin.reported().values(), path)));
      }
    }
  }

  /** Promise 10. */
  private void timedOut(DeviceTruth device, MemberState state) {
    // One that had the value before is not written, and may fail to confirm it all the same.
    Instant written = device.written.orElse(VirtualTime.START);
    Instant deadline = written.plus(seen.wishes.strategy().progressDeadline());
    boolean wasRead =
        device
            .read
            .filter(at -> !at.isBefore(deadline) && !at.isBefore(seen.uncheckedSince))
            .isPresent();
    if (!wasRead) {
      throw new Violation(
          10,
          "%s is %s; written %s, deadline %s, last read %s"
              .formatted(device, state, written, deadline, device.read));
    }
  }

  /** Promise 10: a refusal is the device's own word. */
  private static void rejected(DeviceTruth device) {
    if (device.denied.isEmpty()) {
      throw new Violation(10, device + " is said to have refused, and never did");
    }
  }

  private static void gone(DeviceTruth device, char before) {
    if (device.registered && device.incarnation == 1) {
      throw new Violation(
          1,
          "%s is said to be gone, was %s, and has always been there; written %s, undone %s"
              .formatted(device, MemberState.of(before), device.written, device.undone));
    }
  }

  /**
   * Without a marker, several writes of others to other leaves may look like ours and its removal.
   */
  private void superseded(DeviceTruth device) {
    boolean maybe =
        device.changedByOthers
            && seen.wishes.writing().marker().equals("None")
            && seen.change().reported().stream()
                .anyMatch(path -> Change.value(device.twin, path).isMissingNode());
    if (!device.touchedByOthers && !maybe) {
      throw new Violation(1, device + " is said to be changed by others, and was not");
    }
  }

  /** Promise 7. */
  private void rolledBack(DeviceTruth device) {
    if (device.written.isPresent() && device.undone.isEmpty() && !device.touchedByOthers) {
      throw new Violation(7, device + " is said to be taken back, and has the change");
    }
  }

  /** Promise 7: a leaf that is still ours is not left behind. */
  private void skipped(DeviceTruth device) {
    boolean claimed =
        seen.change().paths().stream()
            .anyMatch(path -> seen.claims().ownerOf(device.id, path).isPresent());
    if (!device.touchedByOthers && !claimed && device.registered) {
      throw new Violation(7, device + " is skipped, and all of it is still ours");
    }
  }

  /** Promise 8: what was written does not go back to where it was. */
  private static void notWritten(DeviceTruth device, MemberState state) {
    if (device.written.isPresent() && !device.touchedByOthers && device.undone.isEmpty()) {
      throw new Violation(8, device + " has the change and becomes " + state);
    }
  }

  /** Promise 3: a wave succeeds on evidence, and on nothing else. */
  private void waveIsDone(LedgerView ledger, int wave) {
    int converged = 0;
    int failed = 0;
    for (int member = 0; member < ledger.size(); member++) {
      if (ledger.wave(member) != wave) {
        continue;
      }
      MemberState state = ledger.state(member);
      Standing standing = state.standing();
      if (standing == Standing.WAITING || standing == Standing.IN_FLIGHT) {
        throw new Violation(
            3,
            "wave %s is done, and %s is %s"
                .formatted(ledger.waveName(wave), ledger.deviceId(member), state));
      }
      converged += standing == Standing.SUCCESS ? 1 : 0;
      failed += standing == Standing.FAILURE ? 1 : 0;
    }
    if (ledger.isEmpty(wave)) {
      return;
    }
    hasEvidence(ledger, wave, converged);
    Instant open = lastOpen.getOrDefault(wave, VirtualTime.START);
    Duration soak = asked(ledger, wave).map(Wishes.Wave::soak).orElse(Duration.ZERO);
    boolean soaked = !seen.now().isBefore(open.plus(soak));
    if (!soaked && ledger.gaveEvidence(wave) && converged >= ledger.minConverged(wave)) {
      throw new Violation(
          3,
          "wave %s has not soaked: devices were open at %s, soak %s"
              .formatted(ledger.waveName(wave), open, soak));
    }
    if (!hasStopped) {
      meetsItsThreshold(ledger, wave, converged, failed);
    }
  }

  private static void hasEvidence(LedgerView ledger, int wave, int converged) {
    if (converged > 0) {
      return;
    }
    boolean before = false;
    for (int earlier = 0; earlier < wave; earlier++) {
      before |= ledger.gaveEvidence(earlier);
    }
    boolean waits = false;
    for (int member = 0; member < ledger.size(); member++) {
      waits |= ledger.state(member) == MemberState.PENDING;
    }
    if (!before && waits) {
      throw new Violation(
          3, "wave " + ledger.waveName(wave) + " is passed over, and nothing was ever shown");
    }
  }

  private void meetsItsThreshold(LedgerView ledger, int wave, int converged, int failed) {
    int percent = asked(ledger, wave).map(Wishes.Wave::successPercent).orElse(0);
    if (converged * 100L < (long) percent * (converged + failed)) {
      throw new Violation(
          3,
          "wave %s is done with %d converged and %d failed; its threshold is %d%%"
              .formatted(ledger.waveName(wave), converged, failed, percent));
    }
  }

  /** A wave as it was asked for; empty for one that nobody named. */
  private Optional<Wishes.Wave> asked(LedgerView ledger, int wave) {
    return seen.wishes.strategy().waves().stream()
        .filter(one -> one.name().equals(ledger.waveName(wave)))
        .findFirst();
  }

  private void check(FleetRolloutStatus status) {
    RolloutCounts told = status.counts();
    if (told != null && !told.equals(counts) && COUNTS_EVERY_STATE) {
      counts = told;
      sumsUp(told);
    }
    String phase = String.valueOf(status.phase());
    seen.finished |= Invariants.FINISHED.contains(phase);
    boolean byItself =
        phase.equals("Paused")
            && seen.wishes.isToRun()
            && String.valueOf(status.message()).contains("stopped by itself");
    if (byItself) {
      hasStopped = true;
      seen.stopped = Optional.of(seen.wishes);
    }
  }

  /** Promise 1. */
  private void sumsUp(RolloutCounts told) {
    int sum = 0;
    int total = -1;
    for (RecordComponent part : told.getClass().getRecordComponents()) {
      int count = number(part, told);
      if (part.getName().equals("total")) {
        total = count;
      } else {
        sum += count;
      }
    }
    boolean isWhole = seen.ledger().filter(ledger -> ledger.size() != told.total()).isEmpty();
    if (sum != total || !isWhole) {
      throw new Violation(1, "the counts sum to " + sum + " of " + total + ": " + told);
    }
  }

  private static int number(RecordComponent part, Object of) {
    try {
      return (int) part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
