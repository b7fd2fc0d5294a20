package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.MemberState.Standing;
import io.twinoperator.fleetrollout.ledger.Progress.FailureSample;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a ledger says once the hub has answered what a pass asked of it; pure. Should the operator
 * die before it is stored, the twins tell the same.
 */
public final class Aftermath {
  private final Draft draft;
  private final Retries retries;

  private Aftermath(Ledger ledger, RolloutSpec spec, Instant now) {
    this.draft = new Draft(ledger, now);
    this.retries = new Retries(draft, spec.strategy().retries());
  }

  /** The ledger after a batch was patched; a device without a result was not reached. */
  public static Ledger ofPatches(
      Ledger ledger,
      Batch batch,
      Map<Integer, PatchResult> results,
      RolloutSpec spec,
      Instant now) {
    Aftermath aftermath = new Aftermath(ledger, spec, now);
    aftermath.draft.letDeadlinesRun(); // They run from the write, which the pass has just made.
    PatchResult none = PatchResult.of(PatchResult.Kind.NOT_SENT);
    batch
        .devices()
        .forEach(
            device ->
                aftermath.take(
                    batch.work(), device.member(), results.getOrDefault(device.member(), none)));
    aftermath.draft.batches().close(batch, Outcome.ENDED);
    aftermath.draft.batches().handedOver(batch, now); // The last of its patches was sent by now.
    return aftermath.draft.toLedger();
  }

  /** The ledger after the hub has taken a job: from now on it may write. */
  public static Ledger ofCreatedJob(Ledger ledger, Batch batch, RolloutSpec spec, Instant now) {
    Aftermath aftermath = new Aftermath(ledger, spec, now);
    aftermath.draft.batches().handedOver(batch, now);
    return aftermath.draft.toLedger();
  }

  /** The ledger after the hub took no job now: its devices are not written, and wait again. */
  public static Ledger ofJobThatMustWait(
      Ledger ledger, Batch batch, RolloutSpec spec, Instant now) {
    Aftermath aftermath = new Aftermath(ledger, spec, now);
    new JobAccount(aftermath.draft, aftermath.retries).shelve(batch);
    return aftermath.draft.toLedger();
  }

  /** The ledger after the hub refused to create a job: none of its devices was written. */
  public static Ledger ofRefusedJob(
      Ledger ledger, Batch batch, String words, RolloutSpec spec, Instant now) {
    Aftermath aftermath = new Aftermath(ledger, spec, now);
    batch.devices().stream()
        .map(BatchDevice::member)
        .filter(member -> isAwaited(aftermath.draft.state(member)))
        .forEach(member -> aftermath.retries.fail(member, words));
    aftermath.draft.batches().close(batch, Outcome.ENDED);
    return aftermath.draft.toLedger();
  }

  /** One that was taken out meanwhile, or is to be undone, is no failure. */
  private static boolean isAwaited(MemberState state) {
    return state.standing() == Standing.IN_FLIGHT
        || state.standing() == Standing.AWAY
        || state == MemberState.STRAGGLER;
  }

  private void take(Work work, int member, PatchResult result) {
    switch (result.kind()) {
      case WRITTEN -> draft.follow(member, draft.state(member), draft.attempts(member));
      case UNKNOWN -> doNotCount(member);
      case GONE ->
          draft.setAside(
              member,
              MemberState.GONE,
              new FailureSample(
                  member,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of("the hub knew no such device when it was to be written")));
      case CHANGED, NOT_SENT -> again(work, member);
      case REFUSED -> refused(work, member, result.words().orElse("the hub gives no reason"));
    }
  }

  /**
   * Its twin will tell; a hub in trouble is no fault of the device. If it was written, then by now.
   */
  private void doNotCount(int member) {
    draft
        .watch(member)
        .map(watch -> Math.max(0, watch.attempts() - 1))
        .ifPresent(attempts -> draft.follow(member, draft.state(member), attempts));
  }

  /** Nothing was written and nothing is wrong with it. */
  private void again(Work work, int member) {
    int attempts = draft.attempts(member) - 1;
    switch (work) {
      case CHANGE -> retries.putBack(member, attempts);
      case UNDO ->
          draft.follow(
              member,
              MemberState.ROLLBACK_PENDING,
              draft
                  .watch(member)
                  .orElseGet(() -> draft.watchFromNow(0))
                  .attempted(Math.max(0, attempts)));
    }
  }

  private void refused(Work work, int member, String words) {
    switch (work) {
      case CHANGE -> retries.refused(member, words);
      case UNDO -> draft.note(draft.deviceId(member) + ": the hub refused the undo: " + words);
    }
  }
}
