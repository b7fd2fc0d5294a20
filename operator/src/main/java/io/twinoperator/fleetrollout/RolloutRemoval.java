package io.twinoperator.fleetrollout;

import io.twinoperator.event.Transition;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.iothub.HubLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a rollout that is being deleted: cancels the jobs that have not started, and says what
 * cannot be called back.
 */
final class RolloutRemoval {
  private static final Logger log = LoggerFactory.getLogger(RolloutRemoval.class);

  private static final Set<MemberState> HAVE_THE_CHANGE =
      EnumSet.of(
          MemberState.WRITTEN,
          MemberState.APPLYING,
          MemberState.WRITTEN_OFFLINE,
          MemberState.CONVERGED,
          MemberState.REJECTED,
          MemberState.TIMED_OUT,
          MemberState.UNVERIFIABLE,
          MemberState.REGRESSED,
          MemberState.STRAGGLER,
          MemberState.EXPIRED,
          MemberState.ROLLBACK_PENDING);

  private final RolloutKey key;
  private final LedgerStore store;
  private final HubLink link;
  private final List<Left> left = new ArrayList<>();

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

  /** A job that goes on without its rollout, and why. */
  private record Left(Batch batch, String why) {
    String words() {
      return "job %s with %d devices %s".formatted(batch.id(), batch.devices().size(), why);
    }
  }

  /** Keeps the ledger for a while, so that the same object, created again, goes on. */
  void retire(Instant keepUntil) {
    try {
      if (store.load(key).isPresent()) {
        store.retire(key, keepUntil);
      }
    } catch (LedgerUnreadable | LedgerConflict e) {
      log.warn("{} is deleted and its ledger stays as it is: {}", key, e.getMessage());
    }
  }

  /**
   * What is to be told of a rollout that is deleted while it runs, after its jobs were cancelled;
   * empty for one that has ended or has written nothing.
   */
  Optional<Transition> farewell() {
    return ledger().filter(RolloutRemoval::isUnderWay).map(this::farewell);
  }

  private static boolean isUnderWay(Ledger ledger) {
    return ledger.progress().course().finish().isEmpty() && !ledger.batches().isEmpty();
  }

  private Transition farewell(Ledger ledger) {
    int devices = left.stream().mapToInt(job -> job.batch().devices().size()).sum();
    String undone =
        "deleted while it ran; nothing more is written and nothing is undone: %d of %d devices keep the change"
            .formatted(given(ledger), ledger.plan().members().size());
    return devices == 0
        ? new Transition(Transition.Type.Warning, "DeletedWhileRunning", undone)
        : new Transition(
            Transition.Type.Warning,
            "DeletedWhileRunning",
            "%s. %d devices are in jobs that cannot be called back (devicesInUncancellableJobs): %s"
                .formatted(
                    undone,
                    devices,
                    left.stream().map(Left::words).collect(Collectors.joining("; "))));
  }

  /** Devices that have the change, but for those of jobs that had not ended. */
  private static int given(Ledger ledger) {
    int inJobs =
        ledger.openBatches().stream()
            .filter(batch -> batch.lane() == Batch.Lane.JOB)
            .mapToInt(batch -> batch.devices().size())
            .sum();
    long given =
        ledger
            .progress()
            .states()
            .chars()
            .mapToObj(letter -> MemberState.of((char) letter))
            .filter(HAVE_THE_CHANGE::contains)
            .count();
    return Math.max(0, (int) given - inJobs);
  }

  Outcome cancelQueued() {
    List<Batch> open = openJobs();
    left.clear();
    return link.fold(
        connected -> {
          Optional<String> elsewhere =
              ledger()
                  .map(known -> known.plan().host())
                  .filter(host -> !host.equals(connected.host().name()));
          elsewhere.ifPresent(host -> open.forEach(batch -> leave(batch, "is on the hub " + host)));
          return elsewhere.isPresent() ? Outcome.DONE : cancel(open, connected);
        },
        gone -> {
          open.forEach(batch -> leave(batch, "is not cancelled, for " + gone.message()));
          return Outcome.DONE;
        });
  }

  private Optional<Ledger> ledger() {
    try {
      return store.load(key);
    } catch (LedgerUnreadable e) {
      log.warn("{} is deleted though its ledger cannot be read: {}", key, e.getMessage());
      return Optional.empty();
    }
  }

  private List<Batch> openJobs() {
    return ledger().map(Ledger::openBatches).orElseGet(List::of).stream()
        .filter(batch -> batch.lane() == Batch.Lane.JOB)
        .toList();
  }

  private Outcome cancel(List<Batch> open, HubLink.Connected connected) {
    Hub hub = connected.hub(RolloutRequest.turn(key));
    Outcome outcome = Outcome.DONE;
    for (Batch batch : open) {
      try {
        cancel(batch, hub);
      } catch (HubException.Invalid | HubException.NotFound e) {
        leave(batch, "is not called back: " + e.getMessage());
      } catch (HubException e) {
        leave(batch, "is not cancelled: " + e.getMessage());
        outcome = Outcome.HUB_DOES_NOT_ANSWER;
      }
    }
    return outcome;
  }

  private void cancel(Batch batch, Hub hub) throws HubException {
    Optional<HubJob> job = hub.job(batch.id());
    if (job.filter(found -> found.status().cancellable()).isPresent()) {
      hub.cancelJob(batch.id());
      log.info("{} is deleted: job {} is cancelled", key, batch.id());
    } else if (job.filter(found -> !found.status().ended()).isPresent()) {
      leave(batch, "runs");
    }
  }

  private void leave(Batch batch, String why) {
    left.add(new Left(batch, why));
    log.warn("{} is deleted: job {} {}", key, batch.id(), why);
  }
}
