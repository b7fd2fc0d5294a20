package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.DRIFTED;
import static io.twinoperator.status.Conditions.SYNCED;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.deviceconfig.DevicePlan.Evaluation;
import io.twinoperator.deviceconfig.DevicePlan.Show;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.util.List;

/** The status of a device that is compared and not written; pure. */
final class StandstillReport {

  private static final String DIFFERS = "Differs";

  private StandstillReport() {}

  static DeviceConfigStatus of(StatusFrame frame, Show show) {
    Evaluation evaluation = show.evaluation();
    List<LeafConvergence> leaves = frame.leaves(evaluation, List.of());
    Conditions conditions = frame.readiness(evaluation, leaves).apply(synced(frame.before(), show));
    if (!show.differences().all().isEmpty()) {
      conditions =
          conditions.set(CONVERGED, Status.FALSE, DIFFERS, "the twin is not as the spec asks");
    }
    conditions = ready(conditions, show, frame.seen().hub());
    return show.why().keepsLeaves()
        ? kept(frame, show, leaves, conditions)
        : letGo(frame, show, leaves, conditions);
  }

  private static DeviceConfigStatus kept(
      StatusFrame frame, Show show, List<LeafConvergence> leaves, Conditions conditions) {
    Evaluation evaluation = show.evaluation();
    DriftLog log =
        DriftLog.of(frame.seen()).settled(evaluation.drifts().standing(), frame.seen().now());
    return frame
        .compared(evaluation, leaves, DriftReport.settled(conditions, evaluation.drifts(), log))
        .drift(log.toStatus())
        .differences(show.differences().shown())
        .build();
  }

  private static DeviceConfigStatus letGo(
      StatusFrame frame, Show show, List<LeafConvergence> leaves, Conditions conditions) {
    return frame
        .compared(
            show.evaluation(),
            leaves,
            conditions.set(
                DRIFTED,
                Status.FALSE,
                show.why().reason(),
                "no leaf is managed, so none can drift"))
        .managed(List.of())
        .drift(null)
        .differences(show.differences().shown())
        .build();
  }

  /** Whether a status is that of a device that waits for nothing but a person. */
  static boolean isStandstill(DeviceConfigStatus status) {
    return status.conditions().stream()
        .filter(condition -> Conditions.READY.equals(condition.getType()))
        .anyMatch(condition -> Standstill.isReason(condition.getReason()));
  }

  /**
   * What the object itself asks for is no failure. A hub that somebody else has suspended keeps its
   * devices waiting, and those that need no write are as ready as their device says.
   */
  private static Conditions ready(Conditions conditions, Show show, HubKey hub) {
    return switch (show.why()) {
      case OBSERVED, HELD -> conditions.ready(show.why().reason(), message(show, hub));
      case HUB_SUSPENDED ->
          show.differences().all().isEmpty()
              ? conditions
              : conditions
                  .set(SYNCED, Status.FALSE, show.why().reason(), show.differences().sentence())
                  .reconciling(show.why().reason(), message(show, hub));
    };
  }

  private static Conditions synced(Conditions before, Show show) {
    if (!show.differences().all().isEmpty()) {
      return before.set(SYNCED, Status.FALSE, DIFFERS, show.differences().sentence());
    }
    if (!show.evaluation().conflicts().isEmpty()) {
      LeftAlone left = new LeftAlone(show.evaluation().conflicts());
      return before.set(SYNCED, Status.FALSE, left.reason(), left.sentence());
    }
    int leaves = show.evaluation().held().size();
    return before.set(
        SYNCED, Status.TRUE, "Matches", "the twin has %d of %d leaves".formatted(leaves, leaves));
  }

  private static String message(Show show, HubKey hub) {
    int differing = show.differences().all().size();
    return differing == 0
        ? show.why().message(hub) + "; it has all that the spec asks"
        : "%s; %d leaves differ: %s"
            .formatted(show.why().message(hub), differing, show.differences().sentence());
  }
}
