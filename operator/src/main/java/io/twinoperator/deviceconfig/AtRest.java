package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.DRIFTED;
import static io.twinoperator.status.Conditions.READY;
import static io.twinoperator.status.Conditions.SYNCED;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells an object whose status still holds as long as its twin has not moved; pure. Such an object
 * needs no call to the hub, not after a restart either: the sweep says when its twin moves.
 */
final class AtRest {

  private final DeviceConfig config;
  private final DeviceConfigStatus status;

  private AtRest(DeviceConfig config, DeviceConfigStatus status) {
    this.config = config;
    this.status = status;
  }

  /**
   * Whether status speaks of this very spec, of nothing left to do, and of leaves that are still
   * this object's to write; and nobody has asked meanwhile that it be looked at only.
   *
   * @param standstill what stands in the way of writing now, if anything does
   * @param claims on the device, of all objects, if they are known; asked for last, since every
   *     object that claims has its spec taken apart for it
   */
  static boolean holds(
      DeviceConfig config,
      Optional<Standstill> standstill,
      Supplier<Optional<DeviceClaims>> claims) {
    return Optional.ofNullable(config.getStatus())
        .map(status -> new AtRest(config, status))
        .filter(rest -> standstill.isEmpty())
        .filter(rest -> rest.isOfThisSpec() && rest.isDone())
        .filter(rest -> claims.get().filter(rest::isWhatWasApplied).isPresent())
        .isPresent();
  }

  private boolean isOfThisSpec() {
    return !config.getSpec().suspended()
        && Objects.equals(status.observedGeneration(), config.getMetadata().getGeneration())
        && Objects.equals(
            status.lastHandledReconcileAt(), MeaningfulChange.reconcileRequest(config))
        && DeviceConfigClaims.deviceId(config).equals(status.deviceId())
        && LastSighting.of(Optional.of(status)).isPresent();
  }

  /** A device that is away is not waited for: the sweep sees it come back. */
  private boolean isDone() {
    boolean confirmed = is(CONVERGED);
    boolean away = is(READY) && LeafState.Offline.name().equals(reason(READY));
    return is(SYNCED)
        && !is(DRIFTED)
        && !StandstillReport.isStandstill(status)
        && (confirmed || away);
  }

  private boolean isWhatWasApplied(DeviceClaims claims) {
    DeviceIntent intent = DeviceIntent.of(config.getSpec());
    List<AppliedLeaf> applied = ManagedLeaves.of(Optional.of(status));
    if (!intent.isValid() || applied.stream().anyMatch(AppliedLeaf::isIntended)) {
      return false;
    }
    Map<LeafPath, String> hashes = new HashMap<>();
    intent.wanted().forEach((path, value) -> hashes.put(path, JsonValues.hash(value)));
    Map<LeafPath, String> known = new HashMap<>();
    applied.forEach(leaf -> known.put(leaf.path(), leaf.hash()));
    Owner self = DeviceConfigClaims.owner(config);
    return hashes.equals(known)
        && hashes.keySet().stream().allMatch(path -> claims.winnerOver(self, path).isEmpty());
  }

  private boolean is(String type) {
    return condition(type).filter(found -> "True".equals(found.getStatus())).isPresent();
  }

  private String reason(String type) {
    return condition(type).map(Condition::getReason).orElse("");
  }

  private Optional<Condition> condition(String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }
}
