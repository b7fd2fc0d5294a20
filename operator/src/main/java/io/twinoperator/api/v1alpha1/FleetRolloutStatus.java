package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout has come, in counts and samples; never one entry per device. It is 24 KB at
 * most: where its lists would make it larger they are shorter.
 */
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
    @JsonPropertyDescription(
            "What the rollout waits for, if it is not simply under way: a person, other owners, the"
                + " hub, or devices.")
        @Size(max = 512)
        @Nullable String waitingFor,
    @JsonPropertyDescription("What will happen next by itself, and when.")
        @Nullable NextTransition nextTransition,
    @JsonPropertyDescription("When the rollout is expected to end, if nothing fails.")
        @Nullable String eta,
    @JsonPropertyDescription(
            "Hash of what is rolled out: hub, patch, selector and convergence rule. Pace, policies"
                + " and exclusions are not in it.")
        @Nullable String revision,
    @JsonPropertyDescription("What will be done, and what it costs.")
        @Nullable RolloutPlanStatus plan,
    @JsonPropertyDescription("Devices by state; the states always sum to total.")
        @Nullable RolloutCounts counts,
    @JsonPropertyDescription(
            "Devices in a state that failurePolicy counts as a failure, those included that"
                + " somebody has accepted. Once the rollout is undone: those that had failed when"
                + " that began.")
        @Nullable Integer failed,
    @JsonPropertyDescription(
            "When the oldest reading of a device that is still awaited was taken, or the device"
                + " handed to the hub; of the others the verdict stands. Without awaited devices,"
                + " when the rollout was last looked at.")
        @Nullable String countsObservedAt,
    @JsonPropertyDescription(
            "The wave that is under way, or the next one where a gate holds it; left out before the"
                + " first, after the last, and once nothing more is released.")
        @Nullable String currentWave,
    @JsonPropertyDescription("The waves, in order.") @Nullable List<WaveStatus> waves,
    @JsonPropertyDescription("Jobs on the hub.") @Nullable Jobs jobs,
    @JsonPropertyDescription("How far the rollout is undone; left out while it is not.")
        @Nullable RollbackStatus rollback,
    @JsonPropertyDescription(
            "Who else owns leaves of the patch on devices of this rollout, so that it is blocked or"
                + " queued; 8 at most.")
        @Size(max = 8)
        @Nullable List<RolloutConflict> conflicts,
    @JsonPropertyDescription("Devices left alone because somebody else owns a leaf; 20 at most.")
        @Nullable List<ClaimedDevice> claimed,
    @JsonPropertyDescription("Failed devices in their own words; 20 at most.")
        @Nullable List<FailureSample> failureSamples,
    @JsonPropertyDescription(
            "Devices put aside for good, and why: Conflict, Superseded and Gone; 20 at most.")
        @Nullable List<AsideSample> asideSamples,
    @JsonPropertyDescription(
            "Queries that answer which devices, ready to be pasted into the hub's query explorer or"
                + " az iot hub query; 8 at most. The hub's answer lags behind by seconds, sometimes"
                + " minutes.")
        @Size(max = 8)
        @Nullable List<NamedQuery> queries,
    @JsonPropertyDescription("What happened, the newest last; 20 at most.") @Size(max = 20)
        @Nullable List<LogEntry> eventLog) {

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
    Blocked,
    Queued,
    Progressing,
    Paused,
    Baking,
    Aborting,
    Aborted,
    RollingBack,
    RolledBack,
    RolledBackWithExceptions,
    SucceededWithStragglers,
    Succeeded
  }

  /** A status of which nothing is known yet. */
  public static FleetRolloutStatusBuilder builder() {
    return new FleetRolloutStatusBuilder();
  }

  /** This status, to be changed in parts. */
  public FleetRolloutStatusBuilder edit() {
    return new FleetRolloutStatusBuilder(this);
  }

  /** What will happen next by itself. */
  public record NextTransition(
      @JsonPropertyDescription("When.") String at,
      @JsonPropertyDescription(
              "What: the end of a soak, of a deadline or of the bake time, for instance.")
          @Size(max = 256)
          String reason) {}

  /** One wave as it stands. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WaveStatus(
      @JsonPropertyDescription("Name of the wave.") String name,
      @JsonPropertyDescription(
              "Pending: not begun. Gated: all before it is done, and a manual gate or promoteTo holds"
                  + " it. Progressing: its devices are written and awaited. Soaking: it has"
                  + " converged, and must stay so. Paused: begun, and the rollout stands still."
                  + " Stopped: begun, and the rollout was aborted or rolled back before it was"
                  + " done. Succeeded: on evidence. NoEvidence: nobody of it could show anything,"
                  + " but a wave before it had. Breached: too much of it failed. Empty: it has no"
                  + " devices and is passed over.")
          WaveState state,
      @JsonPropertyDescription("Devices of the wave.") int devices,
      @JsonPropertyDescription("Devices that converged by this rollout.") int converged,
      @JsonPropertyDescription("Devices that failed.") int failed,
      @JsonPropertyDescription("Devices that were written and have not answered.") int inFlight,
      @JsonPropertyDescription("Manual where what follows waits for promoteTo.")
          FleetRolloutSpec.@Nullable Gate gate,
      @JsonPropertyDescription("When its first device was released.") @Nullable String startedAt,
      @JsonPropertyDescription("When the soak ends.") @Nullable String soakUntil,
      @JsonPropertyDescription("When the wave was done.") @Nullable String completedAt) {}

  /** How far a wave has come. */
  public enum WaveState {
    Pending,
    Gated,
    Progressing,
    Soaking,
    Paused,
    Stopped,
    Succeeded,
    NoEvidence,
    Breached,
    Empty
  }

  /** Jobs of this rollout on the hub. */
  public record Jobs(
      @JsonPropertyDescription("Jobs that have not ended; 10 at most.") @Size(max = 10)
          List<ActiveJob> active,
      @JsonPropertyDescription("Jobs that have ended.") int finished,
      @JsonPropertyDescription("Devices of running jobs, which no one can cancel.")
          int devicesInUncancellableJobs) {}

  /** A job that has not ended. */
  public record ActiveJob(
      @JsonPropertyDescription("Id of the job on the hub.") String id,
      @JsonPropertyDescription("The job's status, as the hub says.") String status,
      @JsonPropertyDescription("Devices that the job names.") int devices) {}

  /** A device left alone because somebody else owns a leaf. */
  public record ClaimedDevice(
      @JsonPropertyDescription("Id of the device.") String deviceId,
      @JsonPropertyDescription("Kind, namespace and name of the owner.") String owner,
      @JsonPropertyDescription("Leaves that it owns; 5 at most.") @Size(max = 5)
          List<String> paths) {}

  /** A failed device in its own words. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailureSample(
      @JsonPropertyDescription("Id of the device.") String deviceId,
      @JsonPropertyDescription("State that counts as failure.") DeviceState state,
      @JsonPropertyDescription("The leaf in question.") @Nullable String path,
      @JsonPropertyDescription("Status code of the device's acknowledgement (ac).")
          @Nullable Integer code,
      @JsonPropertyDescription("The device's or the hub's own words, 256 characters at most.")
          @Size(max = 256)
          @Nullable String message) {}

  /** A device that was put aside for good, and why. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AsideSample(
      @JsonPropertyDescription("Id of the device.") String deviceId,
      @JsonPropertyDescription("Conflict, Superseded or Gone.") DeviceState state,
      @JsonPropertyDescription("The leaf in question.") @Nullable String path,
      @JsonPropertyDescription("Why, 256 characters at most; who else wrote, if the hub says it.")
          @Size(max = 256)
          @Nullable String message) {}

  /** A query that answers which devices. */
  public record NamedQuery(
      @JsonPropertyDescription("What it finds, such as notConverged.") String name,
      @JsonPropertyDescription("The query, whole.") @Size(max = 8192) String query) {}

  /** Something that happened. */
  public record LogEntry(
      @JsonPropertyDescription("When.") String at,
      @JsonPropertyDescription("What kind of thing, in a word such as WaveReleased.")
          @Size(max = 64)
          String type,
      @JsonPropertyDescription("What happened, in a sentence.") @Size(max = 512) String text) {}
}
