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

/** In which waves a rollout goes, in which order and how fast. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutStrategy(
    @JsonPropertyDescription(
            "Waves, in order. What no wave takes forms a last wave named rest. Left out: one device, then 10%, then the rest.")
        @Size(min = 1, max = 31)
        @Nullable List<Wave> waves,
    @JsonPropertyDescription("In which order devices are taken.") @Nullable Order order,
    @JsonPropertyDescription(
            "Devices that may be written and not yet have answered, over all waves. The default is 500 because that is what a small hub writes in a minute, and as much as can go wrong before the first answers come.")
        @Min(1)
        @Max(100000)
        @Default("500")
        @Nullable Integer maxConcurrency,
    @JsonPropertyDescription(
            "How many devices of one group, such as a site, may be written and not yet have converged. Left out, groups are not looked at.")
        @Nullable DisruptionBudget disruptionBudget,
    @JsonPropertyDescription(
            "Devices written in a minute at most, growing as devices converge. Left out, as many as the hub's budget allows.")
        @Nullable Rate rate,
    @JsonPropertyDescription(
            "How long an online device may take to confirm before it counts as failed, such as 30m; 1s to 8760h. 30m is the default because a change that makes a device download and restart needs more than the 15m of a DeviceConfig, and a wave that waits in vain should end within the hour.")
        @Pattern(Api.DURATION_PATTERN)
        @Size(max = 32)
        @Default("30m")
        @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('8760h')",
            message = "progressDeadline must be 1s to 8760h")
        @Nullable String progressDeadline,
    @JsonPropertyDescription("How often a write that the hub refused is tried again.")
        @Nullable Retry retry) {

  /** Devices released together. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Wave(
      @JsonPropertyDescription("Name of the wave; All and rest are reserved.")
          @Required
          @Size(min = 1, max = 63)
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @ValidationRule(
              value = "!(self in ['rest', 'all'])",
              message =
                  "rest is reserved for the wave of the devices that no other wave takes, and All for promoteTo")
          String name,
      @JsonPropertyDescription(
              "Takes only devices that this condition finds, of those that the selector finds: a WHERE clause as there. Left out: any.")
          @Size(min = 1, max = 1024)
          @Pattern("\\S")
          @Nullable String query,
      @JsonPropertyDescription(
              "How many of the devices not yet taken, and of those that match query where there is one: a number, or a percentage such as 10%, rounded up.")
          @Required
          @Min(1)
          @Size(max = 4)
          @Pattern("^([1-9][0-9]?|100)%$")
          IntOrString size,
      @JsonPropertyDescription(
              "How long the wave must stay converged before the next one is released (soak); 0s to 8760h. 0s is the default because how long a fault takes to show is known to whoever writes the change.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(max = 32)
          @Default("0s")
          @ValidationRule(
              value = "duration(self) <= duration('8760h')",
              message = "minSuccessTime must be at most 8760h")
          @Nullable String minSuccessTime,
      @JsonPropertyDescription(
              "The part of the wave's decided devices that must converge, such as 90%. The default is 90%: in a wave of ten one broken device may stay behind, two are a pattern.")
          @Size(min = 2, max = 4)
          @Pattern("^([1-9][0-9]?|100)%$")
          @Default("90%")
          @Nullable String successThreshold,
      @JsonPropertyDescription(
              "How many devices this rollout must bring to converge before the wave may succeed; never more than it has. The default is 1 because a wave in which nobody confirmed has proven nothing.")
          @Min(1)
          @Max(1000000)
          @Default("1")
          @Nullable Integer minConverged,
      @JsonPropertyDescription(
              "Manual holds what follows this wave until promoteTo names a later one or All. Auto is the default because the evidence of a wave decides, and who wants to decide says so.")
          @Default("Auto")
          FleetRolloutSpec.@Nullable Gate gate,
      @JsonPropertyDescription(
              "While true the first failure in this wave stops the rollout, and a device that cannot be written is replaced by the next that matches. false is the default because failurePolicy decides how many failures are too many.")
          @Default("false")
          @Nullable Boolean mandatory) {}

  /** The order in which devices are taken. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Order(
      @JsonPropertyDescription(
              "Hash orders by a hash of salt and device id, DeviceId by the id itself. Hash is the default because ids often follow sites and models, and a first wave should be of many.")
          @Default("Hash")
          FleetRolloutSpec.@Nullable By by,
      @JsonPropertyDescription(
              "Devices are ordered by a hash of this salt and their id. Left out: namespace/name, so that canaries change from rollout to rollout.")
          @Size(min = 1, max = 253)
          @Nullable String salt,
      @JsonPropertyDescription(
              "Tags, such as tags.location.site, over whose values the order is spread: no wave has more of one value than its share, give or take one. Left out, it is not spread.")
          @Size(max = 4)
          @Nullable List<@Size(min = 6, max = 1024) @Pattern("^tags(\\.[^.$#\\s]+)+$") String>
              spreadBy) {}

  /** How many devices of a group may be under way at once. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DisruptionBudget(
      @JsonPropertyDescription(
              "Tags, such as tags.location.site, by whose values devices are grouped; those that have none of them are a group too.")
          @Required
          @Size(min = 1, max = 4)
          List<@Size(min = 6, max = 1024) @Pattern("^tags(\\.[^.$#\\s]+)+$") String> groupBy,
      @JsonPropertyDescription(
              "Devices of a group that may be written and not yet have converged: a number, or a percentage of the group such as 10%, rounded up.")
          @Required
          @Min(1)
          @Size(max = 4)
          @Pattern("^([1-9][0-9]?|100)%$")
          IntOrString maxUnavailable) {}

  /** Devices written in a minute, growing as devices converge. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "!has(self.maxPerMinute) || self.basePerMinute <= self.maxPerMinute",
      message = "basePerMinute must not be more than maxPerMinute")
  public record Rate(
      @JsonPropertyDescription("Devices written in a minute at first.")
          @Required
          @Min(1)
          @Max(1000000)
          Integer basePerMinute,
      @JsonPropertyDescription(
              "By how much the rate is multiplied each time, 1 to 10; a fraction is written as text, such as \"1.5\". The default is 1 because a rate that nobody asked to grow should not.")
          @Min(1)
          @Size(max = 5)
          @Pattern("^([1-9](\\.[0-9]{1,2})?|10)$")
          @Default("1")
          @Nullable IntOrString incrementFactor,
      @JsonPropertyDescription(
              "How many more devices must converge each time before the rate grows. Left out: as many as basePerMinute.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer increaseAfterConverged,
      @JsonPropertyDescription(
              "What the rate grows to at most. Left out, only maxConcurrency and the hub's budget bound it.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer maxPerMinute) {}

  /** How often a write that the hub refused is tried again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retry(
      @JsonPropertyDescription(
              "Tries after the first. Only devices in state WriteFailed are tried again. 2 is the default because what a hub refuses three times it refuses for a reason.")
          @Min(0)
          @Max(10)
          @Default("2")
          @Nullable Integer limit) {}
}
