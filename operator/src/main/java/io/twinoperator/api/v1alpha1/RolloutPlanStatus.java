package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rollout will do, and what it costs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutPlanStatus(
    @JsonPropertyDescription(
            "SHA-256 over members in order, waves, patch, before-images and strategy; what approvedPlanDigest must equal.")
        String digest,
    @JsonPropertyDescription(
            "When its members began to be read: what somebody writes later is a change since the plan.")
        String computedAt,
    @JsonPropertyDescription("Number of members.") int devices,
    @JsonPropertyDescription("What it changes.") Changes changes,
    @JsonPropertyDescription("Members that are left alone because somebody else owns a leaf.")
        int claimed,
    @JsonPropertyDescription("Members that were offline.") int offline,
    @JsonPropertyDescription("The waves in numbers.") List<PlannedWave> waves,
    @JsonPropertyDescription("Calls to the hub that this takes.") HubOperations hubOperations,
    @JsonPropertyDescription(
            "How long it takes when every device answers at once and nothing fails.")
        EstimatedDuration estimatedDuration,
    @JsonPropertyDescription(
            "What else should be known before it runs: what changed since the plan before, sizes above what is there, the window in which a job overwrites what others write; 8 at most.")
        @Size(max = 8)
        @Nullable List<@Size(max = 512) String> notes) {

  /** What a plan changes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Changes(
      @JsonPropertyDescription("Members that will be written.") int toWrite,
      @JsonPropertyDescription("Members whose twin had every leaf already.") int alreadyConverged,
      @JsonPropertyDescription("Members on which another value is replaced or removed.")
          @Nullable Integer overwrites,
      @JsonPropertyDescription("Members that have none of the leaves yet.")
          @Nullable Integer absent,
      @JsonPropertyDescription(
              "How many different sets of previous values the members have; each device gets back its own.")
          @Nullable Integer valueClasses,
      @JsonPropertyDescription(
              "The previous values that most members have, the commonest first; 8 at most.")
          @Size(max = 8)
          @Nullable List<PreviousValues> previous) {}

  /** What some members have before the change. */
  public record PreviousValues(
      @JsonPropertyDescription(
              "Each leaf of the patch with its value, such as desired.interval: 30, or that it is absent; a value of more than 64 characters is cut, with an ellipsis.")
          @Size(max = 512)
          String values,
      @JsonPropertyDescription("How many members have exactly these.") int devices) {}

  /** One wave of the plan. */
  public record PlannedWave(
      @JsonPropertyDescription("Name of the wave.") String name,
      @JsonPropertyDescription("Number of its devices.") int devices) {}

  /** Calls to the hub. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HubOperations(
      @JsonPropertyDescription("Jobs, at the least.") int jobs,
      @JsonPropertyDescription("Twins that are written.") int twinWrites,
      @JsonPropertyDescription("Twin reads, at the least.") int twinReads,
      @JsonPropertyDescription("Pages of queries.") int queries,
      @JsonPropertyDescription("What all of it takes of the hub's daily quota of messages.")
          @Nullable Long messages) {}

  /** How long a plan takes. */
  public record EstimatedDuration(
      @JsonPropertyDescription("Writing and confirming, such as 12m30s.") String writing,
      @JsonPropertyDescription("The soaks of all waves and the bake time.") String soaks,
      @JsonPropertyDescription("Both together.") String total) {}
}
