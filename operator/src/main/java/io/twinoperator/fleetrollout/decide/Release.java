package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.toSet;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides which devices may be written now, and by which lanes: the minimum of what is left of the
 * wave, {@code maxConcurrency}, {@code disruptionBudget}, {@code rate} and what the lanes can take.
 * Pure. Asked twice in a pass: before twins are read, for whose to read, and after.
 *
 * @param candidates in the order in which they are taken
 * @param jobDevices how many of them a job takes
 * @param heldBy what holds back, where nobody may be written though somebody waits
 */
record Release(List<Integer> candidates, int jobDevices, Optional<Limit> heldBy) {

  private static final Release NOBODY = new Release(List.of(), 0, Optional.empty());

  /** Copies the list. */
  Release {
    candidates = List.copyOf(candidates);
  }

  /** Decides it. */
  static Release decide(Draft draft, RolloutSpec spec, LaneRoom room) {
    if (spec.control().state() != State.Run) {
      return NOBODY;
    }
    Optional<PlannedWave> wave = draft.currentWave().map(draft.plan().waves()::get);
    Set<Integer> open = openWaves(draft, new Gates(draft.plan(), spec.control().promoteTo()));
    List<Integer> waiting =
        waiting(draft)
            .filter(member -> open.contains(draft.members().waveOf(member)))
            .boxed()
            .toList();
    if (waiting.isEmpty()) {
      return NOBODY;
    }
    Capacity capacity = new Capacity(draft, spec);
    if (capacity.left() == 0) {
      return new Release(List.of(), 0, Optional.of(capacity.binding()));
    }
    Lanes lanes = new Lanes(spec, room, draft.batches().open());
    int byJob = lanes.jobDevices(wave, Math.min(waiting.size(), capacity.left()));
    int most = Math.min(capacity.left(), byJob + lanes.patches());
    // A lane is waited for only by somebody who could take it.
    List<Integer> taken = take(waiting, capacity, Math.max(1, most));
    if (taken.isEmpty()) {
      return new Release(List.of(), 0, Optional.of(Limit.DISRUPTION_BUDGET));
    }
    return most == 0
        ? new Release(List.of(), 0, Optional.of(lanes.scarce()))
        : new Release(taken, Math.min(byJob, taken.size()), Optional.empty());
  }

  /** A gate holds what follows it, not a device of a wave before that is back. */
  private static Set<Integer> openWaves(Draft draft, Gates gates) {
    return IntStream.range(0, draft.waveCount())
        .filter(wave -> gates.closedFor(wave).isEmpty())
        .boxed()
        .collect(toSet());
  }

  private static List<Integer> take(List<Integer> waiting, Capacity capacity, int most) {
    List<Integer> taken = new ArrayList<>();
    PrimitiveIterator.OfInt next = waiting.stream().mapToInt(Integer::intValue).iterator();
    while (next.hasNext() && taken.size() < most) {
      int member = next.nextInt();
      if (capacity.admits(member)) {
        capacity.take(member);
        taken.add(member);
      }
    }
    return taken;
  }

  /**
   * Members that wait for their turn: of the wave under way and those before; after the last one,
   * deferred ones too.
   */
  private static IntStream waiting(Draft draft) {
    Members members = draft.members();
    IntStream pending = members.in(MemberState.PENDING);
    return draft
        .currentWave()
        .map(wave -> pending.filter(member -> members.waveOf(member) <= wave))
        .orElseGet(() -> IntStream.concat(pending, members.in(MemberState.DEFERRED)));
  }
}
