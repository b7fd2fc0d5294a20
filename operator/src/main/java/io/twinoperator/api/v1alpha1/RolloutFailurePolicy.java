package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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

/** When a rollout stops by itself, and what then. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.countedStates) || !has(self.criteria) || self.criteria.all(c, !has(c.state) || c.state in self.countedStates)",
    message = "a criterion must be of a state in countedStates")
public record RolloutFailurePolicy(
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
        @Nullable Integer minDevices,
    @JsonPropertyDescription(
            "The states that count as failures. Left out: all of them. A device in one that does not count is left out of every ratio.")
        @Size(min = 1, max = 5)
        @Nullable List<FleetRolloutSpec.FailureState> countedStates,
    @JsonPropertyDescription(
            "Further bounds, each with an action of its own. They are asked in order, before maxFailures; the first that is breached acts.")
        @Size(max = 10)
        @Nullable List<Criterion> criteria,
    @JsonPropertyDescription(
            "What is done when maxFailures is exceeded, or a wave misses its threshold. Pause waits for a person; Abort ends the rollout there; Rollback gives each device back what it had. Pause is the default because it is the only one that can be taken back.")
        @Default("Pause")
        FleetRolloutSpec.@Nullable Action action) {

  /** A bound with an action of its own. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Criterion(
      @JsonPropertyDescription(
              "The failures that are counted; one of countedStates. Left out: all of these.")
          FleetRolloutSpec.@Nullable FailureState state,
      @JsonPropertyDescription(
              "Such failures that are still accepted: a number, or a percentage of decided devices.")
          @Required
          @Min(0)
          @Size(max = 4)
          @Pattern("^([0-9][0-9]?|100)%$")
          IntOrString max,
      @JsonPropertyDescription(
              "How many devices must be decided before a percentage counts. Left out: as many as minDevices of failurePolicy.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer minDevices,
      @JsonPropertyDescription(
              "What is done when it is exceeded. Left out: action of failurePolicy.")
          FleetRolloutSpec.@Nullable Action action) {}
}
