package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.CONVERGED;
import static io.twinoperator.status.Conditions.DRIFTED;
import static io.twinoperator.status.Conditions.SYNCED;

import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.util.List;
import java.util.stream.Collectors;

/** What status says of drift; pure. */
final class DriftReport {

  /** Reason of leaves that somebody else has changed and that are left so. */
  static final String LEFT = "Drifted";

  /** Reason of leaves that have been set back too often. */
  static final String EXHAUSTED = "CorrectionsExhausted";

  private static final String CHANGED = "TwinChanged";
  private static final String CORRECTED = "Corrected";

  private DriftReport() {}

  /** {@code Drifted} while drift is there that is about to be corrected, or cannot be. */
  static Conditions found(Conditions conditions, List<DriftedLeaf> leaves) {
    return conditions.set(DRIFTED, Status.TRUE, CHANGED, joined(leaves));
  }

  /**
   * {@code Drifted} once the twin has been compared. What was corrected stays readable until the
   * spec changes or there is something newer.
   */
  static Conditions settled(Conditions conditions, Drifts drifts, DriftLog log) {
    if (!drifts.exhausted().isEmpty()) {
      return conditions.set(DRIFTED, Status.TRUE, EXHAUSTED, exhausted(drifts));
    }
    if (!drifts.left().isEmpty()) {
      return found(conditions, drifts.left());
    }
    return log.corrections()
        .map(told -> conditions.set(DRIFTED, Status.FALSE, CORRECTED, told))
        .orElseGet(
            () ->
                conditions.set(
                    DRIFTED, Status.FALSE, "NoDrift", "the twin has what was last applied"));
  }

  /** {@code Synced}, {@code Converged} and {@code Ready} where drift is left as it is. */
  static Conditions standing(Conditions conditions, Drifts drifts) {
    if (drifts.standing().isEmpty()) {
      return conditions;
    }
    boolean gaveUp = !drifts.exhausted().isEmpty();
    String reason = gaveUp ? EXHAUSTED : LEFT;
    String message =
        gaveUp
            ? exhausted(drifts)
            : joined(drifts.left()) + "; it is left so because spec.drift.policy is Report";
    return conditions
        .set(SYNCED, Status.FALSE, reason, joined(drifts.standing()))
        .set(CONVERGED, Status.FALSE, reason, "the twin is not as last applied")
        .stalled(reason, message);
  }

  private static String exhausted(Drifts drifts) {
    String until =
        drifts.resumesAt().map(" and is left so until %s"::formatted).orElse(" and is left so");
    return "%s; it was set back as often as spec.drift.maxCorrectionsPerHour allows%s; find the other writer, or take the leaf out of the spec"
        .formatted(joined(drifts.exhausted()), until);
  }

  private static String joined(List<DriftedLeaf> leaves) {
    return leaves.stream().map(DriftedLeaf::standing).collect(Collectors.joining("; "));
  }
}
