package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.iothub.HubLink;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a rollout that is being deleted: cancels the jobs that have not started, and says which
 * cannot be called back.
 */
final class RolloutRemoval {
  private static final Logger log = LoggerFactory.getLogger(RolloutRemoval.class);

  private final RolloutKey key;
  private final LedgerStore store;
  private final HubLink link;

  RolloutRemoval(RolloutKey key, LedgerStore store, HubLink link) {
    this.key = key;
    this.store = store;
    this.link = link;
  }

  /** What came of it. */
  enum Outcome {
    DONE,
    HUB_DOES_NOT_ANSWER
  }

  Outcome cancelQueued() {
    List<Chunk> open = openChunks();
    return link.fold(
        connected -> cancel(open, connected.hub(RolloutRequest.turn(key))),
        gone -> giveUp(open, gone));
  }

  private List<Chunk> openChunks() {
    try {
      return store.load(key).map(Ledger::openChunks).orElseGet(List::of);
    } catch (LedgerUnreadable e) {
      log.warn("{} is deleted though its ledger cannot be read: {}", key, e.getMessage());
      return List.of();
    }
  }

  private Outcome giveUp(List<Chunk> open, HubLink.NotReady gone) {
    open.forEach(
        chunk -> log.warn("{} is deleted: job {} is left, {}", key, chunk.jobId(), gone.message()));
    return Outcome.DONE;
  }

  private Outcome cancel(List<Chunk> open, Hub hub) {
    Outcome outcome = Outcome.DONE;
    for (Chunk chunk : open) {
      try {
        cancel(chunk, hub);
      } catch (HubException.Invalid | HubException.NotFound e) {
        log.warn(
            "{} is deleted: job {} is not called back: {}", key, chunk.jobId(), e.getMessage());
      } catch (HubException e) {
        log.warn("{} is deleted: job {} is not cancelled: {}", key, chunk.jobId(), e.getMessage());
        outcome = Outcome.HUB_DOES_NOT_ANSWER;
      }
    }
    return outcome;
  }

  private void cancel(Chunk chunk, Hub hub) throws HubException {
    Optional<HubJob> job = hub.job(chunk.jobId());
    if (job.filter(found -> found.status().cancellable()).isPresent()) {
      hub.cancelJob(chunk.jobId());
      log.info("{} is deleted: job {} is cancelled", key, chunk.jobId());
    } else if (job.filter(found -> !found.status().ended()).isPresent()) {
      log.warn("{} is deleted: job {} runs and cannot be called back", key, chunk.jobId());
    }
  }
}
