package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.deviceconfig.DevicePlan.Wait;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinDiff;
import io.twinoperator.twin.TwinLimits;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides what one pass does to a twin; pure. */
final class DevicePlanner {

  /** Reason of a spec that IoT Hub would not take. */
  static final String INVALID_SPEC = "InvalidSpec";

  /** Reason of a device that the hub does not know. */
  static final String DEVICE_NOT_FOUND = "DeviceNotFound";

  static final HubFailure.Retry HOURLY = HubFailure.after(HubFailure.RECHECK);
  static final HubFailure.Retry SOON = HubFailure.after(Duration.ofSeconds(1));

  /** Looks, a second apart, after which a Secret that cannot be read is reported. */
  private static final int PATIENCE_WITH_SECRETS = 5;

  private final Pace pace;

  DevicePlanner(Pace pace) {
    this.pace = pace;
  }

  DevicePlan plan(DeviceObservation observation) {
    if (observation.spec().suspended()) {
      return new DevicePlan.Rest();
    }
    if (!observation.intent().isValid()) {
      return refuse(observation.intent().violations());
    }
    return ModuleTwins.refusal(observation.spec())
        .<DevicePlan>map(refusal -> refusal)
        .or(() -> NamedSchema.plan(observation.schema()))
        .orElseGet(() -> planFor(observation));
  }

  private DevicePlan planFor(DeviceObservation observation) {
    return observation
        .sight()
        .fold(
            new DeviceObservation.Sight.Cases<>(
                notLooked -> new DevicePlan.Rest(),
                notReady -> waitForHub(observation, notReady.link()),
                unknown -> new DevicePlan.Bear(SOON),
                missing -> waitForDevice(observation, missing.host()),
                unreadable -> bearOrWait(observation, unreadable.failure()),
                seen ->
                    observation
                        .standstill()
                        .map(why -> show(observation, seen, why))
                        .orElseGet(() -> compare(observation, seen))));
  }

  private static DevicePlan refuse(List<Violation> violations) {
    return new DevicePlan.Refuse(
        INVALID_SPEC,
        violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
  }

  /** The directory wakes the object when the hub changes, so it is only looked at now and then. */
  private static DevicePlan waitForHub(DeviceObservation observation, HubLink.NotReady link) {
    boolean unread = link.reason() == HubLink.Reason.SECRET_NOT_READ;
    if (unread && observation.failing().times() < PATIENCE_WITH_SECRETS) {
      return new DevicePlan.Bear(SOON);
    }
    return new Wait(
        link.reason().word(),
        "IoTHub %s is not ready: %s".formatted(observation.hub(), link.message()),
        link.reason().remedy() == HubLink.Remedy.PERSON,
        unread ? SOON : HOURLY);
  }

  private DevicePlan waitForDevice(DeviceObservation observation, String host) {
    return new Wait(
        DEVICE_NOT_FOUND,
        "there is no device %s on hub %s; register it, or create another DeviceConfig with the right spec.deviceId"
            .formatted(observation.deviceId(), host),
        false,
        pace.untilItIsThere());
  }

  private static DevicePlan bearOrWait(DeviceObservation observation, HubFailure failure) {
    return observation.isHubReported() && observation.failing().isBorne(failure)
        ? new DevicePlan.Bear(failure.retry())
        : new Wait(failure.reason(), failure.message(), failure.terminal(), failure.retry());
  }

  private static DevicePlan compare(DeviceObservation observation, Seen seen) {
    Comparison comparison = Comparison.of(observation, seen);
    MergePatch patch = comparison.patch();
    List<Violation> tooMuch = TwinLimits.checkResult(seen.twin(), patch);
    if (!tooMuch.isEmpty()) {
      return refuse(tooMuch);
    }
    return patch.isEmpty()
        ? new DevicePlan.Nothing(comparison.evaluation())
        : new DevicePlan.Patch(comparison.evaluation(), patch, comparison.intended());
  }

  private static DevicePlan show(DeviceObservation observation, Seen seen, Standstill why) {
    return why.keepsLeaves()
        ? show(seen, OwnLeaves.of(observation, seen), why)
        : show(seen, unclaimed(observation), why);
  }

  /** Whoever lets go of the leaves claims none, and compares those of others like its own. */
  private static OwnLeaves unclaimed(DeviceObservation observation) {
    return new OwnLeaves(observation.intent().wanted(), List.of(), List.of());
  }

  private static DevicePlan show(Seen seen, OwnLeaves own, Standstill why) {
    Twin twin = seen.twin();
    Diff diff = TwinDiff.between(own.wanted(), own.applied(), twin);
    SortedMap<LeafPath, JsonNode> equal = new TreeMap<>(own.wanted());
    equal.keySet().retainAll(diff.equal());
    return new DevicePlan.Show(
        new Evaluation(
            twin, equal, Drifts.left(Drifts.found(diff, seen)), own.applied(), own.conflicts()),
        why,
        Differences.of(diff, own.wanted(), twin));
  }

  /** When to try again what could not be done; empty if it was done. */
  static Optional<HubFailure.Retry> retry(DevicePlan plan, DeviceOutcome outcome) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.empty(),
            refuse -> Optional.of(HOURLY),
            wait -> Optional.of(wait.retry()),
            bear -> Optional.of(bear.retry()),
            show -> Optional.empty(),
            nothing -> Optional.empty(),
            patch ->
                outcome.fold(
                    unwritten -> Optional.of(SOON),
                    patched -> Optional.empty(),
                    failed -> Optional.of(failed.failure().retry()))));
  }

  /** When drift that is left alone for now may be corrected again. */
  static Optional<Instant> resumesAt(DevicePlan plan) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.empty(),
            refuse -> Optional.empty(),
            wait -> Optional.empty(),
            bear -> Optional.empty(),
            show -> Optional.empty(),
            nothing -> nothing.evaluation().drifts().resumesAt(),
            patch -> patch.evaluation().drifts().resumesAt()));
  }
}
