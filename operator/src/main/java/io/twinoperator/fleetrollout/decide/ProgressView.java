package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ActiveJob;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Jobs;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import io.twinoperator.api.v1alpha1.RollbackStatus;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutObservation.JobReading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Course.Rollback;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The progress of a rollout as status shows it: counts, waves, jobs, undo, and when it may end. */
public final class ProgressView {
  private final Ledger ledger;
  private final RolloutSpec spec;
  private final Draft draft;
  private final Stage stage;
  private final Map<Integer, JobReading> readings;
  private final FailureJudge failures;

  /**
   * Looks at a ledger.
   *
   * @param stage where the rollout stands
   * @param readings what was read of open jobs, by batch number
   */
  public ProgressView(
      Ledger ledger,
      RolloutSpec spec,
      Stage stage,
      Map<Integer, JobReading> readings,
      Instant now) {
    this.ledger = ledger;
    this.spec = spec;
    this.draft = new Draft(ledger, now);
    this.stage = stage;
    this.readings = readings;
    this.failures = new FailureJudge(spec.failures());
  }

  /** The state of one member. */
  public static MemberState state(Ledger ledger, int member) {
    return MemberState.of(ledger.progress().states().charAt(member));
  }

  /** How status calls a state of a device. */
  public static DeviceState shown(MemberState state) {
    StringBuilder name = new StringBuilder();
    for (String word : state.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return DeviceState.valueOf(name.toString());
  }

  /** Devices by state; they sum to the total. */
  public RolloutCounts counts() {
    Tally tally = draft.members().tally();
    Map<DeviceState, Integer> devices = new EnumMap<>(DeviceState.class);
    for (MemberState state : MemberState.values()) {
      devices.put(shown(state), tally.of(state));
    }
    return RolloutCounts.of(devices);
  }

  /**
   * Devices that the failure policy counts as failed; of a rollout that is undone, those that had
   * failed when that began.
   */
  public int failed() {
    return draft
        .course()
        .rollback()
        .map(Rollback::failed)
        .orElseGet(() -> failures.failedOf(draft.members().tally()));
  }

  /**
   * When the oldest reading of a device that is awaited was taken, or the device handed to the hub
   * if it has not been read since; empty if none is awaited.
   */
  public Optional<Instant> oldestReading() {
    return draft.followed().stream()
        .filter(member -> isAwaited(draft.state(member).standing()))
        .flatMap(member -> draft.watch(member).stream())
        .map(watch -> watch.lastReadAt().orElseGet(watch::since))
        .min(Instant::compareTo);
  }

  private static boolean isAwaited(Standing standing) {
    return switch (standing) {
      case IN_FLIGHT, AWAY, UNDOING -> true;
      case WAITING, SUCCESS, FAILURE, ASIDE, UNDONE -> false;
    };
  }

  /**
   * The wave that is under way, or the next one where a gate holds it; empty before the first,
   * after the last one, and once nothing more is released.
   */
  public Optional<String> currentWave() {
    boolean begun = draft.startedAt().isPresent() || stage == Stage.GATED;
    return draft
        .currentWave()
        .filter(wave -> begun && !WaveView.releasesNoMore(stage))
        .map(draft::waveName);
  }

  /** The waves as they stand. */
  public List<WaveStatus> waves() {
    WaveView view = new WaveView(draft, spec, stage, failures);
    return IntStream.range(0, draft.waveCount()).mapToObj(view::of).toList();
  }

  /** Jobs on the hub; those that a pass did not read are in status {@code unknown}. */
  public Jobs jobs() {
    List<Batch> open = ledger.openBatches().stream().filter(ProgressView::isJob).toList();
    List<ActiveJob> active =
        open.stream()
            .map(batch -> new ActiveJob(batch.id(), statusOf(batch), batch.devices().size()))
            .toList();
    int finished =
        (int)
            ledger.batches().stream()
                .filter(ProgressView::isJob)
                .filter(batch -> ledger.outcome(batch) == Batch.Outcome.ENDED)
                .count();
    int uncancellable =
        open.stream()
            .filter(
                batch -> job(batch).filter(job -> job.status() == JobStatus.RUNNING).isPresent())
            .mapToInt(batch -> batch.devices().size())
            .sum();
    return new Jobs(active, finished, uncancellable);
  }

  private static boolean isJob(Batch batch) {
    return batch.lane() == Batch.Lane.JOB;
  }

  private Optional<HubJob> job(Batch batch) {
    return Optional.ofNullable(readings.get(batch.number())).flatMap(JobReading::job);
  }

  private String statusOf(Batch batch) {
    return job(batch).map(HubJob::status).orElse(JobStatus.UNKNOWN).name().toLowerCase(Locale.ROOT);
  }

  /** How far the rollout is undone; empty while it is not. */
  public Optional<RollbackStatus> rollback() {
    return draft.course().rollback().map(undo -> new UndoView(draft).of(undo));
  }

  /**
   * When the rollout may end, or its undo, at the pace that the plan assumed; empty while it stands
   * still and once it has ended. Devices that do not answer make it later.
   */
  public Optional<Instant> eta() {
    return new TimeLeft(draft, spec).of(stage).map(draft.now()::plus);
  }
}
