package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.decide.RolloutDecision.Next;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.JobSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says when to look again: when something can have moved, and not before. A device that waits for
 * others to answer is thought of when one of them is read, not every second.
 */
final class NextPass {
  private static final String READING = RolloutObservation.READING_CONFIGURATIONS;
  private static final Duration JOB_POLL = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration VERIFY = Duration.ofMinutes(1);
  private static final Duration AT_REST = Duration.ofMinutes(5);

  /** Who ends wakes those who wait for it; this is for what nobody announces. */
  private static final Duration WHILE_QUEUED = Duration.ofSeconds(10);

  /** While the hub does not answer, so that a hub in trouble is not asked all the time. */
  private static final Duration WHILE_BLIND = Duration.ofSeconds(5);

  /** While it has not answered for long: it may be for hours that its quota is used up. */
  private static final Duration WHILE_LONG_BLIND = Duration.ofMinutes(1);

  /** Of the time for which the hub has not been seen, so much passes before it is asked again. */
  private static final int SHARE_OF_BLINDNESS = 4;

  private final Draft draft;
  private final RolloutObservation seen;
  private final RolloutSpec spec;

  NextPass(Draft draft, RolloutObservation seen) {
    this.draft = draft;
    this.seen = seen;
    this.spec = seen.spec();
  }

  /** When the next pass is due behind one that ends like this. */
  Instant after(Standing standing) {
    if (seen.blind().isPresent()) {
      return seen.now().plus(whileBlind(standing.stage()));
    }
    Stream<Optional<Instant>> times =
        Stream.of(
            Optional.of(pace(standing)),
            draft.batches().open().isEmpty() ? Optional.<Instant>empty() : in(JOB_POLL),
            standing.next().filter(NextPass::comesByTimeAlone).map(Next::at),
            Reads.nextDue(draft, seen.outlook()),
            nextRound(standing.stage()));
    Instant soonest = seen.now().plus(SOON);
    return times
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .filter(soonest::isBefore)
        .orElse(soonest);
  }

  /** When converged devices are looked at again that must stay so. */
  private Optional<Instant> nextRound(Stage stage) {
    return stage == Stage.PROGRESSING || stage == Stage.BAKING
        ? new Verification(draft, spec).next(seen.outlook())
        : Optional.empty();
  }

  private Optional<Instant> in(Duration delay) {
    return Optional.of(seen.now().plus(delay));
  }

  /** A deadline is judged when its device is read, and the reads have times of their own. */
  private static boolean comesByTimeAlone(Next next) {
    return !next.reason().equals(Standings.PROGRESS_DEADLINE);
  }

  /**
   * The longer the hub has not been seen, the more seldom it is asked; but a rollout that stands
   * still looks for jobs that it could call back.
   */
  private Duration whileBlind(Stage stage) {
    if (stage != Stage.BLIND && !draft.batches().open().isEmpty()) {
      return WHILE_BLIND;
    }
    Duration share =
        Duration.between(seen.ledger().progress().seenAt(), seen.now())
            .dividedBy(SHARE_OF_BLINDNESS);
    Duration least = share.compareTo(WHILE_BLIND) > 0 ? share : WHILE_BLIND;
    return least.compareTo(WHILE_LONG_BLIND) < 0 ? least : WHILE_LONG_BLIND;
  }

  private Instant pace(Standing standing) {
    Instant now = seen.now();
    return switch (standing.stage()) {
      case PROGRESSING, BAKING -> nextRelease(VERIFY);
      case GATED -> nextRelease(AT_REST);
      case ROLLING_BACK -> nextUndo();
      case BLIND -> now.plus(WHILE_BLIND);
      case QUEUED -> now.plus(standing.reason().equals(READING) ? SOON : WHILE_QUEUED);
      default -> now.plus(AT_REST);
    };
  }

  /** When a device may be released that waits for nothing but its turn; else after so long. */
  private Instant nextRelease(Duration otherwise) {
    Release release = Release.decide(draft, spec, seen.room());
    if (!release.candidates().isEmpty()) {
      return seen.now().plus(SOON);
    }
    return release.heldBy().map(this::whileHeld).orElseGet(() -> seen.now().plus(otherwise));
  }

  private Instant whileHeld(Limit limit) {
    return switch (limit) {
      // One of those under way has to answer first; when they are read is known.
      case WAVE, MAX_CONCURRENCY, DISRUPTION_BUDGET -> seen.now().plus(VERIFY);
      case RATE -> nextByRate(Work.CHANGE);
      case HUB_BUDGET -> seen.now().plus(SOON);
      case JOB_SLOTS ->
          seen.room().slotsTaken().map(JobSlots.Taken::until).orElse(seen.now().plus(SOON));
    };
  }

  private Instant nextUndo() {
    if (Undoing.candidates(draft, 1).isEmpty()) {
      return seen.now().plus(VERIFY);
    }
    boolean paced = Undoing.room(draft, spec, seen.room().patches()) == 0;
    return paced ? nextByRate(Work.UNDO) : seen.now().plus(SOON);
  }

  private Instant nextByRate(Work work) {
    return Capacity.nextBatchCountsNoMore(draft, work).orElseGet(() -> seen.now().plus(VERIFY));
  }
}
