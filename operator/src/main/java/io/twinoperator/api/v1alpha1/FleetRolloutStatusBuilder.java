package io.twinoperator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.AsideSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Jobs;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.LogEntry;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link FleetRolloutStatus}, mostly from the one before: a pass that learned nothing new
 * of the devices carries on what was known of them.
 */
public final class FleetRolloutStatusBuilder {

  private List<Condition> conditions = List.of();
  private @Nullable Long observedGeneration;
  private @Nullable String lastHandledReconcileAt;
  private @Nullable Phase phase;
  private @Nullable String message;
  private @Nullable String waitingFor;
  private @Nullable NextTransition nextTransition;
  private @Nullable String eta;
  private @Nullable String revision;
  private @Nullable RolloutPlanStatus plan;
  private @Nullable RolloutCounts counts;
  private @Nullable Integer failed;
  private @Nullable String countsObservedAt;
  private @Nullable String currentWave;
  private @Nullable List<WaveStatus> waves;
  private @Nullable Jobs jobs;
  private @Nullable RollbackStatus rollback;
  private @Nullable List<RolloutConflict> conflicts;
  private @Nullable List<ClaimedDevice> claimed;
  private @Nullable List<FailureSample> failureSamples;
  private @Nullable List<AsideSample> asideSamples;
  private @Nullable List<NamedQuery> queries;
  private @Nullable List<LogEntry> eventLog;

  FleetRolloutStatusBuilder() {}

  FleetRolloutStatusBuilder(FleetRolloutStatus status) {
    conditions = status.conditions();
    observedGeneration = status.observedGeneration();
    lastHandledReconcileAt = status.lastHandledReconcileAt();
    phase = status.phase();
    message = status.message();
    waitingFor = status.waitingFor();
    nextTransition = status.nextTransition();
    eta = status.eta();
    revision = status.revision();
    plan = status.plan();
    counts = status.counts();
    failed = status.failed();
    countsObservedAt = status.countsObservedAt();
    currentWave = status.currentWave();
    waves = status.waves();
    jobs = status.jobs();
    rollback = status.rollback();
    conflicts = status.conflicts();
    claimed = status.claimed();
    failureSamples = status.failureSamples();
    asideSamples = status.asideSamples();
    queries = status.queries();
    eventLog = status.eventLog();
  }

  /** The conditions. */
  public FleetRolloutStatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  /** The generation of spec that the rest speaks of. */
  public FleetRolloutStatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  /** The request to reconcile that was handled last. */
  public FleetRolloutStatusBuilder lastHandledReconcileAt(@Nullable String value) {
    lastHandledReconcileAt = value;
    return this;
  }

  /** Where the rollout stands. */
  public FleetRolloutStatusBuilder phase(@Nullable Phase value) {
    phase = value;
    return this;
  }

  /** The same in a sentence. */
  public FleetRolloutStatusBuilder message(@Nullable String value) {
    message = value;
    return this;
  }

  /** What it waits for. */
  public FleetRolloutStatusBuilder waitingFor(@Nullable String value) {
    waitingFor = value;
    return this;
  }

  /** What happens next by itself. */
  public FleetRolloutStatusBuilder nextTransition(@Nullable NextTransition value) {
    nextTransition = value;
    return this;
  }

  /** When it is expected to end. */
  public FleetRolloutStatusBuilder eta(@Nullable String value) {
    eta = value;
    return this;
  }

  /** What is rolled out, as a hash. */
  public FleetRolloutStatusBuilder revision(@Nullable String value) {
    revision = value;
    return this;
  }

  /** The plan. */
  public FleetRolloutStatusBuilder plan(@Nullable RolloutPlanStatus value) {
    plan = value;
    return this;
  }

  /** Devices by state. */
  public FleetRolloutStatusBuilder counts(@Nullable RolloutCounts value) {
    counts = value;
    return this;
  }

  /** Devices that failed. */
  public FleetRolloutStatusBuilder failed(@Nullable Integer value) {
    failed = value;
    return this;
  }

  /** When the oldest reading behind the counts was taken. */
  public FleetRolloutStatusBuilder countsObservedAt(@Nullable String value) {
    countsObservedAt = value;
    return this;
  }

  /** The wave that is under way. */
  public FleetRolloutStatusBuilder currentWave(@Nullable String value) {
    currentWave = value;
    return this;
  }

  /** The waves, in order. */
  public FleetRolloutStatusBuilder waves(@Nullable List<WaveStatus> value) {
    waves = value;
    return this;
  }

  /** Jobs on the hub. */
  public FleetRolloutStatusBuilder jobs(@Nullable Jobs value) {
    jobs = value;
    return this;
  }

  /** How far it is undone. */
  public FleetRolloutStatusBuilder rollback(@Nullable RollbackStatus value) {
    rollback = value;
    return this;
  }

  /** Who stands in its way. */
  public FleetRolloutStatusBuilder conflicts(@Nullable List<RolloutConflict> value) {
    conflicts = value;
    return this;
  }

  /** Samples of devices that are left alone. */
  public FleetRolloutStatusBuilder claimed(@Nullable List<ClaimedDevice> value) {
    claimed = value;
    return this;
  }

  /** Samples of devices that failed. */
  public FleetRolloutStatusBuilder failureSamples(@Nullable List<FailureSample> value) {
    failureSamples = value;
    return this;
  }

  /** Samples of devices that are put aside. */
  public FleetRolloutStatusBuilder asideSamples(@Nullable List<AsideSample> value) {
    asideSamples = value;
    return this;
  }

  /** Queries that answer which devices. */
  public FleetRolloutStatusBuilder queries(@Nullable List<NamedQuery> value) {
    queries = value;
    return this;
  }

  /** What happened, the newest last. */
  public FleetRolloutStatusBuilder eventLog(@Nullable List<LogEntry> value) {
    eventLog = value;
    return this;
  }

  /** The status. */
  public FleetRolloutStatus build() {
    return new FleetRolloutStatus(
        conditions,
        observedGeneration,
        lastHandledReconcileAt,
        phase,
        message,
        waitingFor,
        nextTransition,
        eta,
        revision,
        plan,
        counts,
        failed,
        countsObservedAt,
        currentWave,
        waves,
        jobs,
        rollback,
        conflicts,
        claimed,
        failureSamples,
        asideSamples,
        queries,
        eventLog);
  }
}
