package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.deviceconfig.DevicePlan.Wait;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.TwinDiff;
import io.twinoperator.twin.TwinLimits;
import io.twinoperator.twin.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what one pass does to a twin; pure. */
final class DevicePlanner {

  /** Reason of a spec that IoT Hub would not take. */
  static final String INVALID_SPEC = "InvalidSpec";

  /** Reason of a device that the hub does not know. */
  static final String DEVICE_NOT_FOUND = "DeviceNotFound";

  private static final HubFailure.Retry HOURLY = HubFailure.after(HubFailure.RECHECK);
  private static final HubFailure.Retry SOON = HubFailure.after(Duration.ofSeconds(1));

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
    return observation
        .sight()
        .fold(
            new DeviceObservation.Sight.Cases<>(
                notLooked -> new DevicePlan.Rest(),
                notReady -> waitForHub(observation, notReady.link()),
                unknown -> new DevicePlan.Bear(SOON),
                missing -> waitForDevice(observation, missing.host()),
                unreadable -> bearOrWait(observation, unreadable.failure()),
                seen -> compare(observation, seen)));
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
    List<LeafConflict> conflicts = new ArrayList<>();
    SortedMap<LeafPath, JsonNode> ours = ours(observation, seen, conflicts);
    List<AppliedLeaf> applied = stillClaimable(observation, seen);
    Diff diff = TwinDiff.between(ours, applied, seen.twin());
    diff.conflicts()
        .forEach(c -> conflicts.add(new LeafConflict(c.path().toString(), c.message())));
    MergePatch patch = diff.patch();
    List<Violation> tooMuch = TwinLimits.checkResult(seen.twin(), patch);
    if (!tooMuch.isEmpty()) {
      return refuse(tooMuch);
    }
    Evaluation evaluation =
        new Evaluation(
            seen.twin(), held(ours, diff), drifted(diff), kept(applied, ours, diff), conflicts);
    return patch.isEmpty()
        ? new DevicePlan.Nothing(evaluation)
        : new DevicePlan.Patch(evaluation, patch, intended(applied, diff));
  }

  /** Sorts the wanted leaves into ours and those that an older object claims too. */
  private static SortedMap<LeafPath, JsonNode> ours(
      DeviceObservation observation, Seen seen, List<LeafConflict> conflicts) {
    SortedMap<LeafPath, JsonNode> ours = new TreeMap<>();
    observation
        .intent()
        .wanted()
        .forEach(
            (path, value) -> {
              Optional<Owner> winner = seen.claims().winnerOver(observation.self(), path);
              if (winner.isPresent()) {
                conflicts.add(
                    new LeafConflict(
                        path.toString(),
                        winner.get() + " owns it, being older; take it out of one of the two"));
              } else {
                ours.put(path, value);
              }
            });
    return ours;
  }

  /**
   * Managed leaves whose value nobody else has come to own: those we may still set or remove. One
   * that another owner claims in another shape stays ours to remove, or it would stand in the way.
   */
  private static List<AppliedLeaf> stillClaimable(DeviceObservation observation, Seen seen) {
    return observation.applied().stream()
        .filter(
            leaf ->
                seen.claims()
                    .claimantOf(leaf.path())
                    .filter(owner -> !owner.equals(observation.self()))
                    .isEmpty())
        .toList();
  }

  private static SortedMap<LeafPath, JsonNode> held(SortedMap<LeafPath, JsonNode> ours, Diff diff) {
    SortedMap<LeafPath, JsonNode> held = new TreeMap<>(ours);
    diff.conflicts().forEach(conflict -> held.remove(conflict.path()));
    return held;
  }

  private static List<LeafPath> drifted(Diff diff) {
    return sets(diff).filter(set -> set.cause() == Cause.DRIFT).map(LeafChange::path).toList();
  }

  private static Stream<SetLeaf> sets(Diff diff) {
    return diff.changes().stream().filter(SetLeaf.class::isInstance).map(SetLeaf.class::cast);
  }

  private static List<AppliedLeaf> kept(
      List<AppliedLeaf> applied, SortedMap<LeafPath, JsonNode> ours, Diff diff) {
    Set<LeafPath> settled = new HashSet<>(ours.keySet());
    diff.conflicts().forEach(conflict -> settled.remove(conflict.path()));
    diff.released().forEach(leaf -> settled.add(leaf.path()));
    diff.changes().forEach(change -> settled.add(change.path()));
    return applied.stream().filter(leaf -> !settled.contains(leaf.path())).toList();
  }

  /**
   * What is ours once the patch is made. A leaf that drifted stays as it was recorded; one that
   * gets a new value is recorded as intended, so that a crash in between is not taken for drift.
   */
  private static List<AppliedLeaf> intended(List<AppliedLeaf> applied, Diff diff) {
    Map<LeafPath, AppliedLeaf> intended = new TreeMap<>();
    applied.forEach(leaf -> intended.put(leaf.path(), leaf));
    diff.released().forEach(leaf -> intended.remove(leaf.path()));
    sets(diff)
        .filter(set -> isNew(intended.get(set.path()), set.value()))
        .forEach(set -> intended.put(set.path(), intend(intended.get(set.path()), set)));
    return List.copyOf(intended.values());
  }

  private static AppliedLeaf intend(@Nullable AppliedLeaf recorded, SetLeaf set) {
    return recorded == null
        ? AppliedLeaf.intended(set.path(), set.value())
        : recorded.intending(set.value());
  }

  private static boolean isNew(@Nullable AppliedLeaf recorded, JsonNode value) {
    return recorded == null || !recorded.hash().equals(JsonValues.hash(value));
  }

  /** When to try again what could not be done; empty if it was done. */
  static Optional<HubFailure.Retry> retry(DevicePlan plan, DeviceOutcome outcome) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.empty(),
            refuse -> Optional.of(HOURLY),
            wait -> Optional.of(wait.retry()),
            bear -> Optional.of(bear.retry()),
            nothing -> Optional.empty(),
            patch ->
                outcome.fold(
                    unwritten -> Optional.of(SOON),
                    patched -> Optional.empty(),
                    failed -> Optional.of(failed.failure().retry()))));
  }
}
