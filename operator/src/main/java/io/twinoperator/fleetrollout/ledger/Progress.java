package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.Course.Soak;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a rollout has come: the one shard of the ledger that changes.
 *
 * @param states a letter per member, in the plan's order ({@link MemberState#letter()})
 * @param moved members that wait in another wave than planned, because they replaced one or were
 *     replaced
 * @param watches members that are followed, by index
 * @param batches a letter per batch, by number ({@link Batch.Outcome#letter()})
 * @param waves in the plan's order
 * @param claims samples of members that are left alone, and for whom
 * @param failures samples of members that failed, in their own words, and of those that are put
 *     aside for good, and why: which of both says their state
 * @param log what happened, the newest last
 * @param verified index of the member that was last looked at again after it converged
 * @param visibleMillis how long the rollout has been carried on and the hub been seen, in
 *     milliseconds: the clock of deadlines and soaks, which nobody is to be blamed for while it
 *     stands still
 * @param seenAt when the rollout was last carried on and the hub seen; stored once a minute at
 *     least
 * @param handedOver when the hub was given a batch, by number; of open batches and of those of the
 *     last minutes, where that is not when they were made
 */
public record Progress(
    String states,
    Map<Integer, Integer> moved,
    Map<Integer, Watch> watches,
    String batches,
    List<WaveProgress> waves,
    Course course,
    List<ClaimSample> claims,
    List<FailureSample> failures,
    List<LogEntry> log,
    int verified,
    long visibleMillis,
    Instant seenAt,
    Map<Integer, Instant> handedOver) {

  /** Samples of claims, of failures and of members put aside that are kept at most, each. */
  public static final int MAX_SAMPLES = 20;

  /** How long it is kept when a batch that has ended was given to the hub. */
  public static final Duration HANDED_OVER_KEPT_FOR = Duration.ofMinutes(2);

  /** Entries of the log that are kept. */
  public static final int MAX_LOG = 20;

  /** Copies the collections. */
  public Progress {
    moved = Map.copyOf(moved);
    watches = Map.copyOf(watches);
    waves = List.copyOf(waves);
    claims = List.copyOf(claims);
    failures = List.copyOf(failures);
    log = List.copyOf(log);
    handedOver = Map.copyOf(handedOver);
  }

  /** Progress whose batches were given to the hub when they were made. */
  public Progress(
      String states,
      Map<Integer, Integer> moved,
      Map<Integer, Watch> watches,
      String batches,
      List<WaveProgress> waves,
      Course course,
      List<ClaimSample> claims,
      List<FailureSample> failures,
      List<LogEntry> log,
      int verified,
      long visibleMillis,
      Instant seenAt) {
    this(
        states,
        moved,
        watches,
        batches,
        waves,
        course,
        claims,
        failures,
        log,
        verified,
        visibleMillis,
        seenAt,
        Map.of());
  }

  /** The same, with other times at which batches were given to the hub. */
  Progress handedOver(Map<Integer, Instant> times) {
    return new Progress(
        states,
        moved,
        watches,
        batches,
        waves,
        course,
        claims,
        failures,
        log,
        verified,
        visibleMillis,
        seenAt,
        times);
  }

  /** The progress of a plan of which nothing has been done. */
  public static Progress none(RolloutPlan plan) {
    return new Progress(
        String.valueOf(MemberState.PENDING.letter()).repeat(plan.members().size()),
        Map.of(),
        Map.of(),
        "",
        plan.waves().stream().map(wave -> WaveProgress.NOT_STARTED).toList(),
        Course.NONE,
        List.of(),
        List.of(),
        List.of(),
        -1,
        0,
        plan.computedAt());
  }

  /**
   * Whether this says the same as another but for how long things have been awaited: what may be
   * lost without harm for a minute.
   */
  public boolean decidesAs(Progress other) {
    return states.equals(other.states)
        && moved.equals(other.moved)
        && batches.equals(other.batches)
        && waves.equals(other.waves)
        && course.equals(other.course)
        && claims.equals(other.claims)
        && failures.equals(other.failures)
        && log.equals(other.log)
        && watches.keySet().equals(other.watches.keySet());
  }

  /** How a wave ended. */
  public enum WaveEnd {
    /** On evidence. */
    SUCCEEDED,
    /** Nothing in it could show whether the change works, but a wave before it had. */
    NO_EVIDENCE
  }

  /**
   * What has become of a wave.
   *
   * @param startedAt when its first device was looked at
   * @param soak since it meets its conditions; empty while it does not
   */
  public record WaveProgress(
      Optional<Instant> startedAt,
      Optional<Soak> soak,
      Optional<Instant> completedAt,
      Optional<WaveEnd> end) {

    /** A wave of which nothing has been done. */
    public static final WaveProgress NOT_STARTED =
        new WaveProgress(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same, started. */
    public WaveProgress started(Instant now) {
      return new WaveProgress(Optional.of(now), soak, completedAt, end);
    }

    /** The same with another soak. */
    public WaveProgress soaking(Optional<Soak> other) {
      return new WaveProgress(startedAt, other, completedAt, end);
    }

    /** The same, done. */
    public WaveProgress ended(WaveEnd how, Instant now) {
      return new WaveProgress(startedAt, soak, Optional.of(now), Optional.of(how));
    }
  }

  /** A member that is left alone, for whom, and for which leaves. */
  public record ClaimSample(int member, String owner, List<String> paths) {}

  /** A member that failed, in its own words, or was put aside. */
  public record FailureSample(
      int member, Optional<String> path, Optional<Integer> code, Optional<String> message) {}

  /** Something that happened, for people. */
  public record LogEntry(Instant at, String type, String text) {}
}
