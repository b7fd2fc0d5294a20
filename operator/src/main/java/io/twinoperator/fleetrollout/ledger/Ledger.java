package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that is remembered of one rollout. */
public record Ledger(RolloutPlan plan, List<Batch> batches, Progress progress) {

  /** Copies the batches. */
  public Ledger {
    batches = List.copyOf(batches);
  }

  /** The ledger of a plan of which nothing has been done. */
  public static Ledger of(RolloutPlan plan) {
    return new Ledger(plan, List.of(), Progress.none(plan));
  }

  /** The same with other progress. */
  public Ledger with(Progress changed) {
    return new Ledger(plan, batches, changed);
  }

  /** What has become of a batch; one that the progress does not know yet is open. */
  public Outcome outcome(Batch batch) {
    String known = progress.batches();
    return batch.number() < known.length()
        ? Outcome.of(known.charAt(batch.number()))
        : Outcome.OPEN;
  }

  /**
   * When the hub was given a batch, as far as is known: of one whose job had to wait, the last time
   * that it was tried.
   */
  public Instant handedOverAt(Batch batch) {
    return progress.handedOver().getOrDefault(batch.number(), batch.createdAt());
  }

  /**
   * The same, as an operator takes it up that has just started: what was written in the last minute
   * before counts as written now, since nobody knows when the last writes were made. Jobs that have
   * not ended count as written now anyway.
   */
  public Ledger takenUp(Instant now) {
    Map<Integer, Instant> times = new HashMap<>(progress.handedOver());
    for (Batch batch : batches) {
      boolean isJobUnderWay = outcome(batch) == Outcome.OPEN && batch.lane() == Batch.Lane.JOB;
      boolean isRecent = handedOverAt(batch).isAfter(now.minus(Progress.HANDED_OVER_KEPT_FOR));
      if (isRecent && !isJobUnderWay && outcome(batch).mayHaveWritten()) {
        times.put(batch.number(), now);
      }
    }
    return with(progress.handedOver(times));
  }

  /** Jobs that the hub may have, or is about to be asked for. */
  public int openJobs() {
    return (int) openBatches().stream().filter(batch -> batch.lane() == Batch.Lane.JOB).count();
  }

  /** Batches that have not ended. */
  public List<Batch> openBatches() {
    return batches.stream().filter(batch -> outcome(batch) == Outcome.OPEN).toList();
  }
}
