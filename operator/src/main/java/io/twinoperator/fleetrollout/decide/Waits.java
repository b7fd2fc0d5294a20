package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.hub.JobSlots;
import io.twinoperator.time.GoDuration;
import java.util.Optional;

/** Says in words what a rollout waits for that goes on, where it is not simply under way. */
final class Waits {
  private final Draft draft;
  private final Optional<JobSlots.Taken> slots;

  /**
   * Waits.
   *
   * @param slots why there is no slot for a job; empty if there is one
   */
  Waits(Draft draft, Optional<JobSlots.Taken> slots) {
    this.draft = draft;
    this.slots = slots;
  }

  /**
   * What keeps the next step back.
   *
   * @param limit what holds the release of devices back
   */
  Optional<String> beforeNextStep(Optional<Limit> limit) {
    return limit
        .map(this::ofLimit)
        .or(() -> draft.currentWave().flatMap(this::ofWave))
        .or(this::afterTheLastWave);
  }

  private String ofLimit(Limit limit) {
    return slots
        .filter(taken -> limit == Limit.JOB_SLOTS)
        .map(JobSlots.Taken::words)
        .orElseGet(limit::words);
  }

  private Optional<String> ofWave(int wave) {
    Tally tally = draft.members().tally(wave);
    String name = draft.waveName(wave);
    if (draft.wave(wave).soak().isPresent()) {
      return Optional.of(
          "wave %s to stay converged for %s"
              .formatted(name, GoDuration.format(draft.plan().waves().get(wave).soak())));
    }
    if (tally.of(MemberState.PENDING) > 0) {
      return Optional.empty();
    }
    if (tally.awaited() > 0) {
      return Optional.of(answers(tally) + " in wave " + name);
    }
    return Optional.of(
        "a device of wave %s that can be written and confirms: %s"
            .formatted(name, Words.counts(tally)));
  }

  private Optional<String> afterTheLastWave() {
    Tally all = draft.members().tally();
    if (draft.currentWave().isPresent() || all.of(MemberState.PENDING) > 0) {
      return Optional.empty();
    }
    if (all.awaited() > 0) {
      return Optional.of(answers(all));
    }
    return draft.course().bake().isPresent()
        ? Optional.of("the bake time to pass without a failure")
        : Optional.empty();
  }

  private static String answers(Tally tally) {
    int away = tally.of(Standing.AWAY);
    if (away == 0) {
      return "%s to answer".formatted(Words.devices(tally.inFlight()));
    }
    return "%s to answer, of which %s gone away and may return before progressDeadline"
        .formatted(Words.devices(tally.awaited()), away == 1 ? "1 has" : away + " have");
  }

  /** What an undo waits for; empty while devices are still to be given back what they had. */
  Optional<String> ofUndo(int unwritten, int unconfirmed) {
    boolean inJobs = unwritten > 0 && !draft.batches().open().isEmpty();
    if (inJobs) {
      return Optional.of("running jobs to end, whose devices are undone after them");
    }
    return unwritten == 0 && unconfirmed > 0
        ? Optional.of(Words.devices(unconfirmed) + " to confirm the undo")
        : Optional.empty();
  }
}
