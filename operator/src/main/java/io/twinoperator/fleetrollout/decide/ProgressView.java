package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ActiveJob;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Counts;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Jobs;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.ChunkProgress;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The progress of a rollout as status shows it: counts, waves, jobs, and when it may end. */
public final class ProgressView {
  private final Ledger ledger;
  private final Draft draft;
  private final Map<Integer, JobReading> readings;
  private final Instant now;

  /** Looks at a ledger with what was read of its open jobs. */
  public ProgressView(Ledger ledger, Map<Integer, JobReading> readings, Instant now) {
    this.ledger = ledger;
    this.draft = new Draft(ledger);
    this.readings = readings;
    this.now = now;
  }

  /** The state of one member. */
  public static MemberState state(Ledger ledger, int member) {
    return MemberState.of(ledger.progress().states().charAt(member));
  }

  /** Devices by state; they sum to the total. */
  public Counts counts() {
    Tally tally = draft.tally();
    return new Counts(
        tally.total(),
        tally.of(MemberState.PENDING),
        tally.of(MemberState.CLAIMED),
        tally.of(MemberState.CONFLICT),
        tally.of(MemberState.DEFERRED),
        tally.of(MemberState.WRITTEN),
        tally.of(MemberState.APPLYING),
        tally.of(MemberState.WRITTEN_OFFLINE),
        tally.of(MemberState.CONVERGED),
        tally.of(MemberState.ALREADY_CONVERGED),
        tally.of(MemberState.REJECTED),
        tally.of(MemberState.TIMED_OUT),
        tally.of(MemberState.UNVERIFIABLE),
        tally.of(MemberState.WRITE_FAILED),
        tally.of(MemberState.REGRESSED),
        tally.of(MemberState.SUPERSEDED),
        tally.of(MemberState.GONE),
        tally.of(MemberState.STRAGGLER));
  }

  /** The wave that is under way; empty after the last one. */
  public Optional<String> currentWave() {
    return draft.currentWave().map(draft::waveName);
  }

  /** The waves as they stand. */
  public List<WaveStatus> waves() {
    return IntStream.range(0, draft.waveCount()).mapToObj(this::wave).toList();
  }

  private WaveStatus wave(int wave) {
    WaveProgress progress = draft.wave(wave);
    Tally tally = draft.tally(wave);
    Duration soak = draft.plan().waves().get(wave).soak();
    return new WaveStatus(
        draft.waveName(wave),
        state(progress),
        tally.total(),
        tally.converged(),
        tally.failed(),
        tally.inFlight(),
        text(progress.startedAt()),
        text(
            progress
                .convergedSince()
                .filter(since -> progress.completedAt().isEmpty())
                .map(since -> since.plus(soak))),
        text(progress.completedAt()));
  }

  private static WaveState state(WaveProgress progress) {
    if (progress.completedAt().isPresent()) {
      return progress.evidence() ? WaveState.Succeeded : WaveState.NoEvidence;
    }
    if (progress.convergedSince().isPresent()) {
      return WaveState.Soaking;
    }
    return progress.startedAt().isPresent() ? WaveState.Progressing : WaveState.Pending;
  }

  private static @Nullable String text(Optional<Instant> time) {
    return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }

  /** Jobs on the hub. */
  public Jobs jobs() {
    List<ActiveJob> active =
        ledger.openChunks().stream()
            .map(
                chunk ->
                    new ActiveJob(
                        chunk.jobId(), statusOf(chunk).orElse("queued"), chunk.devices().size()))
            .toList();
    int finished =
        (int)
            ledger.chunks().stream()
                .filter(chunk -> ledger.chunkProgress(chunk) == ChunkProgress.ENDED)
                .count();
    int uncancellable =
        ledger.openChunks().stream()
            .filter(
                chunk -> job(chunk).filter(job -> job.status() == JobStatus.RUNNING).isPresent())
            .mapToInt(chunk -> chunk.devices().size())
            .sum();
    return new Jobs(active, finished, uncancellable);
  }

  private Optional<HubJob> job(Chunk chunk) {
    return Optional.ofNullable(readings.get(chunk.number())).flatMap(JobReading::job);
  }

  private Optional<String> statusOf(Chunk chunk) {
    return job(chunk).map(job -> job.status().name().toLowerCase(Locale.ROOT));
  }

  /**
   * When the rollout may end, at the pace that the plan assumed; empty once the last wave is done.
   * Devices that do not answer make it later.
   */
  public Optional<Instant> eta() {
    if (draft.currentWave().isEmpty() || draft.size() == 0) {
      return Optional.empty();
    }
    Tally tally = draft.tally();
    Duration soaks =
        IntStream.range(0, draft.waveCount())
            .filter(wave -> draft.wave(wave).completedAt().isEmpty())
            .mapToObj(wave -> draft.plan().waves().get(wave).soak())
            .reduce(Duration.ZERO, Duration::plus);
    Duration allSoaks =
        draft.plan().waves().stream().map(PlannedWave::soak).reduce(Duration.ZERO, Duration::plus);
    Duration writing = draft.plan().forecast().duration().minus(allSoaks);
    int left = tally.of(MemberState.PENDING) + tally.inFlight();
    Duration rest = writing.multipliedBy(left).dividedBy(draft.size());
    return Optional.of(now.plus(soaks).plus(rest));
  }
}
