package io.twinoperator.demo.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the status of an object says, as far as people want to see it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ObjectState.HubState.class, name = "IoTHub"),
  @JsonSubTypes.Type(value = ObjectState.ConfigState.class, name = "DeviceConfig"),
  @JsonSubTypes.Type(value = ObjectState.RolloutState.class, name = "FleetRollout")
})
public sealed interface ObjectState {

  /** The object's name. */
  String name();

  /**
   * An IoTHub.
   *
   * @param ready True, False or Unknown
   * @param devices registered on the hub
   */
  record HubState(String name, String ready, String message, long devices) implements ObjectState {}

  /**
   * A DeviceConfig.
   *
   * @param ready status of the condition; synced and converged likewise
   * @param reason that of Ready
   * @param message that of Converged
   * @param waitingFor the leaf that is furthest from done; null when none is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ConfigState(
      String name,
      String ready,
      String synced,
      String converged,
      String reason,
      String message,
      @Nullable LeafState waitingFor)
      implements ObjectState {}

  /**
   * A leaf that the device has not confirmed.
   *
   * @param asked the value of the spec
   * @param reported the value that the device reports; a dash for none
   * @param words the device's own; null for none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LeafState(
      String path, String state, String asked, String reported, @Nullable String words) {}

  /**
   * A FleetRollout.
   *
   * @param plan the plan in a line; null before there is one
   * @param etaAt when it is expected to end, in milliseconds since the start; null when there is
   *     none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RolloutState(
      String name,
      String phase,
      String message,
      @Nullable String plan,
      Tally counts,
      List<WaveState> waves,
      List<JobState> jobs,
      int jobsFinished,
      List<String> claimed,
      List<String> failures,
      @Nullable Long etaAt)
      implements ObjectState {
    /** Copies the lists. */
    public RolloutState {
      waves = List.copyOf(waves);
      jobs = List.copyOf(jobs);
      claimed = List.copyOf(claimed);
      failures = List.copyOf(failures);
    }
  }

  /** Devices of a rollout by how they are drawn; the parts sum to the whole. */
  record Tally(
      int total,
      int converged,
      int inFlight,
      int failed,
      int deferred,
      int stragglers,
      int claimed,
      int undoing,
      int undone,
      int pending) {
    /** No device at all. */
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** A wave as it stands. */
  record WaveState(
      String name, String state, int devices, int converged, int inFlight, int failed) {}

  /** A job on the hub that has not ended. */
  record JobState(String id, String status, int devices) {}
}
