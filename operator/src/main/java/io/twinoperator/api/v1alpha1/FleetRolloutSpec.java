package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a {@link FleetRollout}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetRolloutSpec(
    @JsonPropertyDescription(
            "The IoTHub, in the same namespace, that knows the devices. Immutable.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "hubRef is immutable; create another FleetRollout")
        LocalObjectRef hubRef,
    @JsonPropertyDescription("Which devices the change is for. Immutable.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "selector is immutable; create another FleetRollout for other devices")
        Selector selector,
    @JsonPropertyDescription("The change. Immutable.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "patch is immutable; create another FleetRollout for another change")
        Patch patch,
    @JsonPropertyDescription(
            "Plan computes and shows the plan and writes nothing; Run executes it; Pause releases nothing more and cancels queued jobs; Abort ends it there, for good. Run is the default because a rollout is applied to take effect.")
        @Default("Run")
        @ValidationRule(
            value = "oldSelf != 'Abort' || self == 'Abort'",
            message = "Abort is final; create another FleetRollout")
        @Nullable State state,
    @JsonPropertyDescription("In which waves, in which order and how fast.")
        @Nullable Strategy strategy,
    @JsonPropertyDescription("When to stop.") @Nullable FailurePolicy failurePolicy,
    @JsonPropertyDescription("How the hub is written.") @Nullable Writer writer) {

  /** Selects the devices by a condition of the IoT Hub query language. */
  public record Selector(
      @JsonPropertyDescription(
              "The WHERE clause of a device query, without the word WHERE, such as tags.location.floor = 3.")
          @Required
          @Size(min = 1, max = 4096)
          String query) {}

  /** A change to tags and desired properties. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.tags) || has(self.desired) || has(self.remove)",
      message = "patch needs tags, desired or remove")
  public record Patch(
      @JsonPropertyDescription(
              "Tags to set, merged into what is there. No nulls: name removals in remove.")
          @PreserveUnknownFields
          @Nullable ObjectNode tags,
      @JsonPropertyDescription(
              "Desired properties to set, merged into what is there. No nulls: name removals in remove.")
          @PreserveUnknownFields
          @Nullable ObjectNode desired,
      @JsonPropertyDescription(
              "Leaf paths to remove, such as desired.logging.verbose or tags.customer.")
          @Size(max = 64)
          @Nullable List<@Size(min = 6, max = 1024) @Pattern("^(tags|desired)\\..+$") String>
              remove) {}

  /** What the operator shall do with the rollout. */
  public enum State {
    Plan,
    Run,
    Pause,
    Abort
  }

  /** Waves, order and deadlines. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Strategy(
      @JsonPropertyDescription(
              "Waves, in order. What no wave takes forms a last wave named rest. Left out: one device, then 10%, then the rest.")
          @Size(max = 31)
          @Nullable List<Wave> waves,
      @JsonPropertyDescription("In which order devices are taken.") @Nullable Order order,
      @JsonPropertyDescription(
              "How long an online device may take to confirm before it counts as failed, such as 30m. 30m is the default because a change that makes a device download and restart needs more than the 15m of a DeviceConfig, and a wave that waits in vain should end within the hour.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(max = 32)
          @Default("30m")
          @Nullable String progressDeadline) {}

  /** Devices released together. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Wave(
      @JsonPropertyDescription("Name of the wave; All and rest are reserved.")
          @Required
          @Size(min = 1, max = 63)
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @ValidationRule(
              value = "self != 'rest'",
              message = "rest is reserved for the wave of the devices that no other wave takes")
          String name,
      @JsonPropertyDescription(
              "How many of the devices not yet taken: a number, or a percentage such as 10%, rounded up.")
          @Required
          @Min(1)
          @Size(max = 4)
          @Pattern("^([1-9][0-9]?|100)%$")
          IntOrString size,
      @JsonPropertyDescription(
              "How long the wave must stay converged before the next one is released (soak). 0s is the default because how long a fault takes to show is known to whoever writes the change.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(max = 32)
          @Default("0s")
          @Nullable String minSuccessTime,
      @JsonPropertyDescription(
              "Percent of the wave's decided devices that must converge. The default is 90: in a wave of ten one broken device may stay behind, two are a pattern.")
          @Min(1)
          @Max(100)
          @Default("90")
          @Nullable Integer successThresholdPercent,
      @JsonPropertyDescription(
              "How many devices this rollout must bring to converge before the wave may succeed; never more than it has. The default is 1 because a wave in which nobody confirmed has proven nothing.")
          @Min(1)
          @Max(1000000)
          @Default("1")
          @Nullable Integer minConverged) {}

  /** The order in which devices are taken. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Order(
      @JsonPropertyDescription(
              "Devices are ordered by a hash of this salt and their id. Left out: namespace/name, so that canaries change from rollout to rollout.")
          @Size(min = 1, max = 253)
          @Nullable String salt) {}

  /** When the rollout stops by itself: it pauses. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailurePolicy(
      @JsonPropertyDescription(
              "Failed devices that are still accepted: a number, or a percentage of decided devices such as 2%. 2% is the default because some devices of every fleet are broken, and a change that breaks more than that is at fault itself.")
          @Default("2%")
          @Min(0)
          @Size(max = 4)
          @Pattern("^([0-9][0-9]?|100)%$")
          @Nullable IntOrString maxFailures,
      @JsonPropertyDescription(
              "How many devices must be decided before a percentage counts. The default is 20 because of fewer one failure is more than 2% already.")
          @Min(1)
          @Max(1000000)
          @Default("20")
          @Nullable Integer minDevices) {}

  /** How the hub is written. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Writer(
      @JsonPropertyDescription(
              "Job writes by scheduleUpdateTwin jobs that name their devices. It is the default because there is no other yet.")
          @Default("Job")
          @Nullable Mode mode,
      @JsonPropertyDescription(
              "Devices that one job names at most. A running job cannot be cancelled: this is what cannot be called back. 200 is the default because that is the most, and fewer make more jobs, which the hub runs one after the other.")
          @Min(1)
          @Max(200)
          @Default("200")
          @Nullable Integer maxDevicesPerJob) {}

  /** The machine that writes. */
  public enum Mode {
    Job
  }

  /** The state asked for, or {@code Run} where none is given. */
  public State stateOrDefault() {
    return state == null ? State.Run : state;
  }
}
