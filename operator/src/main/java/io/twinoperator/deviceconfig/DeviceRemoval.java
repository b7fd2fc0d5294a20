package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.DeletionPolicy;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Mode;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinDiff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the managed leaves of a deleted DeviceConfig out of the twin. A deletion never hangs: where
 * there is nothing left to write to, or no success in time, it ends with a warning.
 */
final class DeviceRemoval {

  private static final Logger log = LoggerFactory.getLogger(DeviceRemoval.class);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final HubDirectory directory;
  private final Claimants claims;
  private final InstantSource clock;
  private final Duration patience;

  DeviceRemoval(HubDirectory directory, Claimants claims, InstantSource clock, Duration patience) {
    this.directory = directory;
    this.claims = claims;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Takes one step.
   *
   * @return when to take the next; empty if the deletion may end
   */
  Optional<Duration> step(DeviceConfig config) {
    List<AppliedLeaf> applied = ManagedLeaves.of(Optional.ofNullable(config.getStatus()));
    boolean nothingToUndo =
        config.getSpec().deletionPolicyOrDefault() == DeletionPolicy.Orphan
            || config.getSpec().modeOrDefault() == Mode.Observe
            || config.getSpec().suspended()
            || applied.isEmpty();
    if (nothingToUndo) {
      return Optional.empty();
    }
    for (String annotation : List.of(Api.DETACH, Api.HOLD)) {
      if (MeaningfulChange.isAsked(config, annotation)) {
        return giveUp(config, "the annotation %s asks for that".formatted(annotation));
      }
    }
    HubKey hub = DeviceConfigClaims.hub(config);
    return directory
        .resolve(hub.namespace(), hub.name())
        .fold(
            connected ->
                connected.writes() == HubLink.Writes.FROZEN
                    ? giveUp(config, "its IoTHub is suspended")
                    : remove(config, connected, applied),
            notReady ->
                notReady.reason().isGone()
                    ? giveUp(config, notReady.message())
                    : laterOrNever(config, notReady.message()));
  }

  /**
   * The leaves to remove: those the twin has as we applied them, and that nobody else claims in the
   * same shape, no configuration of the hub either.
   */
  static List<LeafChange> plan(List<AppliedLeaf> applied, Seen seen) {
    return TwinDiff.removals(
        applied.stream()
            .filter(leaf -> seen.claims().claimantOf(leaf.path()).isEmpty())
            .filter(leaf -> !seen.configurations().keeps(leaf.path()))
            .toList(),
        seen.twin());
  }

  private Optional<Duration> remove(
      DeviceConfig config, HubLink.Connected link, List<AppliedLeaf> applied) {
    String deviceId = DeviceConfigClaims.deviceId(config);
    Optional<DeviceClaims> known = claims.claimsOn(link.host(), deviceId);
    if (known.isEmpty()) {
      return laterOrNever(config, "the claims on the device are not known yet");
    }
    // A person waits for the end of it, as for a changed spec.
    Turn turn = new Turn(Priority.EDIT, DeviceTurn.of(config).caller());
    Duration wait = link.reserveWrite(turn);
    if (!wait.isZero()) {
      return laterOrNever(config, wait, "the hub is busy");
    }
    try {
      Hub hub = link.hub(turn);
      Twin twin = hub.twin(deviceId);
      List<LeafChange> removals =
          plan(applied, new Seen(twin, known.get(), claims.configured(link.host(), twin)));
      if (!removals.isEmpty()) {
        hub.patch(deviceId, MergePatch.of(removals), twin.etag());
      }
      return Optional.empty();
    } catch (HubException.NotFound e) {
      return giveUp(config, "the device is gone");
    } catch (HubException e) {
      return laterOrNever(config, String.valueOf(e.getMessage()));
    } finally {
      link.release(turn);
    }
  }

  private Optional<Duration> laterOrNever(DeviceConfig config, String why) {
    return laterOrNever(config, AGAIN, why);
  }

  private Optional<Duration> laterOrNever(DeviceConfig config, Duration later, String why) {
    Instant deadline = Instant.parse(config.getMetadata().getDeletionTimestamp()).plus(patience);
    return clock.instant().isBefore(deadline) ? Optional.of(later) : giveUp(config, why);
  }

  private static Optional<Duration> giveUp(DeviceConfig config, String why) {
    log.warn(
        "DeviceConfig {}/{} is deleted without removing its leaves from device {}: {}",
        config.getMetadata().getNamespace(),
        config.getMetadata().getName(),
        DeviceConfigClaims.deviceId(config),
        why);
    return Optional.empty();
  }
}
