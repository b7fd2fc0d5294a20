package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Watch;
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
import java.util.stream.Stream;

/**
 * Decides whose twins to read in a pass: those that are to be written next, then those of whom the
 * query store says that something has changed, then devices that may have confirmed, then deferred
 * ones that may be back, then converged ones, to see whether they still are. However many devices a
 * rollout has, a pass reads a bounded number of them.
 */
public final class Reads {
  /** Twins that one pass reads at most. */
  public static final int PER_PASS = 600;

  /** Converged devices that are read again in a minute where nothing is known of them. */
  public static final int AGAIN_PER_MINUTE = Verification.PER_MINUTE;

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

  /**
   * How often a device is read of which nothing is expected any more, or that a query looks for: a
   * reading costs as much of the hub's daily messages as a telemetry message.
   */
  private static final Duration SELDOM = Duration.ofMinutes(10);

  /** After so many readings nothing is expected of a device that failed or stays away. */
  private static final int EXPECTED_FOR = 90;

  /** Devices that a query looks for are read so many a pass at most. */
  private static final int WATCHED_PER_PASS = 20;

  /** Devices that are read seldom are read this much early, so that fewer passes do for all. */
  private static final Duration TOGETHER = Duration.ofSeconds(10);

  private final Draft draft;
  private final Outlook outlook;

  private Reads(Draft draft, Outlook outlook) {
    this.draft = draft;
    this.outlook = outlook;
  }

  /**
   * Members whose twins are to be read now.
   *
   * @param mayWrite whether the pass may release devices or undo them
   */
  public static ReadList due(
      RolloutSpec spec,
      Ledger ledger,
      LaneRoom room,
      Outlook outlook,
      Writes mayWrite,
      Instant now) {
    Draft draft = new Draft(ledger, now);
    Set<Integer> due = new LinkedHashSet<>();
    if (mayWrite == Writes.ALLOWED) {
      due.addAll(candidates(spec, draft, room));
    }
    Reads reads = new Reads(draft, outlook);
    reads.suspects().forEach(due::add);
    reads.due().filter(member -> !isDeferred(draft, member)).forEach(due::add);
    reads.due().filter(member -> isDeferred(draft, member)).forEach(due::add);
    reads.dueOfWatched().forEach(due::add);
    return reads.withVerified(due.stream().limit(PER_PASS).toList(), new Verification(draft, spec));
  }

  /** Whether a pass may write. */
  public enum Writes {
    ALLOWED,
    NOT_ALLOWED
  }

  /** Whether the pass would create a job, had it a slot for one more. */
  public static boolean wantJob(RolloutSpec spec, Ledger ledger, LaneRoom room, Instant now) {
    if (spec.writing().mode() == Mode.TwinPatch) {
      return false;
    }
    Draft draft = new Draft(ledger, now);
    return !undoes(spec, draft)
        && !stands(draft)
        && Release.decide(draft, spec, room).jobDevices() > 0;
  }

  private static List<Integer> candidates(RolloutSpec spec, Draft draft, LaneRoom room) {
    if (undoes(spec, draft)) {
      return Undoing.candidates(draft, Undoing.room(draft, spec, room.patches()));
    }
    return stands(draft) ? List.of() : Release.decide(draft, spec, room).candidates();
  }

  private static boolean undoes(RolloutSpec spec, Draft draft) {
    return draft.course().rollback().isPresent() || spec.control().state() == State.Rollback;
  }

  private static boolean stands(Draft draft) {
    return draft.course().finish().isPresent()
        || draft.course().abort().isPresent()
        || draft.course().breach().isPresent();
  }

  /** When the next member is due; empty if none is followed. */
  static Optional<Instant> nextDue(Draft draft, Outlook outlook) {
    Reads reads = new Reads(draft, outlook);
    Stream<Instant> others =
        reads.followed().filter(member -> !reads.isWatched(member)).mapToObj(reads::dueAt);
    Stream<Instant> watched =
        reads.followed().filter(reads::isWatched).limit(1).mapToObj(one -> draft.now().plus(LATER));
    return Stream.concat(others, watched).min(Instant::compareTo);
  }

  /**
   * Members that were handed to the hub or deferred; one that is to be handed to it again waits for
   * its release.
   */
  private IntStream followed() {
    return draft.followed().stream()
        .mapToInt(Integer::intValue)
        .filter(member -> draft.state(member).standing() != Standing.WAITING);
  }

  private static boolean isDeferred(Draft draft, int member) {
    return draft.state(member) == MemberState.DEFERRED;
  }

  /** Whom a reading can still move. */
  private IntStream suspects() {
    boolean judged = Verification.isJudged(draft);
    return outlook.suspects().stream()
        .mapToInt(Integer::intValue)
        .filter(
            member ->
                draft.watch(member).isPresent()
                    || (judged && draft.state(member) == MemberState.CONVERGED))
        .sorted();
  }

  /** Whether a query looks for the return of a member. */
  private boolean isWatched(int member) {
    return outlook.watched().get(member)
        && isAway(draft.state(member))
        && watch(member).reads() > AFTER_WRITE.size()
        && isReadSeldom(member);
  }

  /** States in which a device may stay away for days, and no deadline runs. */
  public static boolean isAway(MemberState state) {
    return state == MemberState.DEFERRED
        || state == MemberState.STRAGGLER
        || state == MemberState.ROLLBACK_PENDING;
  }

  /** Members that no query looks for and that are due. */
  private Stream<Integer> due() {
    return longestFirst(followed().filter(member -> !isWatched(member)));
  }

  /** What the query store does not know, or knows late, is found by reading, if not soon. */
  private Stream<Integer> dueOfWatched() {
    return longestFirst(followed().filter(this::isWatched)).limit(WATCHED_PER_PASS);
  }

  /**
   * Members that are due, longest first: by index, the first ones would be due again before the
   * last ones of a large rollout are ever read.
   */
  private Stream<Integer> longestFirst(IntStream members) {
    return members.filter(this::isDue).boxed().sorted(Comparator.comparing(this::dueAt));
  }

  private boolean isDue(int member) {
    Duration early = isReadSeldom(member) ? TOGETHER : Duration.ZERO;
    return !dueAt(member).isAfter(draft.now().plus(early));
  }

  private boolean isReadSeldom(int member) {
    return watch(member).reads()
        > (isDeferred(draft, member) ? OFTEN_WHILE_DEFERRED : AFTER_WRITE.size());
  }

  private Watch watch(int member) {
    return draft.watch(member).orElseThrow();
  }

  private Instant dueAt(int member) {
    Watch watch = watch(member);
    Instant last = watch.lastReadAt().orElse(watch.since());
    if (isReadSeldom(member)) {
      return last.plus(isWatched(member) || isGivenUp(member) ? SELDOM : LATER);
    }
    if (isDeferred(draft, member)) {
      return last.plus(WHILE_DEFERRED);
    }
    return watch.reads() < AFTER_WRITE.size()
        ? watch.since().plus(AFTER_WRITE.get(watch.reads()))
        : last.plus(LATER);
  }

  private boolean isGivenUp(int member) {
    MemberState state = draft.state(member);
    return watch(member).reads() > EXPECTED_FOR
        && (isAway(state) || state.standing() == Standing.FAILURE);
  }

  /** While the rollout is still judged, by what the budget leaves idle. */
  private ReadList withVerified(List<Integer> due, Verification verification) {
    int most = Math.max(0, Math.min(PER_PASS, outlook.idleReads()) - due.size());
    List<Integer> round = notDue(verification.round(most));
    List<Integer> first = new ArrayList<>(due);
    first.addAll(notDue(verification.others(most - round.size())));
    return new ReadList(first, round);
  }

  /** Of converged devices only suspects are due. */
  private List<Integer> notDue(List<Integer> converged) {
    return converged.stream().filter(member -> !outlook.suspects().contains(member)).toList();
  }
}
