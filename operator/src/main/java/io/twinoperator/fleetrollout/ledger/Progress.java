package io.twinoperator.fleetrollout.ledger;

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
 * @param chunks by number
 * @param waves in the plan's order
 * @param breach why the rollout stopped by itself; empty while it has not
 * @param accepted what was decided when a person let the rollout go on after a breach
 * @param claims samples of members that are left alone, and for whom
 * @param failures samples of members that failed, in their own words
 * @param abortedAt when an abort was first asked for; there is no way back from it
 * @param verified index of the member that was last looked at again after it converged
 */
public record Progress(
    String states,
    Map<Integer, Integer> moved,
    Map<Integer, Watch> watches,
    List<ChunkProgress> chunks,
    List<WaveProgress> waves,
    Optional<Breach> breach,
    Accepted accepted,
    List<ClaimSample> claims,
    List<FailureSample> failures,
    int verified,
    Optional<Instant> finishedAt,
    Optional<Instant> abortedAt) {

  /** Samples of claims and of failures that are kept at most, each. */
  public static final int MAX_SAMPLES = 20;

  /** Copies the collections. */
  public Progress {
    moved = Map.copyOf(moved);
    watches = Map.copyOf(watches);
    chunks = List.copyOf(chunks);
    waves = List.copyOf(waves);
    claims = List.copyOf(claims);
    failures = List.copyOf(failures);
  }

  /** The progress of a plan of which nothing has been done. */
  public static Progress none(RolloutPlan plan) {
    return new Progress(
        String.valueOf(MemberState.PENDING.letter()).repeat(plan.members().size()),
        Map.of(),
        Map.of(),
        List.of(),
        plan.waves().stream().map(wave -> WaveProgress.NOT_STARTED).toList(),
        Optional.empty(),
        Accepted.NOTHING,
        List.of(),
        List.of(),
        -1,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A member that is followed.
   *
   * @param since when it was handed to the hub, or deferred
   * @param lastReadAt when its twin was last read; empty if not since
   * @param reads how often it was read since
   * @param awaited how long it was seen to be online without confirming; stands still while the hub
   *     does not answer
   * @param attempts jobs that were to write it and did not
   */
  public record Watch(
      Instant since, Optional<Instant> lastReadAt, int reads, Duration awaited, int attempts) {

    /** A watch that begins now. */
    public static Watch from(Instant now, int attempts) {
      return new Watch(now, Optional.empty(), 0, Duration.ZERO, attempts);
    }
  }

  /** What has become of a chunk's job. */
  public enum ChunkProgress {
    /** To be created, or created and not ended. */
    OPEN,
    /** Ended, and its devices were accounted for. */
    ENDED,
    /** Never created, or cancelled before it started: its devices go back to where they were. */
    VOID
  }

  /**
   * What has become of a wave.
   *
   * @param startedAt when its first device was looked at
   * @param convergedSince since when it has been meeting its conditions
   * @param completedAt when it was done
   * @param evidence whether a device converged by this rollout in it
   */
  public record WaveProgress(
      Optional<Instant> startedAt,
      Optional<Instant> convergedSince,
      Optional<Instant> completedAt,
      boolean evidence) {

    /** A wave of which nothing has been done. */
    public static final WaveProgress NOT_STARTED =
        new WaveProgress(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /**
   * Why a rollout stopped by itself.
   *
   * @param criterion in words, with the counts of that moment
   * @param generation of the spec that was breached; going on takes another one
   */
  public record Breach(String criterion, Instant at, long generation) {}

  /**
   * Devices that were decided when a person let the rollout go on.
   *
   * @param wave index of the wave that was under way, -1 if none was
   * @param failedInWave failed devices of that wave
   */
  public record Accepted(int failed, int converged, int wave, int failedInWave) {
    /** Nothing was accepted. */
    public static final Accepted NOTHING = new Accepted(0, 0, -1, 0);
  }

  /** A member that is left alone, for whom, and for which leaves. */
  public record ClaimSample(int member, String owner, List<String> paths) {}

  /** A member that failed, in its own words. */
  public record FailureSample(
      int member, Optional<String> path, Optional<Integer> code, Optional<String> message) {}
}
