package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.deviceconfig.DeviceObservation.ClaimsUnknown;
import io.twinoperator.deviceconfig.DeviceObservation.DeviceMissing;
import io.twinoperator.deviceconfig.DeviceObservation.HubNotReady;
import io.twinoperator.deviceconfig.DeviceObservation.NotLooked;
import io.twinoperator.deviceconfig.DeviceObservation.Seen;
import io.twinoperator.deviceconfig.DeviceObservation.Sight;
import io.twinoperator.deviceconfig.DeviceObservation.Unreadable;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.schema.DesiredSchemas;
import io.twinoperator.schema.SchemaCheck;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Reads everything that one pass needs; the twin last, and only where it will be looked at. */
final class DeviceObserver {

  private final Claimants claims;
  private final DeviceWatches watches;
  private final DesiredSchemas schemas;
  private final InstantSource clock;

  DeviceObserver(
      Claimants claims, DesiredSchemas schemas, DeviceWatches watches, InstantSource clock) {
    this.claims = claims;
    this.watches = watches;
    this.schemas = schemas;
    this.clock = clock;
  }

  /**
   * Observes.
   *
   * @param turn on whose behalf the twin is read
   * @param failing passes before this one that failed
   */
  DeviceObservation observe(DeviceConfig config, HubLink link, Turn turn, Failing failing) {
    DeviceIntent intent = DeviceIntent.of(config.getSpec());
    SchemaCheck schema = NamedSchema.check(schemas, config);
    boolean look =
        !config.getSpec().suspended()
            && intent.isValid()
            && ModuleTwins.refusal(config.getSpec()).isEmpty()
            && NamedSchema.plan(schema).isEmpty();
    Sight sight = look ? look(DeviceConfigClaims.deviceId(config), link, turn) : new NotLooked();
    Instant now = clock.instant();
    return new DeviceObservation(
        DeviceConfigClaims.owner(config),
        config.getMetadata().getGeneration(),
        MeaningfulChange.reconcileRequest(config),
        DeviceConfigClaims.deviceId(config),
        DeviceConfigClaims.hub(config),
        config.getSpec(),
        intent,
        schema,
        Standstill.of(config, link),
        Optional.ofNullable(config.getStatus()),
        failing,
        watch(ResourceID.fromResource(config), sight, now),
        sight,
        now);
  }

  /** A look counts only where the twin was seen. */
  private Watch watch(ResourceID id, Sight sight, Instant now) {
    return sight.fold(
        new Sight.Cases<>(
            notLooked -> Watch.beginning(now),
            hubNotReady -> Watch.beginning(now),
            claimsUnknown -> Watch.beginning(now),
            deviceMissing -> Watch.beginning(now),
            unreadable -> Watch.beginning(now),
            seen -> watches.look(id, now)));
  }

  private Sight look(String deviceId, HubLink link, Turn turn) {
    return link.fold(connected -> look(deviceId, connected, turn), HubNotReady::new);
  }

  private Sight look(String deviceId, HubLink.Connected link, Turn turn) {
    Optional<DeviceClaims> known = claims.claimsOn(link.host(), deviceId);
    if (known.isEmpty()) {
      return new ClaimsUnknown();
    }
    try {
      Twin twin = link.hub(turn).twin(deviceId);
      return new Seen(twin, known.get(), claims.configured(link.host(), twin));
    } catch (HubException.NotFound e) {
      return new DeviceMissing(link.host().name());
    } catch (HubException e) {
      return new Unreadable(HubFailure.of(e));
    }
  }
}
