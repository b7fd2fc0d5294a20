package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.SpecReader;
import io.twinoperator.fleetrollout.spec.SpecReading;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.schema.DesiredSchemas;
import java.time.Instant;
import java.util.Optional;

/**
 * What an object asks for, as far as it can be read, and what in the object itself keeps it from
 * being done.
 *
 * @param spec with the default in place of what cannot be read
 * @param restraint the annotation hold, else an invalid spec
 */
record RolloutReading(RolloutSpec spec, Optional<Restraint> restraint) {

  /** Reads an object. */
  static RolloutReading of(FleetRollout rollout) {
    Optional<Restraint> held = held(rollout);
    return SpecReader.read(rollout)
        .fold(
            valid -> new RolloutReading(valid.spec(), held),
            invalid ->
                new RolloutReading(
                    invalid.asFarAsRead(), held.or(() -> Optional.of(restraint(invalid)))));
  }

  /** A rollout that runs is still cancelled and undone. */
  private static Restraint restraint(SpecReading.Invalid reading) {
    return new Restraint(Hindrance.INVALID, "InvalidSpec", reading.message());
  }

  private static Optional<Restraint> held(FleetRollout rollout) {
    return Optional.ofNullable(rollout.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Api.HOLD))
        .map(
            why ->
                new Restraint(
                    Hindrance.HELD,
                    "Held",
                    "held by the annotation %s%s; take it away to go on"
                        .formatted(Api.HOLD, why.isBlank() ? "" : " (" + why + ")")));
  }

  /** Why the spec cannot be carried out; empty if it can. */
  Optional<String> invalid() {
    return restraint.filter(why -> why.hindrance() == Hindrance.INVALID).map(Restraint::why);
  }

  /** What a pass is asked to do. */
  RolloutRequest request(FleetRollout rollout, HubLink.Connected link, DesiredSchemas schemas) {
    return new RolloutRequest(
        RolloutTriggers.keyOf(rollout),
        rollout.getMetadata().getUid(),
        Instant.parse(rollout.getMetadata().getCreationTimestamp()),
        spec,
        link,
        restraint,
        NamedSchema.restraint(schemas, rollout));
  }
}
