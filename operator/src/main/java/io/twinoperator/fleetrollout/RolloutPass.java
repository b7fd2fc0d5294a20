package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.decide.RolloutDecision;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutEngine;
import io.twinoperator.fleetrollout.decide.RolloutObservation;
import io.twinoperator.fleetrollout.decide.RolloutPlanner;
import io.twinoperator.fleetrollout.decide.RolloutPlanner.Candidate;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.hub.HubException;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One pass over one rollout: observe, decide, store, act. Knows neither Kubernetes nor a vendor, so
 * a simulation can run it.
 */
public final class RolloutPass {
  private static final Duration NOT_ALL_CLAIMS_KNOWN = Duration.ofSeconds(1);
  private static final Duration REFUSED_FOR_NOW = Duration.ofSeconds(10);
  private static final Duration RETRY_REFUSED = Duration.ofHours(1);
  private static final Duration RETRY_PLANNING = Duration.ofSeconds(60);

  private final LedgerStore store;
  private final ClaimSource claims;
  private final InstantSource clock;
  private final Map<RolloutKey, SelectorScan> scans = new ConcurrentHashMap<>();
  private final Map<String, PagedQuery> jobRows = new ConcurrentHashMap<>();

  /** Runs passes with the ledgers of this store. */
  public RolloutPass(LedgerStore store, ClaimSource claims, InstantSource clock) {
    this.store = store;
    this.claims = claims;
    this.clock = clock;
  }

  /**
   * What a pass came to.
   *
   * @param ledger empty while there is no plan
   * @param jobs what was read of open jobs, by chunk number
   */
  public record Result(
      Optional<Ledger> ledger,
      Standing standing,
      Map<Integer, RolloutObservation.JobReading> jobs,
      List<String> notes,
      Instant wakeAt) {}

  /**
   * Runs one pass.
   *
   * @throws HubException if there is no plan yet and the hub could not say which devices are
   *     selected
   * @throws LedgerStore.LedgerConflict if somebody else carries on this rollout too
   * @throws LedgerStore.LedgerUnreadable if the ledger cannot be read
   */
  public Result run(RolloutRequest request) throws HubException {
    Optional<Ledger> stored = store.load(request.key());
    try {
      return run(request, stored);
    } finally {
      request.link().release(RolloutRequest.turn(request.key()));
    }
  }

  private Result run(RolloutRequest request, Optional<Ledger> stored) throws HubException {
    if (stored.isEmpty()) {
      return plan(request);
    }
    return request.isFrozen()
        ? frozen(carryOn(request.paused(), stored.get()))
        : carryOn(request, stored.get());
  }

  /** A suspended hub is read on, as for a rollout that is paused. */
  private static Result frozen(Result result) {
    return result.standing().stage() == Stage.PAUSED_BY_SPEC
        ? new Result(
            result.ledger(),
            new Standing(
                Stage.PAUSED_BY_HUB,
                "the IoTHub is suspended: nothing more is written, and devices are only read"),
            result.jobs(),
            result.notes(),
            result.wakeAt())
        : result;
  }

  /** Forgets what is in memory of a rollout that is no more. */
  public void forget(RolloutKey key) {
    scans.remove(key);
  }

  private Result carryOn(RolloutRequest request, Ledger ledger) {
    RolloutObserver observer =
        new RolloutObserver(request, ledger, claims, jobRows, clock.instant());
    RolloutObservation seen = observer.observe();
    RolloutDecision decision = RolloutEngine.decide(seen);
    RolloutExecutor.Outcome outcome =
        new RolloutExecutor(store, request.hub()).execute(request.key(), ledger, decision);
    List<String> notes = new ArrayList<>(decision.notes());
    notes.addAll(outcome.notes());
    Standing standing =
        outcome
            .waitingFor()
            .map(
                what ->
                    new Standing(
                        decision.standing().stage(),
                        decision.standing().message() + "; waits for " + what))
            .orElse(decision.standing());
    return new Result(
        Optional.of(outcome.ledger()),
        standing,
        seen.jobs(),
        notes,
        wakeAt(decision, outcome, observer.moreAt()));
  }

  /**
   * What the hub refused for now is not asked for again at once; what the budget promised is
   * fetched in time, or it goes to others.
   */
  private Instant wakeAt(
      RolloutDecision decision, RolloutExecutor.Outcome outcome, Optional<Instant> moreAt) {
    if (outcome.waitingFor().isPresent()) {
      Instant later = clock.instant().plus(REFUSED_FOR_NOW);
      return decision.wakeAt().isBefore(later) ? later : decision.wakeAt();
    }
    return moreAt.filter(more -> more.isBefore(decision.wakeAt())).orElse(decision.wakeAt());
  }

  private Result plan(RolloutRequest request) throws HubException {
    if (claims.claimsOn(request.link().host(), request.key().name()).isEmpty()) {
      return waiting(
          Stage.WAITING,
          "not all DeviceConfigs of the hub are known yet",
          clock.instant().plus(NOT_ALL_CLAIMS_KNOWN));
    }
    SelectorScan scan =
        scans.computeIfAbsent(request.key(), key -> new SelectorScan(request.spec()));
    List<Candidate> candidates;
    try {
      candidates = complete(scan, request);
    } catch (HubException.Invalid e) {
      return waiting(
          Stage.INVALID_SELECTOR,
          "spec.selector.query '%s' is not accepted: %s"
              .formatted(request.spec().query(), e.getMessage()),
          clock.instant().plus(RETRY_REFUSED));
    }
    Instant now = clock.instant();
    if (candidates.isEmpty()) {
      return waiting(
          Stage.NO_MEMBERS,
          "the selector '%s' selects no device; it is tried again each minute"
              .formatted(request.spec().query()),
          now.plus(RETRY_PLANNING));
    }
    RolloutPlan plan =
        RolloutPlanner.plan(
            request.key().uid(),
            request.link().host(),
            request.spec(),
            candidates,
            request.link().limits(),
            now);
    Ledger ledger = Ledger.of(plan);
    store.begin(request.key(), ledger);
    String sentence = "planned: " + describe(plan);
    return new Result(
        Optional.of(ledger),
        new Standing(Stage.PLANNED, sentence),
        Map.of(),
        List.of(sentence),
        now);
  }

  /** A scan that was only throttled goes on next time; another failure begins it anew. */
  private List<Candidate> complete(SelectorScan scan, RolloutRequest request) throws HubException {
    try {
      List<Candidate> found = scan.complete(request.hub(), request.link().host(), claims);
      scans.remove(request.key());
      return found;
    } catch (HubException.Throttled e) {
      throw e;
    } catch (HubException e) {
      scans.remove(request.key());
      throw e;
    }
  }

  private static Result waiting(Stage stage, String message, Instant wakeAt) {
    return new Result(Optional.empty(), new Standing(stage, message), Map.of(), List.of(), wakeAt);
  }

  private static String describe(RolloutPlan plan) {
    List<String> waves =
        plan.waves().stream().map(wave -> wave.name() + " " + wave.devices()).toList();
    return "%d devices in waves %s; %d claimed, %d offline, %d equal already; about %s"
        .formatted(
            plan.members().size(),
            String.join(", ", waves),
            plan.forecast().claimed(),
            plan.forecast().offline(),
            plan.forecast().alreadyEqual(),
            GoDuration.format(plan.forecast().duration()));
  }
}
