package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.decide.Aftermath;
import io.twinoperator.fleetrollout.decide.BatchPacker;
import io.twinoperator.fleetrollout.decide.PatchResult;
import io.twinoperator.fleetrollout.decide.PatchResult.Kind;
import io.twinoperator.fleetrollout.decide.RolloutDecision;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Action;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a pass decided: stores it first, then asks the hub. The only place where a
 * rollout writes to a hub.
 */
final class RolloutExecutor {
  private static final Logger log = LoggerFactory.getLogger(RolloutExecutor.class);
  private static final Duration MAX_EXECUTION_TIME = Duration.ofHours(1);

  private final RolloutRequest request;
  private final LedgerMemory memory;
  private final Parallel parallel;
  private final InstantSource clock;
  private final List<String> notes = new ArrayList<>();
  private Optional<String> waitingFor = Optional.empty();
  private List<Batch> added = List.of();

  RolloutExecutor(
      RolloutRequest request, LedgerMemory memory, Parallel parallel, InstantSource clock) {
    this.request = request;
    this.memory = memory;
    this.parallel = parallel;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param ledger as it is known now
   * @param waitingFor why something could not be asked of the hub yet; empty if nothing had to wait
   */
  record Outcome(Ledger ledger, Optional<String> waitingFor, List<String> notes) {}

  Outcome execute(RolloutDecision decision, Map<Integer, Reading> readings) {
    added = decision.added();
    memory.keep(request.key(), decision.ledger(), decision.added());
    Ledger ledger = decision.ledger();
    for (Action action : decision.actions()) {
      ledger = carryOut(action, ledger, readings);
    }
    memory.learn(request.key(), ledger);
    return new Outcome(ledger, waitingFor, notes);
  }

  private Ledger carryOut(Action action, Ledger ledger, Map<Integer, Reading> readings) {
    return switch (action.verb()) {
      case SUBMIT -> submit(action.batch(), ledger);
      case CANCEL -> cancel(action.batch(), ledger);
      case PATCH -> patch(action.batch(), ledger, readings);
    };
  }

  private Ledger submit(Batch batch, Ledger ledger) {
    try {
      create(batch, ledger);
      request.link().jobSlots().taken();
      if (!added.contains(batch)) {
        notes.add("job %s is created, which had to wait".formatted(batch.id()));
      }
      return Aftermath.ofCreatedJob(ledger, batch, request.spec(), clock.instant());
    } catch (HubException.JobSlotsTaken e) {
      String words = slot(batch, ledger) + ": " + e.getMessage();
      request.link().jobSlots().refused(request.turn().caller(), words);
      return later(batch, ledger, words);
    } catch (HubException.QuotaExceeded | HubException.Suspended e) {
      return later(batch, ledger, String.valueOf(e.getMessage()));
    } catch (HubException.Invalid | HubException.TooLarge | HubException.AlreadyExists e) {
      String words = String.valueOf(e.getMessage());
      notes.add("job %s was refused: %s".formatted(batch.id(), words));
      return Aftermath.ofRefusedJob(ledger, batch, words, request.spec(), clock.instant());
    } catch (HubException e) {
      waitingFor = Optional.of(String.valueOf(e.getMessage()));
    }
    return ledger;
  }

  /** The hub has surely not taken the job: its devices are not written. */
  private Ledger later(Batch batch, Ledger ledger, String words) {
    waitingFor = Optional.of(words);
    if (added.contains(batch)) {
      notes.add("job %s is not created yet, it waits for %s".formatted(batch.id(), words));
    }
    return Aftermath.ofJobThatMustWait(ledger, batch, request.spec(), clock.instant());
  }

  /** Whose jobs a slot is waited for: what is not of this rollout is of somebody else. */
  private static String slot(Batch batch, Ledger ledger) {
    long own =
        ledger.openBatches().stream()
            .filter(open -> open.lane() == Batch.Lane.JOB && open.number() < batch.number())
            .count();
    return own == 0
        ? "a job slot of the hub, all of which jobs of others hold"
        : "a job slot of the hub, which %d of this rollout and perhaps others hold".formatted(own);
  }

  private void create(Batch batch, Ledger ledger) throws HubException {
    Hub hub = request.hub();
    String condition = BatchPacker.condition(ledger.plan(), batch);
    try {
      hub.createJob(
          new JobRequest(batch.id(), condition, batch.patches().get(0), MAX_EXECUTION_TIME));
    } catch (HubException.AlreadyExists e) {
      // Ours, created before a restart or by a call whose answer was lost: it is taken up if it is
      // the same job.
      Optional<HubJob> found = hub.job(batch.id());
      if (found.filter(job -> job.queryCondition().equals(condition)).isEmpty()) {
        throw new HubException.AlreadyExists(
            "a job %s with another condition exists; it is not of this rollout"
                .formatted(batch.id()));
      }
    }
  }

  /** A cancel that comes too late is no failure: the job runs, and its devices stay in flight. */
  private Ledger cancel(Batch batch, Ledger ledger) {
    try {
      request.hub().cancelJob(batch.id());
    } catch (HubException.Invalid | HubException.NotFound e) {
      log.debug("{}: {}", batch.id(), e.getMessage());
    } catch (HubException e) {
      waitingFor = Optional.of(String.valueOf(e.getMessage()));
    }
    return ledger;
  }

  private Ledger patch(Batch batch, Ledger ledger, Map<Integer, Reading> readings) {
    Map<Integer, PatchResult> results = new ConcurrentHashMap<>();
    Hub hub = request.hub();
    parallel.forEach(
        batch.devices(),
        device ->
            Optional.ofNullable(readings.get(device.member()))
                .flatMap(Reading::twin)
                .ifPresent(twin -> results.put(device.member(), patch(hub, batch, device, twin))));
    results.values().stream()
        .filter(result -> result.kind() == Kind.UNKNOWN || result.kind() == Kind.NOT_SENT)
        .flatMap(result -> result.words().stream())
        .findFirst()
        .ifPresent(words -> waitingFor = Optional.of(words));
    return Aftermath.ofPatches(ledger, batch, results, request.spec(), clock.instant());
  }

  private static PatchResult patch(Hub hub, Batch batch, BatchDevice device, Twin twin) {
    try {
      hub.patch(twin.deviceId(), batch.patches().get(device.patch()), twin.etag());
      return PatchResult.of(Kind.WRITTEN);
    } catch (HubException.Conflict e) {
      return PatchResult.of(Kind.CHANGED);
    } catch (HubException.NotFound e) {
      return PatchResult.of(Kind.GONE);
    } catch (HubException.Invalid | HubException.TooLarge e) {
      return new PatchResult(Kind.REFUSED, Optional.of(String.valueOf(e.getMessage())));
    } catch (HubException.Throttled | HubException.QuotaExceeded | HubException.Suspended e) {
      return new PatchResult(Kind.NOT_SENT, Optional.of(String.valueOf(e.getMessage())));
    } catch (HubException e) {
      return new PatchResult(Kind.UNKNOWN, Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
