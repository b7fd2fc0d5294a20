package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many devices the strategy still allows to be written now: by {@code maxConcurrency}, by
 * {@code disruptionBudget}, and by {@code rate}. What was written is read from the batches, so a
 * restart forgets nothing.
 */
final class Capacity {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Of a minute's devices only a twelfth is written in five seconds, so that they are spread. */
  private static final Duration SLICE = Duration.ofSeconds(5);

  private static final double SLICES_PER_MINUTE = 12;

  private final Draft draft;
  private final Optional<DisruptionBudget> budget;
  private final Map<Integer, Integer> groupSizes = new HashMap<>();
  private final Map<Integer, Integer> groupUse = new HashMap<>();
  private final int slots;
  private final int rateLeft;
  private int taken;

  Capacity(Draft draft, RolloutSpec spec) {
    this.draft = draft;
    this.budget = spec.strategy().disruptionBudget();
    this.slots = spec.strategy().maxConcurrency() - draft.members().tally().inFlight();
    this.rateLeft = spec.strategy().rate().map(rate -> left(rate, draft)).orElse(Integer.MAX_VALUE);
    budget.ifPresent(given -> countGroups());
  }

  /** How many more may be written at this pace, in any minute and in any five seconds. */
  static int left(double perMinute, Draft draft, Work work) {
    int inMinute = draft.batches().devicesSince(draft.now().minus(MINUTE), work);
    int inSlice = draft.batches().devicesSince(draft.now().minus(SLICE), work);
    int slice = (int) Math.max(1, Math.floor(perMinute / SLICES_PER_MINUTE));
    return Math.max(0, Math.min((int) perMinute - inMinute, slice - inSlice));
  }

  /**
   * When the next of the batches that were written of late counts no more against a minute or five
   * seconds; empty if all of them are over, or still under way.
   */
  static Optional<Instant> nextBatchCountsNoMore(Draft draft, Work work) {
    return Stream.of(SLICE, MINUTE)
        .flatMap(window -> draft.batches().nextOlderThan(window, draft.now(), work).stream())
        .min(Instant::compareTo);
  }

  private static int left(Rate rate, Draft draft) {
    return left(rate.perMinute(draft.members().tally().converged()), draft, Work.CHANGE);
  }

  private void countGroups() {
    Members members = draft.members();
    IntStream.range(0, members.size())
        .forEach(
            member -> {
              groupSizes.merge(members.group(member), 1, Integer::sum);
              Standing standing = members.state(member).standing();
              if (standing == Standing.IN_FLIGHT || standing == Standing.AWAY) {
                groupUse.merge(members.group(member), 1, Integer::sum);
              }
            });
  }

  /** Devices that may still be written, whatever their groups. */
  int left() {
    return Math.max(0, Math.min(slots, rateLeft) - taken);
  }

  /** Whether the group of a member has room. */
  boolean admits(int member) {
    return budget.map(given -> hasRoom(given, draft.members().group(member))).orElse(true);
  }

  private boolean hasRoom(DisruptionBudget given, int group) {
    int most = given.maxUnavailable().sizeOf(groupSizes.getOrDefault(group, 0));
    return groupUse.getOrDefault(group, 0) < most;
  }

  /** Counts a member that is to be written. */
  void take(int member) {
    taken++;
    groupUse.merge(draft.members().group(member), 1, Integer::sum);
  }

  /** What holds back if {@link #left()} is zero. */
  Limit binding() {
    return slots <= rateLeft ? Limit.MAX_CONCURRENCY : Limit.RATE;
  }
}
