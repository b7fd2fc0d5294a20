package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.fleetrollout.decide.RolloutDecision;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutEngine;
import io.twinoperator.fleetrollout.decide.RolloutObservation;
import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Tombstone;
import io.twinoperator.fleetrollout.plan.Conflict;
import io.twinoperator.fleetrollout.plan.PagedQuery;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.HubException;
import io.twinoperator.ownership.ClaimSource;
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
  private static final Duration REFUSED_FOR_NOW = Duration.ofSeconds(10);

  /** A pass writes the ledger once, and that is done once a second at most. */
  private static final Duration SHORTEST_ROUND = Duration.ofSeconds(1);

  private final LedgerStore store;
  private final LedgerMemory memory;
  private final ClaimSource claims;
  private final RolloutHolds holds;
  private final Planning planning;
  private final Parallel parallel;
  private final InstantSource clock;
  private final Map<String, PagedQuery<JsonNode>> jobRows = new ConcurrentHashMap<>();
  private final Map<RolloutKey, Lookout> lookouts = new ConcurrentHashMap<>();

  /**
   * Runs passes.
   *
   * @param store keeps the ledgers
   * @param claims of everybody on devices
   * @param holds told of what each rollout holds
   */
  public RolloutPass(
      LedgerStore store,
      ClaimSource claims,
      RolloutHolds holds,
      Parallel parallel,
      InstantSource clock) {
    this.store = store;
    this.memory = new LedgerMemory(store, clock);
    this.claims = claims;
    this.holds = holds;
    this.planning = new Planning(store, memory, claims, holds, clock);
    this.parallel = parallel;
    this.clock = clock;
  }

  /**
   * What a pass came to.
   *
   * @param spec what was asked for
   * @param ledger empty while there is no plan
   * @param jobs what was read of open jobs, by batch number
   * @param conflicts who stands against a plan of which nothing is written
   * @param notes what happened, in sentences
   */
  public record Result(
      RolloutSpec spec,
      Optional<Ledger> ledger,
      Standing standing,
      Map<Integer, RolloutObservation.JobReading> jobs,
      List<Conflict> conflicts,
      List<String> notes,
      Instant wakeAt) {

    /** Copies the collections. */
    public Result {
      jobs = Map.copyOf(jobs);
      conflicts = List.copyOf(conflicts);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Runs one pass.
   *
   * @throws HubException if there is no plan yet and the hub could not say which devices are
   *     selected
   * @throws LedgerStore.LedgerConflict if somebody else carries on this rollout too
   * @throws LedgerStore.LedgerUnreadable if the ledger cannot be read
   */
  public Result run(RolloutRequest request) throws HubException {
    try {
      Optional<Ledger> known = memory.load(request.key());
      PlanningStep step = planning.next(request, known);
      return step.fold(
          halted -> halt(request, halted.result()),
          planned -> {
            holds.seen(request, planned.ledger());
            return planned.result();
          },
          ready -> carryOn(ready));
    } finally {
      int jobs = memory.newest(request.key()).map(Ledger::openJobs).orElse(0);
      request.link().jobSlots().has(request.turn().caller(), jobs);
      request.link().release(request.turn());
    }
  }

  /** Whoever has begun on another hub holds on to its leaves there. */
  private Result halt(RolloutRequest request, Result result) {
    result
        .ledger()
        .ifPresentOrElse(
            ledger ->
                holds.seen(
                    request.key(),
                    request.spec().change().paths().collect(toUnmodifiableSet()),
                    ledger),
            () -> holds.halted(request));
    return result;
  }

  /** How long a pass has to wait that may have something to store; empty if it may run now. */
  Optional<Duration> untilNext(RolloutKey key) {
    return memory.untilStorable(key);
  }

  /** Forgets what is in memory of a rollout that is no more. */
  public void forget(RolloutKey key) {
    memory.forget(key);
    planning.forget(key);
    lookouts.remove(key);
    holds.forget(key);
  }

  private Result carryOn(PlanningStep.Ready ready) {
    Ledger ledger = ready.ledger();
    RolloutRequest request = ready.request().on(ledger);
    Lookout lookout = lookouts.computeIfAbsent(request.key(), key -> new Lookout(clock.instant()));
    RolloutObserver observer =
        new RolloutObserver(
            request,
            ledger,
            claims,
            holds.neighbours(request.link().host(), request.key()),
            jobRows,
            lookout,
            parallel,
            clock.instant());
    RolloutObservation seen = observer.observe();
    RolloutDecision decision = RolloutEngine.decide(seen);
    RolloutExecutor.Outcome outcome =
        new RolloutExecutor(request, memory, parallel, clock).execute(decision, seen.readings());
    buryIfFinished(request.key(), ledger, outcome.ledger());
    holds.seen(request, outcome.ledger());
    if (isLeftAlone(outcome.ledger())) {
      lookouts.remove(request.key());
    }
    List<String> notes = new ArrayList<>(decision.notes());
    notes.addAll(outcome.notes());
    return new Result(
        request.spec(),
        Optional.of(outcome.ledger()),
        standing(decision, outcome),
        seen.jobs(),
        ready.conflicts(),
        notes,
        wakeAt(
            request,
            decision,
            outcome,
            seen.now(),
            observer.moreAt().or(() -> lookout.wakeAt(seen.now()))));
  }

  /** Whether it has ended, and nobody is followed. */
  private static boolean isLeftAlone(Ledger ledger) {
    return ledger.progress().course().finish().isPresent() && ledger.progress().watches().isEmpty();
  }

  private static Standing standing(RolloutDecision decision, RolloutExecutor.Outcome outcome) {
    return outcome.waitingFor().map(decision.standing()::waitingFor).orElse(decision.standing());
  }

  /** A tombstone is written again after a crash between ledger and tombstone. */
  private void buryIfFinished(RolloutKey key, Ledger before, Ledger after) {
    Optional<Finish> finish = after.progress().course().finish();
    boolean isNew = !before.progress().course().finish().equals(finish) || !planning.isBuried(key);
    if (finish.isPresent() && isNew) {
      store.bury(key, tombstone(after, finish.get()));
      planning.buried(key);
    }
  }

  static Tombstone tombstone(Ledger ledger, Finish finish) {
    String states = ledger.progress().states();
    int converged = (int) states.chars().filter(c -> c == MemberState.CONVERGED.letter()).count();
    return new Tombstone(
        ledger.plan().revision(), finish.outcome(), finish.at(), states.length(), converged);
  }

  /**
   * What the hub refused for now is not asked for again at once; what the budget promised is
   * fetched in time, or it goes to others.
   */
  private Instant wakeAt(
      RolloutRequest request,
      RolloutDecision decision,
      RolloutExecutor.Outcome outcome,
      Instant begun,
      Optional<Instant> moreAt) {
    boolean jobRefused =
        outcome.waitingFor().isPresent()
            && request.spec().writing().mode() == Mode.Job
            && decision.added().stream().allMatch(batch -> batch.lane() == Batch.Lane.JOB);
    if (jobRefused) {
      Instant later = clock.instant().plus(REFUSED_FOR_NOW);
      return decision.wakeAt().isBefore(later) ? later : decision.wakeAt();
    }
    Instant soonest = begun.plus(SHORTEST_ROUND);
    return moreAt
        .filter(more -> more.isBefore(decision.wakeAt()))
        .map(more -> more.isBefore(soonest) ? soonest : more)
        .orElse(decision.wakeAt());
  }

  /** Whether a rollout stands still for good. */
  static boolean isOver(Stage stage) {
    return stage.isFinal();
  }
}
