package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.decide.ChunkPacker;
import io.twinoperator.fleetrollout.decide.RolloutDecision;
import io.twinoperator.fleetrollout.decide.RolloutDecision.JobAction;
import io.twinoperator.fleetrollout.decide.RolloutEngine;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out what a pass decided: stores it first, then asks the hub. The only place where a
 * rollout writes to a hub.
 */
final class RolloutExecutor {
  private static final Duration MAX_EXECUTION_TIME = Duration.ofHours(1);

  private final LedgerStore store;
  private final Hub hub;

  RolloutExecutor(LedgerStore store, Hub hub) {
    this.store = store;
    this.hub = hub;
  }

  /**
   * What came of it.
   *
   * @param ledger as it is stored now
   * @param waitingFor why a job could not be created yet; empty if none had to wait
   */
  record Outcome(Ledger ledger, Optional<String> waitingFor, List<String> notes) {}

  Outcome execute(RolloutKey key, Ledger before, RolloutDecision decision) {
    Ledger ledger = decision.ledger();
    if (!ledger.equals(before)) {
      store.append(key, ledger, decision.added());
    }
    List<String> notes = new ArrayList<>();
    Optional<String> waitingFor = Optional.empty();
    for (JobAction action : decision.actions()) {
      try {
        carryOut(action);
      } catch (HubException.JobSlotsTaken e) {
        waitingFor = Optional.of("a job slot of the hub: " + e.getMessage());
      } catch (HubException.Invalid | HubException.TooLarge | HubException.AlreadyExists e) {
        String words = String.valueOf(e.getMessage());
        ledger = RolloutEngine.refused(ledger, action.chunk(), words);
        store.append(key, ledger, List.of());
        notes.add("job %s was refused: %s".formatted(action.chunk().jobId(), words));
      } catch (HubException e) {
        waitingFor = Optional.of(String.valueOf(e.getMessage()));
      }
    }
    return new Outcome(ledger, waitingFor, notes);
  }

  private void carryOut(JobAction action) throws HubException {
    switch (action.verb()) {
      case SUBMIT -> submit(action.chunk());
      case CANCEL -> cancel(action.chunk());
    }
  }

  private void submit(Chunk chunk) throws HubException {
    String condition = ChunkPacker.condition(chunk);
    try {
      hub.createJob(new JobRequest(chunk.jobId(), condition, chunk.patch(), MAX_EXECUTION_TIME));
    } catch (HubException.AlreadyExists e) {
      // Ours, created before a restart or by a call whose answer was lost: it is taken up if it is
      // the same job.
      Optional<HubJob> found = hub.job(chunk.jobId());
      if (found.filter(job -> job.queryCondition().equals(condition)).isEmpty()) {
        throw new HubException.AlreadyExists(
            "a job %s with another condition exists; it is not of this rollout"
                .formatted(chunk.jobId()));
      }
    }
  }

  /** A cancel that comes too late is no failure: the job runs, and its devices stay in flight. */
  private void cancel(Chunk chunk) throws HubException {
    try {
      hub.cancelJob(chunk.jobId());
    } catch (HubException.Invalid | HubException.NotFound e) {
      return;
    }
  }
}
