package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operator found of an {@link IoTHub}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IoTHubStatus(
    @JsonPropertyDescription("Ready; Reconciling and Stalled only while they are true.")
        List<Condition> conditions,
    @JsonPropertyDescription("The generation of spec that the rest of status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Value of the annotation twin-operator.io/reconcile-requested-at last handled.")
        @Nullable String lastHandledReconcileAt,
    @JsonPropertyDescription("Devices registered on the hub when it was last asked.")
        @Nullable Long deviceCount,
    @JsonPropertyDescription("The limits that the operator keeps, from tier, units and budget.")
        @Nullable Limits limits,
    @JsonPropertyDescription(
            "How the operator finds out which twins have moved; absent while no DeviceConfig names a device of the hub. When the last sweep ended is a metric, since it changes all the time.")
        @Nullable Sweep sweep) {

  /**
   * The API server gives a new object a status of nothing but {@code observedGeneration: -1}, so
   * there may be no conditions.
   */
  public IoTHubStatus {
    conditions = Objects.requireNonNullElse(conditions, List.of());
  }

  /** How twins that have moved are found. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Sweep(
      @JsonPropertyDescription(
              "Full: one query over all devices of the hub. Listed: queries that name the devices. Each: the twin of each device.")
          SweepMode mode,
      @JsonPropertyDescription("From one sweep's beginning to the next one's.") String interval,
      @JsonPropertyDescription("Pages or reads that one sweep takes.") long calls,
      @JsonPropertyDescription("Why no sweep has ended for two intervals, while that is so.")
          @Nullable String late) {}

  /** The ways to find twins that have moved. */
  public enum SweepMode {
    /** One query over all devices of the hub. */
    Full,
    /** Queries that name the devices. */
    Listed,
    /** The twin of each device. */
    Each
  }

  /** Rates that the operator keeps within, after its share was taken. */
  public record Limits(
      @JsonPropertyDescription("Twin reads per second.") double twinReadsPerSecond,
      @JsonPropertyDescription("Twin updates per second.") double twinWritesPerSecond,
      @JsonPropertyDescription("Queries per minute.") double queriesPerMinute,
      @JsonPropertyDescription("Calls to create, read or cancel jobs, per minute.")
          double jobOperationsPerMinute,
      @JsonPropertyDescription("Jobs that may be active at once; never scaled by the share.")
          int activeJobs) {}
}
