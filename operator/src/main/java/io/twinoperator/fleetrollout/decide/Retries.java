package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.twin.Convergence;
import java.util.Optional;

/** What becomes of a device that was handed to the hub and not written. */
final class Retries {
  private final Draft draft;
  private final int limit;

  /**
   * Retries.
   *
   * @param limit writes after the first
   */
  Retries(Draft draft, int limit) {
    this.draft = draft;
    this.limit = limit;
  }

  /** The hub refused the write: failed, once it was tried often enough. */
  void refused(int member, String words) {
    again(member, "the hub refused the write: " + words, words);
  }

  /** The write took no effect: failed, once it was tried often enough. */
  void inVain(int member, String words) {
    again(member, words, words);
  }

  private void again(int member, String sentence, String words) {
    int attempts = draft.attempts(member);
    if (attempts <= limit) {
      putBack(member, attempts);
      draft.note(draft.deviceId(member) + ": " + sentence + "; it is tried again");
    } else {
      fail(member, attempts == 1 ? words : attempts + " writes in vain, the last one: " + words);
      draft.note(draft.deviceId(member) + ": " + sentence);
    }
  }

  /** Fails a device at once. */
  void fail(int member, String words) {
    draft.settle(member, MemberState.WRITE_FAILED);
    draft.sample(
        new FailureSample(
            member, Optional.empty(), Optional.empty(), Optional.of(Convergence.cut(words))));
  }

  /** A device whose wave is done does not hold it up again: it is written when it can be. */
  void putBack(int member, int attempts) {
    draft.follow(member, MemberState.PENDING, Math.max(0, attempts));
  }
}
