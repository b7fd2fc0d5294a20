package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
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
    @JsonPropertyDescription(
            "The limits that the operator keeps, from tier, units and budget; of several IoTHubs of one host the lower of each. Left out where the budget is Unlimited.")
        @Nullable Limits limits,
    @JsonPropertyDescription(
            "How the budget of the hub stands. Written when its state or reason changes, when the hub refused more calls, or when the use of a limit has moved by 25 percent of it, the latter two every five minutes at most; never for the figures alone.")
        @Nullable Budget budget,
    @JsonPropertyDescription(
            "Configurations of the hub's automatic device management, which write to twins beside the operator; absent until they have been read.")
        @Nullable SeenConfigurations configurations,
    @JsonPropertyDescription(
            "How the operator finds out which twins have moved; absent while no DeviceConfig names a device of the hub. When the last sweep ended is a metric, since it changes all the time.")
        @Nullable Sweep sweep) {

  /** Configurations that are named here at most; there can be 100. */
  public static final int MOST_NAMED = 20;

  /**
   * The API server gives a new object a status of nothing but {@code observedGeneration: -1}, so
   * there may be no conditions.
   */
  public IoTHubStatus {
    conditions = Objects.requireNonNullElse(conditions, List.of());
  }

  /** What the hub's automatic device management does. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SeenConfigurations(
      @JsonPropertyDescription("How many there are.") int count,
      @JsonPropertyDescription("Those of the highest priority, 20 at most.")
          List<SeenConfiguration> strongest,
      @JsonPropertyDescription("Why they cannot be read any more; the rest of this is from before.")
          @Nullable String message) {}

  /** A configuration of automatic device management. */
  public record SeenConfiguration(
      @JsonPropertyDescription("Id of the configuration on the hub.") String id,
      @JsonPropertyDescription("Of those that target a twin, the one with the highest applies.")
          int priority,
      @JsonPropertyDescription("Which twins it targets, 256 characters at most.")
          String targetCondition) {}

  /** How the budget of a hub stands, shared by all IoTHubs of its host. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Budget(
      @JsonPropertyDescription(
              "Normal: calls run at the limits. Slowed: the hub answered 429 or much slower than before, and calls are fewer until it has recovered. QuotaExceeded: the daily message quota is used up. Unlimited: nothing is held back.")
          BudgetState state,
      @JsonPropertyDescription("Why, for people.") @Size(max = 1024) String message,
      @JsonPropertyDescription("Until when no call is made, of all or some operations.")
          @Nullable String pausedUntil,
      @JsonPropertyDescription("When the figures were taken.") String observedAt,
      @JsonPropertyDescription("The use of each limit.") @Size(max = 8) List<BudgetUse> use) {

    /** Where there is no use there is an empty list. */
    public Budget {
      use = Objects.requireNonNullElse(use, List.of());
    }
  }

  /** How the budget of a hub stands as a whole. */
  public enum BudgetState {
    Normal,
    Slowed,
    QuotaExceeded,
    Unlimited
  }

  /** Operations that a hub throttles apart from each other. */
  public enum Operation {
    TwinRead,
    TwinWrite,
    Query,
    Job
  }

  /** The use of one limit. */
  public record BudgetUse(
      @JsonPropertyDescription("What is called.") Operation operation,
      @JsonPropertyDescription("Calls in the last minute, in percent of the limit.")
          int usedPercent,
      @JsonPropertyDescription(
              "The part of the limit that is used at most at the moment, in percent: less than 100 after the hub answered 429 or slowly.")
          int ratePercent,
      @JsonPropertyDescription("Calls that are waited for.") long waiting,
      @JsonPropertyDescription("Calls that the hub refused with 429 since the operator started.")
          long throttled) {}

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
