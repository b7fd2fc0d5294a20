package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Decides which converged devices are looked at again, to see whether they still are. Each device
 * of a wave is, once in its soak, and each device of the rollout once in its bake; the others take
 * turns, a few a minute.
 */
final class Verification {
  /** Read again in a pass at most. */
  static final int PER_PASS = 200;

  /** Devices that take turns are read again so many a minute. */
  static final int PER_MINUTE = 20;

  private static final long MILLIS_EACH = Duration.ofMinutes(1).toMillis() / PER_MINUTE;

  /** A round is done well before the soak is, so that what it finds can still be judged. */
  private static final double SHARE_OF_SOAK = 0.75;

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Draft draft;
  private final Optional<Watched> watched;

  Verification(Draft draft, RolloutSpec spec) {
    this.draft = draft;
    this.watched = isJudged(draft) ? watched(draft, spec) : Optional.empty();
  }

  /** Devices that are to stay converged for a time. */
  private record Watched(IntPredicate who, int devices, Soak soak, Duration length) {

    /** How many of them are to be read by a time of the soak. */
    private long readBy(Duration passed) {
      return (long) (devices * (passed.toMillis() / (length.toMillis() * SHARE_OF_SOAK)));
    }

    private Duration between(int reads) {
      return Duration.ofMillis(
          (long) (reads * (length.toMillis() * SHARE_OF_SOAK) / Math.max(1, devices)));
    }
  }

  /** Whether a device that falls back would change anything. */
  static boolean isJudged(Draft draft) {
    return draft.course().finish().isEmpty()
        && draft.course().rollback().isEmpty()
        && draft.members().tally().converged() > 0;
  }

  private static Optional<Watched> watched(Draft draft, RolloutSpec spec) {
    Members members = draft.members();
    Optional<Integer> wave = draft.currentWave();
    Optional<Watched> found =
        wave.isPresent()
            ? draft
                .wave(wave.get())
                .soak()
                .map(
                    soak ->
                        new Watched(
                            member -> members.waveOf(member) == wave.get(),
                            members.tally(wave.get()).converged(),
                            soak,
                            draft.plan().waves().get(wave.get()).soak()))
            : draft
                .course()
                .bake()
                .map(
                    bake ->
                        new Watched(
                            member -> true,
                            members.tally().converged(),
                            bake,
                            spec.rollback().bakeTime()));
    return found.filter(one -> !one.length().isZero() && one.devices() > 0);
  }

  /** Devices that must stay converged now, or all while none must: the longest unread first. */
  List<Integer> round(int most) {
    if (!isJudged(draft)) {
      return List.of();
    }
    int size = draft.members().size();
    IntPredicate who = watched.map(Watched::who).orElse(member -> true);
    int turns = Math.max(turns(), watched.map(this::dueInSoak).orElse(0));
    return IntStream.rangeClosed(1, size)
        .map(step -> (draft.verified() + step + size) % size)
        .filter(member -> isConverged(member) && who.test(member))
        .limit(Math.max(0, Math.min(turns, most)))
        .boxed()
        .toList();
  }

  /** A few of those that are not in {@link #round} because a wave soaks without them. */
  List<Integer> others(int most) {
    int turns = Math.min(turns(), most);
    if (watched.isEmpty() || turns <= 0) {
      return List.of();
    }
    IntPredicate who = watched.get().who();
    int[] others =
        IntStream.range(0, draft.members().size())
            .filter(member -> isConverged(member) && !who.test(member))
            .toArray();
    long turn = draft.seenAt().toEpochMilli() / MILLIS_EACH;
    return IntStream.range(0, Math.min(turns, others.length))
        .mapToObj(step -> others[(int) ((turn + step) % others.length)])
        .toList();
  }

  private boolean isConverged(int member) {
    return draft.state(member) == MemberState.CONVERGED;
  }

  /** As the clock goes: so many a minute, however many passes there are in it. */
  private int turns() {
    long turns =
        draft.now().toEpochMilli() / MILLIS_EACH - draft.seenAt().toEpochMilli() / MILLIS_EACH;
    return (int) Math.max(0, Math.min(turns, PER_MINUTE));
  }

  /** A soak runs while the hub is seen, and the reading keeps pace with it. */
  private int dueInSoak(Watched soaking) {
    Duration before = soaking.soak().passed(draft.visibleMillis());
    Duration after = before.plus(draft.seenSince());
    long due = soaking.readBy(after) - soaking.readBy(before);
    return (int) Math.max(0, Math.min(due, PER_PASS));
  }

  /**
   * When the next pass is to be, for the reading to keep pace; empty if a minute is soon enough.
   */
  Optional<Instant> next(Outlook outlook) {
    int together = (int) Math.max(1, Math.min(PER_PASS, outlook.readsPerSecond()));
    return watched
        .map(soaking -> soaking.between(together))
        .filter(wait -> wait.compareTo(LONGEST) < 0)
        .map(wait -> draft.now().plus(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait));
  }
}
