package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.spec.Promotion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which waves may be released: {@code promoteTo}, where set, is a ceiling at any time; a wave with
 * a manual gate holds back what follows until {@code promoteTo} names a later wave.
 */
record Gates(RolloutPlan plan, Optional<Promotion> promoteTo) {

  /** Why a wave may not be released; empty if it may. */
  Optional<String> closedFor(int wave) {
    List<String> names = plan.waves().stream().map(PlannedWave::name).toList();
    if (promoteTo.filter(to -> !covers(to, wave, names)).isPresent()) {
      return Optional.of(
          "promoteTo is %s; to release wave %s, set promoteTo to %s or %s"
              .formatted(promoteTo.get(), names.get(wave), names.get(wave), Promotion.ALL));
    }
    return IntStream.range(0, wave)
        .filter(before -> plan.waves().get(before).gate() == Gate.MANUAL)
        .filter(before -> promoteTo.filter(to -> covers(to, before + 1, names)).isEmpty())
        .mapToObj(
            before ->
                "the gate of wave %s is Manual; to release wave %s, set promoteTo to %s or %s"
                    .formatted(names.get(before), names.get(wave), names.get(wave), Promotion.ALL))
        .findFirst();
  }

  /** A wave of the spec that has no device is not in the plan: it would be behind all that are. */
  private static boolean covers(Promotion to, int wave, List<String> names) {
    return !to.isAmong(names) || to.covers(wave, names);
  }
}
