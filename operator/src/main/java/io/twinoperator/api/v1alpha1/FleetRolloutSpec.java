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
import io.twinoperator.api.v1alpha1.ConvergenceSpec.ReportedAt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of a {@link FleetRollout}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.convergence) == has(oldSelf.convergence) && (!has(self.convergence) || self.convergence == oldSelf.convergence)",
    message = "convergence is immutable; create another FleetRollout")
@ValidationRule(
    value =
        "has(self.schema) == has(oldSelf.schema) && (!has(self.schema) || self.schema == oldSelf.schema)",
    message = "schema is immutable; create another FleetRollout")
@ValidationRule(
    value =
        "oldSelf.state == 'Plan' || (has(self.expectedDevices) == has(oldSelf.expectedDevices) && (!has(self.expectedDevices) || self.expectedDevices == oldSelf.expectedDevices))",
    message = "expectedDevices may change only while state is Plan; create another FleetRollout")
@ValidationRule(
    value =
        "oldSelf.state == 'Plan' || ((has(self.strategy) && has(self.strategy.waves)) == (has(oldSelf.strategy) && has(oldSelf.strategy.waves)) && (!(has(self.strategy) && has(self.strategy.waves)) || self.strategy.waves == oldSelf.strategy.waves))",
    message = "strategy.waves may change only while state is Plan; create another FleetRollout")
@ValidationRule(
    value =
        "oldSelf.state == 'Plan' || ((has(self.strategy) && has(self.strategy.order)) == (has(oldSelf.strategy) && has(oldSelf.strategy.order)) && (!(has(self.strategy) && has(self.strategy.order)) || self.strategy.order == oldSelf.strategy.order))",
    message = "strategy.order may change only while state is Plan; create another FleetRollout")
@ValidationRule(
    value =
        "!has(self.promoteTo) || self.promoteTo in ['All', 'rest'] || (has(self.strategy) && has(self.strategy.waves) ? self.strategy.waves.exists(w, w.name == self.promoteTo) : self.promoteTo in ['canary', 'early'])",
    message =
        "promoteTo must be All, rest or the name of a wave; without waves there are canary and early")
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
    @JsonPropertyDescription(
            "Ids of devices that are selected and left out all the same. One that is added after it was written keeps its value, and gets back what it had if the rollout is undone.")
        @Size(max = 1000)
        @Nullable
            List<@Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9\\-:.+%_#*?!(),=@;$']+$") String>
            excludeDevices,
    @JsonPropertyDescription(
            "How many devices the selector must find; with fewer or more nothing is planned and nothing written. A selector that finds every device of the hub needs max.")
        @Nullable ExpectedDevices expectedDevices,
    @JsonPropertyDescription("The change. Immutable.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "patch is immutable; create another FleetRollout for another change")
        Patch patch,
    @JsonPropertyDescription(
            "What counts as a device's confirmation, and where it stands. Immutable.")
        @Nullable RolloutConvergence convergence,
    @JsonPropertyDescription(
            "JSON Schema that patch.desired must satisfy; until it does nothing is planned, with reason InvalidSpec. Immutable. Left out, nothing but IoT Hub's own limits is checked.")
        @Nullable SchemaRef schema,
    @JsonPropertyDescription(
            "Plan computes and shows the plan and writes nothing; Run executes it; Pause releases nothing more and cancels queued jobs; Abort ends it there, for good; Rollback gives each device back what it had, for good. Run is the default because a rollout is applied to take effect.")
        @Default("Run")
        @ValidationRule(
            value = "oldSelf != 'Abort' || self in ['Abort', 'Rollback']",
            message = "Abort is final but for Rollback; create another FleetRollout")
        @ValidationRule(
            value = "self != 'Plan' || oldSelf == 'Plan'",
            message =
                "Plan is where a rollout begins; set state to Pause to hold it, or create another FleetRollout to plan anew")
        @ValidationRule(
            value = "oldSelf != 'Rollback' || self == 'Rollback'",
            message = "Rollback is final; create another FleetRollout")
        @Nullable State state,
    @JsonPropertyDescription(
            "The last wave that may be released: the name of a wave, or All. It opens the manual gates before that wave. Left out, waves are released up to the first manual gate.")
        @Size(min = 1, max = 63)
        @Pattern("^(All|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$")
        @Nullable String promoteTo,
    @JsonPropertyDescription(
            "The digest in status.plan that somebody has looked at and approved; while the plan has another one nothing is written. Left out, no approval is waited for.")
        @Size(min = 71, max = 71)
        @Pattern("^sha256:[0-9a-f]{64}$")
        @Nullable String approvedPlanDigest,
    @JsonPropertyDescription(
            "How old a plan may be when its first device is written, 1m to 8760h; an older one is made anew, and status says what has changed. Once anything is written the plan stays. The default is 24h because devices come and go in a day, and an approval should not be for a fleet of last week.")
        @Pattern(Api.DURATION_PATTERN)
        @Size(min = 2, max = 32)
        @Default("24h")
        @ValidationRule(
            value = "duration(self) >= duration('1m') && duration(self) <= duration('8760h')",
            message = "planMaxAge must be 1m to 8760h")
        @Nullable String planMaxAge,
    @JsonPropertyDescription("In which waves, in which order and how fast.")
        @Nullable RolloutStrategy strategy,
    @JsonPropertyDescription("When to stop, and what then.")
        @Nullable RolloutFailurePolicy failurePolicy,
    @JsonPropertyDescription(
            "How far and how fast the rollout is undone, and how long it can be by itself.")
        @Nullable Rollback rollback,
    @JsonPropertyDescription("What becomes of devices that are offline.") @Nullable Offline offline,
    @JsonPropertyDescription(
            "What becomes of devices on which somebody else owns a leaf of the patch. Skip leaves them alone, counted and named; Block writes nothing to anybody until the other is gone; Queue waits and begins when it is. Left out: Skip for leaves of DeviceConfigs, Block for those of other rollouts and of the hub's own configurations.")
        @Nullable OnConflict onConflict,
    @JsonPropertyDescription("How the hub is written.") @Nullable Writer writer,
    @JsonPropertyDescription(
            "Tag leaves a marker in tags.twinOperator of each device that is written, in the same patch: by it devices are counted with few queries, and a rollout whose memory is lost is not run twice. None leaves no trace, and everything is counted by reading. Immutable. Tag is the default because of the second: a change that comes again by itself is worse than a tag.")
        @Default("Tag")
        @ValidationRule(
            value = "self == oldSelf",
            message = "marker is immutable; create another FleetRollout")
        @Nullable Marker marker,
    @JsonPropertyDescription(
            "How long the previous values of a finished rollout are kept, 0s to 87600h; after that it cannot be undone any more. The object itself stays. The default is 720h because a fault that nobody has noticed in a month is not mended by going back.")
        @Pattern(Api.DURATION_PATTERN)
        @Size(min = 2, max = 32)
        @Default("720h")
        @ValidationRule(
            value = "duration(self) <= duration('87600h')",
            message = "ttlAfterFinished must be at most 87600h")
        @Nullable String ttlAfterFinished) {

  /** Selects the devices by a condition of the IoT Hub query language. */
  public record Selector(
      @JsonPropertyDescription(
              "The WHERE clause of a device query, without the word WHERE, such as tags.location.floor = 3.")
          @Required
          @Size(min = 1, max = 4096)
          @Pattern("\\S")
          String query) {}

  /** How many devices the selector must find. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "!has(self.min) || !has(self.max) || self.min <= self.max",
      message = "min must not be more than max")
  public record ExpectedDevices(
      @JsonPropertyDescription("The fewest devices.") @Min(1) @Max(1000000) @Nullable Integer min,
      @JsonPropertyDescription("The most devices.") @Min(1) @Max(1000000) @Nullable Integer max) {}

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
          @ValidationRule(
              value =
                  "self.all(path, path != 'tags.twinOperator' && !path.startsWith('tags.twinOperator.'))",
              message = "tags.twinOperator is where rollouts leave their markers")
          @Nullable
              List<@Size(min = 6, max = 1024) @Pattern("^(tags|desired)(\\.[^.$#\\s]+)+$") String>
              remove) {}

  /** What counts as a device's confirmation, and where it stands. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RolloutConvergence(
      @JsonPropertyDescription(
              "What counts as a device's confirmation, as in a DeviceConfig. Auto: an IoT Plug and Play acknowledgement (value, ac, av, ad) of the written version, or, where there is none, an equal reported value. Acknowledged: an acknowledgement alone. Equal: an equal reported value alone. None: nothing is awaited, and devices are counted as converged once the hub stores the change. Auto is the default because it takes every device at its word, whether or not it acknowledges.")
          @Default("Auto")
          ConvergenceSpec.@Nullable Rule rule,
      @JsonPropertyDescription(
              "Where the devices report what is desired of them, if not under the same keys. The longest desired prefix decides; each must be of a leaf in patch.desired.")
          @Size(max = 100)
          @Nullable List<ReportedAt> paths) {}

  /** What the operator shall do with the rollout. */
  public enum State {
    Plan,
    Run,
    Pause,
    Abort,
    Rollback
  }

  /** By what devices are ordered. */
  public enum By {
    Hash,
    DeviceId
  }

  /** Whether what comes after a wave waits for a person. */
  public enum Gate {
    Auto,
    Manual
  }

  /** A state of a device that can count as a failure. */
  public enum FailureState {
    Rejected,
    TimedOut,
    Unverifiable,
    WriteFailed,
    Regressed
  }

  /** What is done once too much has failed. */
  public enum Action {
    Pause,
    Abort,
    Rollback
  }

  /** How far a rollout is undone. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rollback(
      @JsonPropertyDescription(
              "What is undone. Rollout: every device that was written. Wave: those of the wave that failed; with state Rollback and no such wave, every device. Rollout is the default because a fault found in one wave is in the change, and so on every device that has it.")
          @Default("Rollout")
          @Nullable Scope scope,
      @JsonPropertyDescription(
              "How long after the last wave failures are still looked for, and acted on, before the rollout has succeeded; 0s to 8760h. 0s is the default because each wave can soak for itself.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(min = 2, max = 32)
          @Default("0s")
          @ValidationRule(
              value = "duration(self) <= duration('8760h')",
              message = "bakeTime must be at most 8760h")
          @Nullable String bakeTime,
      @JsonPropertyDescription(
              "Devices undone in a minute at most. Left out, as fast as the hub's budget allows: what is broken should not stay so.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer maxPerMinute) {}

  /** How far a rollout is undone. */
  public enum Scope {
    Rollout,
    Wave
  }

  /** What becomes of devices that are offline. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Offline(
      @JsonPropertyDescription(
              "Defer writes an offline device when it is back, or after the last wave. Include writes it in its wave, and does not wait for it. Fail writes it in its wave and counts it as failed if it has not confirmed in time. Defer is the default because a change that waits in a twin cannot be taken back in time: it takes effect when the device returns, perhaps after the rollout was aborted.")
          @Default("Defer")
          @Nullable Policy policy,
      @JsonPropertyDescription(
              "A device that is not connected is online as long as its last report is not older than this; 0s to 168h, and with 0s only a connection counts. The default is 0s because a device that has just gone is not to be blamed for silence; give more to fleets that sleep between reports.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(min = 2, max = 32)
          @Default("0s")
          @ValidationRule(
              value = "duration(self) <= duration('168h')",
              message = "offlineAfter must be at most 168h")
          @Nullable String offlineAfter,
      @JsonPropertyDescription(
              "How long after the last wave devices that are away are followed; 0s to 8760h. The default is 168h because a device that sleeps over a weekend, or is in a lorry, is back in a week.")
          @Pattern(Api.DURATION_PATTERN)
          @Size(min = 2, max = 32)
          @Default("168h")
          @ValidationRule(
              value = "duration(self) <= duration('8760h')",
              message = "stragglerDeadline must be at most 8760h")
          @Nullable String stragglerDeadline) {}

  /** What becomes of a device that is offline when its wave runs. */
  public enum Policy {
    Defer,
    Include,
    Fail
  }

  /** What becomes of devices on which somebody else owns a leaf. */
  public enum OnConflict {
    Skip,
    Block,
    Queue
  }

  /** How the hub is written. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Writer(
      @JsonPropertyDescription(
              "Job writes by scheduleUpdateTwin jobs that name their devices; TwinPatch by a conditional patch of each twin, which can be stopped at any device; Auto by both at once where a wave is larger than one job, and else by TwinPatch. Auto is the default because a hub throttles the two apart, and what cannot be called back stays small.")
          @Default("Auto")
          @Nullable Mode mode,
      @JsonPropertyDescription(
              "Devices that one job names at most. A running job cannot be cancelled: this is what cannot be called back. 200 is the default because that is the most, and fewer make more jobs, which the hub runs one after the other.")
          @Min(1)
          @Max(200)
          @Default("200")
          @Nullable Integer maxDevicesPerJob) {}

  /** The machine that writes. */
  public enum Mode {
    Auto,
    Job,
    TwinPatch
  }

  /** Whether devices that were written are marked. */
  public enum Marker {
    Tag,
    None
  }

  /** The state asked for, or {@code Run} where none is given. */
  public State stateOrDefault() {
    return state == null ? State.Run : state;
  }
}
