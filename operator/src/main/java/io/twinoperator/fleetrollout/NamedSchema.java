package io.twinoperator.fleetrollout;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.schema.DesiredSchemas;
import io.twinoperator.schema.SchemaCheck;
import java.util.Optional;

/** The schema that a FleetRollout names, and what it has against the patch. */
final class NamedSchema {

  /** The ConfigMap has not been read yet, as right after a start; its coming wakes the rollout. */
  static final String NOT_READ = "SchemaNotRead";

  private NamedSchema() {}

  /**
   * Asks the schema, and watches it from now on.
   *
   * @return what keeps the rollout from its first write; empty if nothing does
   */
  static Optional<Restraint> restraint(DesiredSchemas schemas, FleetRollout rollout) {
    return restraint(
        schemas.check(
            ResourceID.fromResource(rollout),
            rollout.getSpec().schema(),
            rollout.getSpec().patch().desired()));
  }

  /**
   * What status says while the schema keeps a rollout from being planned; empty if it does not. Its
   * ConfigMap wakes the rollout, whether it comes or changes. A finished rollout, and one that
   * never begins, need no schema.
   */
  static Optional<FleetRolloutStatus> status(
      RolloutRequest request, RolloutPass.Result result, RolloutReport report) {
    Stage stage = result.standing().stage();
    boolean unplanned =
        result.ledger().isEmpty() && (stage == Stage.WAITING || stage == Stage.UNPLANNABLE);
    return request
        .schema()
        .filter(against -> unplanned)
        .map(
            against ->
                against.hindrance() == Hindrance.INVALID
                    ? report.stalled(against.reason(), against.why())
                    : report.waiting(against.reason(), against.why()));
  }

  private static Optional<Restraint> restraint(SchemaCheck check) {
    return check.fold(
        new SchemaCheck.Cases<>(
            passed -> Optional.empty(),
            notRead ->
                Optional.of(
                    new Restraint(
                        Hindrance.QUEUED, NOT_READ, "the ConfigMap of the schema is being read")),
            missing ->
                Optional.of(
                    new Restraint(Hindrance.QUEUED, SchemaCheck.NOT_FOUND, missing.message())),
            violated ->
                Optional.of(new Restraint(Hindrance.INVALID, "InvalidSpec", violated.message()))));
  }
}
