package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RollbackPlanner.Undo;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.Convergence;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.LeafVerdict;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether a device whose twin has been put back has what it had. An undo to a value is
 * confirmed by a report or acknowledgement of that value; a device that was never seen with the new
 * value never applied it; an absence is proven by the twin itself.
 */
final class UndoJudge {
  private final RolloutSpec spec;
  private final Online online;
  private final Instant now;

  UndoJudge(RolloutSpec spec, Instant now) {
    this.spec = spec;
    this.now = now;
    this.online = new Online(spec.offline().offlineAfter(), now);
  }

  /** Whether a device was seen with the new value before. */
  enum Applied {
    NEVER,
    ONCE
  }

  /** Whether the device says of a leaf that was taken back that it has the new value. */
  boolean reportsNew(Undo undo, Twin twin) {
    return spec.convergence().confirmation().stream()
        .anyMatch(
            terms ->
                undo.restored().stream()
                    .filter(path -> path.section() == Section.DESIRED)
                    .filter(path -> !spec.change().remove().contains(path))
                    .anyMatch(path -> reportsNew(twin, path, terms)));
  }

  /** Judges a twin in which nothing is left to undo. */
  Verdict judge(Undo undo, BeforeImage before, Twin twin, Watch watch, Applied applied) {
    if (!undo.skipped().isEmpty()) {
      return new Verdict(
          MemberState.ROLLBACK_SKIPPED,
          Optional.of(undo.skipped().get(0)),
          Optional.empty(),
          Optional.of("it is not ours any more"));
    }
    Optional<LeafEvidence> open =
        spec.convergence()
            .confirmation()
            .flatMap(terms -> firstOpen(undo, before, twin, terms, applied));
    return open.map(evidence -> judgeOpen(evidence, twin, watch))
        .orElseGet(() -> Verdict.of(MemberState.ROLLED_BACK));
  }

  private Optional<LeafEvidence> firstOpen(
      Undo undo, BeforeImage before, Twin twin, Confirmation terms, Applied applied) {
    return undo.restored().stream()
        .filter(path -> path.section() == Section.DESIRED)
        .filter(path -> applied == Applied.ONCE || reportsNew(twin, path, terms))
        .flatMap(path -> evidence(twin, path, before, terms))
        .filter(evidence -> evidence.says() != LeafEvidence.Says.CONVERGED)
        .findFirst();
  }

  private static Stream<LeafEvidence> evidence(
      Twin twin, LeafPath path, BeforeImage before, Confirmation terms) {
    return before.value(path).stream().map(was -> LeafEvidence.of(twin, path, was, terms));
  }

  /** Whether the device says that it has the value that was taken back. */
  private boolean reportsNew(Twin twin, LeafPath path, Confirmation terms) {
    JsonNode ours = spec.change().set().get(path);
    if (ours == null) {
      return true; // A removal: whether it took the absence in, nobody can see.
    }
    Confirmation equal = new Confirmation(Confirmation.Rule.EQUAL, terms.reportedAt());
    LeafVerdict verdict = Convergence.judge(twin, path, ours, 0, equal);
    return verdict.fold(
        new LeafVerdict.Cases<>(
            converged -> true, applying -> false, rejected -> false, unconfirmed -> false));
  }

  private Verdict judgeOpen(LeafEvidence open, Twin twin, Watch watch) {
    if (open.says() == LeafEvidence.Says.REJECTED && !open.differs()) {
      return open.verdict(MemberState.ROLLBACK_UNCONFIRMED);
    }
    boolean late =
        online.is(twin)
            ? watch.awaited().compareTo(spec.strategy().progressDeadline()) >= 0
            : Duration.between(watch.since(), now).compareTo(spec.offline().stragglerDeadline())
                >= 0;
    return late
        ? open.verdict(MemberState.ROLLBACK_UNCONFIRMED)
        : Verdict.of(MemberState.ROLLBACK_PENDING);
  }
}
