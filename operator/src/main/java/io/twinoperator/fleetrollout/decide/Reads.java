package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides whose twins to read in a pass: first devices that may have confirmed, then those that are
 * to be written next, then deferred ones that may be back, then converged ones, to see whether they
 * still are. However many devices a rollout has, a pass reads a bounded number of them.
 */
public final class Reads {
  /** Twins that one pass reads at most. */
  public static final int PER_PASS = 200;

  /** When a device is read again after it was handed to the hub; then every {@link #LATER}. */
  private static final List<Duration> AFTER_WRITE =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60));

  private static final Duration LATER = Duration.ofSeconds(60);
  private static final Duration WHILE_DEFERRED = Duration.ofSeconds(10);

  /** After so many readings a device that stays away is read every {@link #LATER} only. */
  private static final int OFTEN_WHILE_DEFERRED = 30;

  /** Devices that are read seldom are read this much early, so that fewer passes do for all. */
  private static final Duration TOGETHER = Duration.ofSeconds(10);

  private static final int VERIFIED_PER_PASS = 20;

  private Reads() {}

  /** Members whose twins are to be read now. */
  public static List<Integer> due(RolloutSpec spec, Ledger ledger, int jobSlots, Instant now) {
    Draft draft = new Draft(ledger);
    Set<Integer> due = new LinkedHashSet<>();
    boolean writes = mayWrite(spec, draft, jobSlots);
    dueOf(draft, now).filter(member -> !isDeferred(draft, member)).forEach(due::add);
    if (writes) {
      candidates(spec, draft).forEach(due::add);
    }
    dueOf(draft, now).filter(member -> isDeferred(draft, member)).forEach(due::add);
    List<Integer> bounded = due.stream().limit(PER_PASS).toList();
    return bounded.size() == PER_PASS ? bounded : withVerified(bounded, draft);
  }

  /** When the next member is due; empty if none is followed. */
  static Optional<Instant> nextDue(Draft draft) {
    return followed(draft).mapToObj(member -> dueAt(draft, member)).min(Instant::compareTo);
  }

  private static boolean mayWrite(RolloutSpec spec, Draft draft, int jobSlots) {
    return spec.state() == State.Run
        && draft.finishedAt().isEmpty()
        && draft.openChunks().size() < jobSlots;
  }

  private static IntStream candidates(RolloutSpec spec, Draft draft) {
    Optional<Integer> wave = draft.currentWave();
    IntStream members =
        wave.isPresent()
            ? draft
                .membersOf(wave.get())
                .filter(member -> draft.state(member) == MemberState.PENDING)
            : draft.membersIn(MemberState.DEFERRED);
    return members.limit(spec.maxDevicesPerJob());
  }

  /**
   * Members that were handed to the hub or deferred; one that is to be handed to it again waits for
   * its release.
   */
  private static IntStream followed(Draft draft) {
    return draft.followed().stream()
        .mapToInt(Integer::intValue)
        .filter(member -> draft.state(member) != MemberState.PENDING);
  }

  private static boolean isDeferred(Draft draft, int member) {
    return draft.state(member) == MemberState.DEFERRED;
  }

  /**
   * Members that are due, longest first: by index, the first ones would be due again before the
   * last ones of a large rollout are ever read.
   */
  private static IntStream dueOf(Draft draft, Instant now) {
    return followed(draft)
        .filter(member -> isDue(draft.state(member), draft.watch(member).orElseThrow(), now))
        .boxed()
        .sorted(Comparator.comparing(member -> dueAt(draft, member)))
        .mapToInt(Integer::intValue);
  }

  private static boolean isDue(MemberState state, Watch watch, Instant now) {
    Duration early = isReadSeldom(state, watch) ? TOGETHER : Duration.ZERO;
    return !dueAt(state, watch).isAfter(now.plus(early));
  }

  private static boolean isReadSeldom(MemberState state, Watch watch) {
    return watch.reads()
        > (state == MemberState.DEFERRED ? OFTEN_WHILE_DEFERRED : AFTER_WRITE.size());
  }

  private static Instant dueAt(Draft draft, int member) {
    return dueAt(draft.state(member), draft.watch(member).orElseThrow());
  }

  private static Instant dueAt(MemberState state, Watch watch) {
    Instant last = watch.lastReadAt().orElse(watch.since());
    if (state == MemberState.DEFERRED) {
      return last.plus(isReadSeldom(state, watch) ? LATER : WHILE_DEFERRED);
    }
    return watch.reads() < AFTER_WRITE.size()
        ? watch.since().plus(AFTER_WRITE.get(watch.reads()))
        : last.plus(LATER);
  }

  private static List<Integer> withVerified(List<Integer> due, Draft draft) {
    if (draft.currentWave().isEmpty()) {
      return due;
    }
    List<Integer> all = new ArrayList<>(due);
    int size = draft.size();
    IntStream.rangeClosed(1, size)
        .map(step -> (draft.verified() + step + size) % size)
        .filter(member -> draft.state(member) == MemberState.CONVERGED)
        .limit(Math.min(VERIFIED_PER_PASS, PER_PASS - due.size()))
        .forEach(all::add);
    return all;
  }
}
