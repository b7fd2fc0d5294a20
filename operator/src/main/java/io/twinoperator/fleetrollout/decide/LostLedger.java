package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.Course.Suspicion;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.plan.PlanFinding.Kind;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.twin.LeafPath;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A rollout that found its own marks on devices when it was planned: it was run before, and the
 * ledger of that time, which knew what those devices had, is lost.
 */
final class LostLedger {
  /** Why it cannot be taken back, and what to do. */
  static final String SENTENCE =
      "it cannot be rolled back: devices say by their mark that it was run on them, and what they"
          + " had before is not known, since the ledger of that time is lost; they keep what they"
          + " have. To give them other values, create a FleetRollout of them";

  private LostLedger() {}

  /** Whether a rollout has written nothing that it could take back, but did once. */
  static boolean isAllThereIs(Draft draft) {
    boolean done =
        draft
            .course()
            .finish()
            .map(Finish::outcome)
            .filter(Outcome.ALREADY_DONE::equals)
            .isPresent();
    return draft.batches().isEmpty() && (done || isSuspected(draft));
  }

  /** Whether its own marks were found when it was planned. */
  static boolean isSuspected(Draft draft) {
    return draft
        .course()
        .suspicion()
        .map(Suspicion::reason)
        .filter(Kind.INTERRUPTED.reason()::equals)
        .isPresent();
  }

  /**
   * Members that may have been written then: they had the values when the plan was made, and this
   * ledger knows of no write to them.
   */
  static IntStream membersOf(Draft draft, Change change, Optional<Integer> onlyWave) {
    Members members = draft.members();
    return IntStream.range(0, members.size())
        .filter(member -> onlyWave.map(wave -> members.waveOf(member) == wave).orElse(true))
        .filter(member -> draft.state(member) != MemberState.GONE)
        .filter(member -> draft.batches().changeOf(member).isEmpty())
        .filter(member -> hadTheValues(draft.plan().before(member), change));
  }

  private static boolean hadTheValues(BeforeImage planned, Change change) {
    return change.paths().allMatch(path -> had(planned, path, change));
  }

  private static boolean had(BeforeImage planned, LeafPath path, Change change) {
    return RollbackPlanner.isEqual(
        planned.value(path), Optional.ofNullable(change.set().get(path)));
  }
}
