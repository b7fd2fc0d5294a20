package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a rollout has come, in counts and samples; never one entry per device. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetRolloutStatus(
    @JsonPropertyDescription("Ready; Reconciling and Stalled only while they are true.")
        List<Condition> conditions,
    @JsonPropertyDescription("The generation of spec that the rest of status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Value of the annotation twin-operator.io/reconcile-requested-at last handled.")
        @Nullable String lastHandledReconcileAt,
    @JsonPropertyDescription("Where the rollout stands.") @Nullable Phase phase,
    @JsonPropertyDescription("Where the rollout stands, in a sentence.") @Nullable String message,
    @JsonPropertyDescription("Hash of what is rolled out: hub, patch and selector.")
        @Nullable String revision,
    @JsonPropertyDescription("What will be done, and what it costs.") @Nullable Plan plan,
    @JsonPropertyDescription("Devices by state; the states always sum to total.")
        @Nullable Counts counts,
    @JsonPropertyDescription("When the oldest reading behind counts was taken.")
        @Nullable String countsObservedAt,
    @JsonPropertyDescription("The wave that is under way.") @Nullable String currentWave,
    @JsonPropertyDescription("The waves, in order.") @Nullable List<WaveStatus> waves,
    @JsonPropertyDescription("Jobs on the hub.") @Nullable Jobs jobs,
    @JsonPropertyDescription("Devices left alone because a DeviceConfig owns a leaf; 20 at most.")
        @Nullable List<ClaimedDevice> claimed,
    @JsonPropertyDescription("Failed devices in their own words; 20 at most.")
        @Nullable List<FailureSample> failureSamples,
    @JsonPropertyDescription("When the rollout is expected to end, if nothing fails.")
        @Nullable String eta) {

  /**
   * The API server gives a new object a status of nothing but {@code observedGeneration: -1}, so
   * there may be no conditions.
   */
  public FleetRolloutStatus {
    conditions = Objects.requireNonNullElse(conditions, List.of());
  }

  /** Where a rollout stands. */
  public enum Phase {
    Pending,
    Planned,
    Progressing,
    Paused,
    Aborting,
    Aborted,
    SucceededWithStragglers,
    Succeeded
  }

  /** What will be done, and what it costs. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Plan(
      @JsonPropertyDescription("SHA-256 over members in order, waves, patch and strategy.")
          String digest,
      @JsonPropertyDescription("When the members were frozen.") String computedAt,
      @JsonPropertyDescription("Number of members.") int devices,
      @JsonPropertyDescription("Members whose twin had every leaf already.") int alreadyEqual,
      @JsonPropertyDescription("Members that a DeviceConfig claims.") int claimed,
      @JsonPropertyDescription("Members that were offline.") int offline,
      @JsonPropertyDescription("The waves in numbers.") List<PlannedWave> waves,
      @JsonPropertyDescription("Calls to the hub that this takes.") HubOperations hubOperations,
      @JsonPropertyDescription(
              "How long it takes when every device answers at once, soak included.")
          String estimatedDuration) {}

  /** One wave of the plan. */
  public record PlannedWave(
      @JsonPropertyDescription("Name of the wave.") String name,
      @JsonPropertyDescription("Number of its devices.") int devices) {}

  /** Calls to the hub. */
  public record HubOperations(
      @JsonPropertyDescription("Jobs.") int jobs,
      @JsonPropertyDescription("Twins that the jobs write.") int twinWrites,
      @JsonPropertyDescription("Twin reads, at the least.") int twinReads,
      @JsonPropertyDescription("Pages of queries.") int queries) {}

  /** Devices by state. */
  public record Counts(
      @JsonPropertyDescription("All members.") int total,
      @JsonPropertyDescription("Not yet released.") int pending,
      @JsonPropertyDescription("Left alone: a DeviceConfig owns a leaf.") int claimed,
      @JsonPropertyDescription("Never written: the twin has another shape where a leaf should be.")
          int conflict,
      @JsonPropertyDescription("Released but offline, so not yet written.") int deferred,
      @JsonPropertyDescription("Handed to the hub; the device has not answered.") int written,
      @JsonPropertyDescription("The device works on it (202).") int applying,
      @JsonPropertyDescription("Went away after it was written.") int writtenOffline,
      @JsonPropertyDescription("Confirmed by the device after our write.") int converged,
      @JsonPropertyDescription("Was so before; nothing was written.") int alreadyConverged,
      @JsonPropertyDescription("Refused by the device, or another value acknowledged.")
          int rejected,
      @JsonPropertyDescription("Online, has reported the leaf before, and did not confirm in time.")
          int timedOut,
      @JsonPropertyDescription("Online, and has never reported the leaf.") int unverifiable,
      @JsonPropertyDescription("The hub refused the write.") int writeFailed,
      @JsonPropertyDescription("Converged, then reported something else.") int regressed,
      @JsonPropertyDescription("Somebody else has changed a leaf since.") int superseded,
      @JsonPropertyDescription("Deleted, disabled or re-created since the plan.") int gone,
      @JsonPropertyDescription("Written, away, and not yet confirmed; the wave went on without it.")
          int straggler) {}

  /** One wave as it stands. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WaveStatus(
      @JsonPropertyDescription("Name of the wave.") String name,
      @JsonPropertyDescription("Pending, Progressing, Soaking, Succeeded or NoEvidence.")
          WaveState state,
      @JsonPropertyDescription("Devices of the wave.") int devices,
      @JsonPropertyDescription("Devices that converged by this rollout.") int converged,
      @JsonPropertyDescription("Devices that failed.") int failed,
      @JsonPropertyDescription("Devices that were written and have not answered.") int inFlight,
      @JsonPropertyDescription("When its first device was released.") @Nullable String startedAt,
      @JsonPropertyDescription("When the soak ends.") @Nullable String soakUntil,
      @JsonPropertyDescription("When the wave was done.") @Nullable String completedAt) {}

  /** How far a wave has come. */
  public enum WaveState {
    Pending,
    Progressing,
    Soaking,
    Succeeded,
    NoEvidence
  }

  /** Jobs of this rollout on the hub. */
  public record Jobs(
      @JsonPropertyDescription("Jobs that have not ended.") List<ActiveJob> active,
      @JsonPropertyDescription("Jobs that have ended.") int finished,
      @JsonPropertyDescription("Devices of running jobs, which no one can cancel.")
          int devicesInUncancellableJobs) {}

  /** A job that has not ended. */
  public record ActiveJob(
      @JsonPropertyDescription("Id of the job on the hub.") String id,
      @JsonPropertyDescription("The job's status, as the hub says.") String status,
      @JsonPropertyDescription("Devices that the job names.") int devices) {}

  /** A device left alone because a DeviceConfig owns a leaf. */
  public record ClaimedDevice(
      @JsonPropertyDescription("Id of the device.") String deviceId,
      @JsonPropertyDescription("Kind, namespace and name of the owner.") String owner,
      @JsonPropertyDescription("The leaves that it owns.") List<String> paths) {}

  /** A failed device in its own words. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailureSample(
      @JsonPropertyDescription("Id of the device.") String deviceId,
      @JsonPropertyDescription("State that counts as failure.") String state,
      @JsonPropertyDescription("The leaf in question.") @Nullable String path,
      @JsonPropertyDescription("Status code of the device's acknowledgement (ac).")
          @Nullable Integer code,
      @JsonPropertyDescription("The device's or the hub's own words, 256 characters at most.")
          @Nullable String message) {}
}
