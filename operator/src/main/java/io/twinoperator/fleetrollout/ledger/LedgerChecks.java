package io.twinoperator.fleetrollout.ledger;

import java.util.Optional;

/** Whether the parts of a ledger that was read fit together. */
final class LedgerChecks {

  private LedgerChecks() {}

  /** What of the progress does not fit to the plan; empty if all does. */
  static Optional<String> problem(RolloutPlan plan, Progress progress) {
    int members = plan.members().size();
    if (progress.states().length() != members) {
      return Optional.of(
          "speaks of %d devices, and the plan has %d"
              .formatted(progress.states().length(), members));
    }
    if (progress.waves().size() != plan.waves().size()) {
      return Optional.of(
          "speaks of %d waves, and the plan has %d"
              .formatted(progress.waves().size(), plan.waves().size()));
    }
    int accepted = progress.course().verdicts().accepted().length();
    if (accepted != 0 && accepted != members) {
      return Optional.of(
          "accepts verdicts on %d devices, and the plan has %d".formatted(accepted, members));
    }
    return letters(progress).or(() -> applied(progress));
  }

  private static Optional<String> applied(Progress progress) {
    try {
      progress.course().verdicts().appliedMembers();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("does not say which devices have shown the change: " + e.getMessage());
    }
  }

  private static Optional<String> letters(Progress progress) {
    try {
      progress.states().chars().forEach(letter -> MemberState.of((char) letter));
      progress.course().verdicts().accepted().chars().forEach(c -> MemberState.of((char) c));
      progress.batches().chars().forEach(letter -> Batch.Outcome.of((char) letter));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("holds a letter that this operator does not know: " + e.getMessage());
    }
  }
}
