package io.twinoperator.fleetrollout.decide;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Scope;
import io.twinoperator.api.v1alpha1.RollbackStatus;
import io.twinoperator.fleetrollout.ledger.Course.By;
import io.twinoperator.fleetrollout.ledger.Course.Rollback;
import io.twinoperator.fleetrollout.ledger.MemberState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** How far a rollout is undone, as status shows it. */
final class UndoView {
  private final Draft draft;

  UndoView(Draft draft) {
    this.draft = draft;
  }

  RollbackStatus of(Rollback undo) {
    Tally all = draft.members().tally();
    int pending = all.of(MemberState.ROLLBACK_PENDING);
    int undone = all.of(MemberState.ROLLED_BACK);
    int unconfirmed = all.of(MemberState.ROLLBACK_UNCONFIRMED);
    int skipped = all.of(MemberState.ROLLBACK_SKIPPED) + gone(undo);
    return new RollbackStatus(
        text(undo.at()),
        reason(undo),
        undo.onlyWave().isPresent() ? Scope.Wave : Scope.Rollout,
        undo.onlyWave().map(draft::waveName).orElse(null),
        pending + undone + unconfirmed + skipped,
        pending,
        undone,
        unconfirmed,
        skipped,
        draft.course().finish().map(end -> text(end.at())).orElse(null));
  }

  private static String reason(Rollback undo) {
    return undo.by() == By.SPEC
        ? "spec.state is Rollback"
        : "the failure policy asked for it: " + undo.why();
  }

  /** Devices that were written and are not there any more. */
  private int gone(Rollback undo) {
    Optional<Integer> wave = undo.onlyWave();
    return (int)
        draft
            .members()
            .in(MemberState.GONE)
            .filter(member -> wave.map(only -> draft.members().waveOf(member) == only).orElse(true))
            .filter(member -> draft.batches().changeOf(member).isPresent())
            .count();
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
