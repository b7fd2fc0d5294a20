package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Standing;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Course.Finish;
import io.twinoperator.fleetrollout.ledger.Course.Outcome;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.Tombstone;
import io.twinoperator.fleetrollout.plan.PlanChange;
import io.twinoperator.fleetrollout.plan.PlanDigest;
import io.twinoperator.fleetrollout.plan.PlanFinding;
import io.twinoperator.fleetrollout.plan.PlanFinding.Effect;
import io.twinoperator.fleetrollout.plan.PlanFinding.Kind;
import io.twinoperator.fleetrollout.plan.PlanFindings;
import io.twinoperator.fleetrollout.plan.PlanSummary;
import io.twinoperator.fleetrollout.plan.PlannedRollout;
import io.twinoperator.fleetrollout.plan.PlanningScan;
import io.twinoperator.fleetrollout.plan.RolloutPlanner;
import io.twinoperator.fleetrollout.plan.Scanned;
import io.twinoperator.hub.HubException;
import io.twinoperator.ownership.ClaimSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a pass does before anything is written: finds the ledger, plans, plans anew, and looks for
 * what stands against the plan.
 */
final class Planning {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(60);

  private static final Duration RETRY_REFUSED = Duration.ofHours(1);

  private final LedgerStore store;
  private final LedgerMemory memory;
  private final ClaimSource claims;
  private final RolloutHolds holds;
  private final ConflictCheck conflicts;
  private final Relics relics;
  private final InstantSource clock;

  /** A scan and when its first page was asked for. */
  private record Begun(PlanningScan scan, Instant since) {}

  /**
   * What was found by a scan that may have taken long: nothing that was written since it began is
   * known to be in it, so a plan is as old as that.
   */
  private record Read(Scanned scanned, Instant since) {}

  private final Map<RolloutKey, Begun> scans = new ConcurrentHashMap<>();
  private final Set<RolloutKey> buried = ConcurrentHashMap.newKeySet();

  Planning(
      LedgerStore store,
      LedgerMemory memory,
      ClaimSource claims,
      RolloutHolds holds,
      InstantSource clock) {
    this.store = store;
    this.memory = memory;
    this.claims = claims;
    this.holds = holds;
    this.conflicts = new ConflictCheck(claims, holds, clock);
    this.relics = new Relics(store);
    this.clock = clock;
  }

  /** The next step of a rollout. */
  PlanningStep next(RolloutRequest request, Optional<Ledger> known) throws HubException {
    if (known.isEmpty()) {
      return withoutLedger(request);
    }
    Ledger ledger = known.get();
    String revision = PlanDigest.revision(request.link().host(), request.spec());
    if (!ledger.plan().revision().equals(revision)) {
      return ofAnother(request, ledger);
    }
    boolean begins =
        ledger.batches().isEmpty()
            && ledger.progress().course().finish().isEmpty()
            && !isInvalid(request);
    return begins ? unwritten(request, ledger) : new PlanningStep.Ready(request, ledger, List.of());
  }

  private static boolean isInvalid(RolloutRequest request) {
    return request.hindrance().filter(found -> found.hindrance() == Hindrance.INVALID).isPresent();
  }

  /** The ledger is of another change, or of another hub. */
  private PlanningStep ofAnother(RolloutRequest request, Ledger ledger) throws HubException {
    Optional<Finish> finish = ledger.progress().course().finish();
    if (ledger.plan().rolloutUid().equals(request.uid())) {
      boolean atRest = finish.isPresent() && request.spec().control().state() != State.Rollback;
      return atRest
          ? done(request, RolloutPass.tombstone(ledger, finish.get()))
          : elsewhere(request, ledger);
    }
    Finish end = finish.orElseGet(() -> new Finish(Outcome.ABORTED, clock.instant()));
    store.bury(request.key(), RolloutPass.tombstone(ledger, end));
    store.free(request.key());
    memory.forget(request.key());
    return withoutLedger(request);
  }

  /** What was begun is not carried on elsewhere or as another, and nothing of it is forgotten. */
  private PlanningStep elsewhere(RolloutRequest request, Ledger ledger) {
    return new PlanningStep.Halted(
        new RolloutPass.Result(
            request.spec(),
            Optional.of(ledger),
            PlannedOtherwise.standing(ledger, request.link().host()),
            Map.of(),
            List.of(),
            List.of(),
            clock.instant().plus(RETRY_REFUSED)));
  }

  private PlanningStep withoutLedger(RolloutRequest request) throws HubException {
    if (isInvalid(request)) {
      return unplannable(request, "InvalidSpec", request.hindrance().orElseThrow().why());
    }
    String revision = PlanDigest.revision(request.link().host(), request.spec());
    Optional<Tombstone> tombstone = store.tombstone(request.key(), revision);
    if (tombstone.isPresent()) {
      return buried(request, tombstone.get());
    }
    return switch (request.spec().control().state()) {
      case Abort, Rollback ->
          halted(request, relics.look(request, asked -> scan(asked).map(Read::scanned)), RETRY);
      case Plan, Run, Pause -> plan(request, Optional.empty());
    };
  }

  private PlanningStep buried(RolloutRequest request, Tombstone tombstone) {
    boolean undo =
        request.spec().control().state() == State.Rollback
            && tombstone.outcome() != Outcome.ROLLED_BACK
            && tombstone.outcome() != Outcome.ROLLED_BACK_WITH_EXCEPTIONS;
    return undo
        ? unplannable(
            request,
            "LedgerFreed",
            "it cannot be rolled back: its ledger, which knew what each device had before, was"
                + " freed after ttlAfterFinished; "
                + ended(tombstone))
        : done(request, tombstone);
  }

  private PlanningStep done(RolloutRequest request, Tombstone tombstone) {
    return halted(
        request,
        Standing.of(
            Stage.ALREADY_DONE,
            ended(tombstone) + "; a rollout runs once: to run it again, give it a new name"),
        RETRY_REFUSED);
  }

  private static String ended(Tombstone tombstone) {
    return "it ended on %s: %s, %d of %d devices converged by it"
        .formatted(
            tombstone.at(),
            tombstone.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            tombstone.converged(),
            tombstone.devices());
  }

  /** There is a plan of which nothing was written. */
  private PlanningStep unwritten(RolloutRequest request, Ledger ledger) throws HubException {
    holds.seen(request, ledger); // Before others are looked at: of two that begin, one must wait.
    if (request.schema().isPresent()) {
      return new PlanningStep.Ready(request.hinderedBy(request.schema().get()), ledger, List.of());
    }
    Optional<PlanFinding> finding =
        PlanFindings.ofPlan(request.spec(), ledger.plan(), clock.instant());
    if (finding.filter(found -> found.kind().effect() == Effect.PLANNED_ANEW).isPresent()) {
      return plan(request, Optional.of(ledger.plan()));
    }
    boolean approved =
        request
            .spec()
            .control()
            .approvedPlanDigest()
            .filter(ledger.plan().digest()::equals)
            .isPresent();
    Optional<Restraint> suspicion =
        ledger
            .progress()
            .course()
            .suspicion()
            .filter(found -> !approved)
            .map(found -> new Restraint(Hindrance.INTERRUPTED, found.reason(), found.sentence()));
    Optional<Restraint> against = suspicion.or(() -> finding.map(ConflictCheck::restraint));
    ConflictCheck.Found found =
        against.isPresent() ? ConflictCheck.Found.NOTHING : conflicts.look(request, ledger);
    Optional<Restraint> restraint = against.or(found::restraint);
    return new PlanningStep.Ready(
        restraint.map(request::hinderedBy).orElse(request), ledger, found.conflicts());
  }

  private PlanningStep plan(RolloutRequest request, Optional<RolloutPlan> old) throws HubException {
    if (request.schema().isPresent()) {
      Restraint against = request.schema().get();
      boolean invalid = against.hindrance() == Hindrance.INVALID;
      return halted(
          request,
          Standing.of(invalid ? Stage.UNPLANNABLE : Stage.WAITING, against.why())
              .because(against.reason()),
          RETRY_REFUSED);
    }
    if (claims.claimsOn(request.link().host(), request.key().name()).isEmpty()) {
      return waiting(request, "not all DeviceConfigs of the hub are known yet");
    }
    holds.planning(request);
    Optional<Read> read;
    try {
      read = scan(request);
    } catch (HubException.Invalid e) {
      return unplannable(request, "QueryRefused", String.valueOf(e.getMessage()));
    }
    if (read.isEmpty()) {
      return waiting(request, "the selected devices are being read");
    }
    List<PlanFinding> findings = PlanFindings.ofScan(request.spec(), read.get().scanned());
    Optional<PlanFinding> against = findings.stream().filter(PlanFinding::isInTheWay).findFirst();
    if (against.isPresent()) {
      Kind kind = against.get().kind();
      Stage stage = kind == Kind.NO_MEMBERS ? Stage.WAITING : Stage.UNPLANNABLE;
      return halted(
          request, Standing.of(stage, against.get().sentence()).because(kind.reason()), RETRY);
    }
    return begin(request, read.get(), findings, old);
  }

  /** A scan that was only throttled goes on next time; another failure begins it anew. */
  private Optional<Read> scan(RolloutRequest request) throws HubException {
    Begun begun = scans.get(request.key());
    if (begun == null) {
      PlanningScan scan = new PlanningScan(request.spec(), ConflictCheck.readable(request));
      begun = new Begun(scan, clock.instant());
      scans.put(request.key(), begun);
    }
    Instant since = begun.since();
    try {
      Optional<Scanned> found = begun.scan().readOn(request.hub());
      found.ifPresent(done -> scans.remove(request.key()));
      return found.map(scanned -> new Read(scanned, since));
    } catch (HubException.Throttled e) {
      throw e;
    } catch (HubException e) {
      scans.remove(request.key());
      throw e;
    }
  }

  private PlanningStep begin(
      RolloutRequest request, Read read, List<PlanFinding> findings, Optional<RolloutPlan> old) {
    Instant now = clock.instant();
    PlannedRollout planned = RolloutPlanner.plan(input(request, read.scanned(), read.since()));
    Optional<PlanFinding> empty = PlanFindings.ofWaves(request.spec(), planned.plan());
    if (empty.isPresent()) {
      return halted(
          request,
          Standing.of(Stage.UNPLANNABLE, empty.get().sentence())
              .because(empty.get().kind().reason()),
          RETRY);
    }
    RolloutPlan plan = planned.plan().noting(notes(planned, findings, old));
    Optional<PlanFinding> traces = PlanFindings.ofTraces(plan.digest(), planned.traces());
    Ledger ledger = FirstLedger.of(plan, planned.conflicts().claimed(), traces, now);
    memory.begin(request.key(), ledger);
    String sentence = "planned: " + PlanSummary.devices(plan);
    List<String> notes = new ArrayList<>(List.of(sentence, PlanSummary.cost(plan)));
    notes.addAll(plan.notes());
    return new PlanningStep.Planned(
        ledger,
        new RolloutPass.Result(
            request.spec(),
            Optional.of(ledger),
            Standing.of(Stage.PLANNED, sentence),
            Map.of(),
            planned.conflicts().found(),
            notes,
            now));
  }

  private RolloutPlanner.Input input(RolloutRequest request, Scanned scanned, Instant now) {
    return new RolloutPlanner.Input(
        request.key(),
        request.uid(),
        request.createdAt(),
        request.link().host(),
        request.spec(),
        scanned,
        deviceId -> conflicts.claimsOn(request, deviceId),
        holds.others(request.link().host(), request.key()),
        store.known(),
        request.link().limits(),
        request.link().daily(),
        now);
  }

  /** What is kept with the plan, as long as it is the plan. */
  private static List<String> notes(
      PlannedRollout planned, List<PlanFinding> findings, Optional<RolloutPlan> old) {
    List<String> notes = new ArrayList<>();
    old.ifPresent(
        before -> notes.add("planned anew: " + PlanChange.between(before, planned.plan())));
    findings.forEach(finding -> notes.add(finding.sentence()));
    notes.addAll(planned.notes());
    return notes;
  }

  private PlanningStep waiting(RolloutRequest request, String message) {
    return halted(request, Standing.of(Stage.WAITING, message), SOON);
  }

  private PlanningStep unplannable(RolloutRequest request, String reason, String message) {
    return halted(request, Standing.of(Stage.UNPLANNABLE, message).because(reason), RETRY_REFUSED);
  }

  private PlanningStep halted(RolloutRequest request, Standing standing, Duration again) {
    return new PlanningStep.Halted(
        new RolloutPass.Result(
            request.spec(),
            Optional.empty(),
            standing,
            Map.of(),
            List.of(),
            List.of(),
            clock.instant().plus(again)));
  }

  /** Whether the tombstone of an ended rollout was written by this process. */
  boolean isBuried(RolloutKey key) {
    return buried.contains(key);
  }

  /** Takes note that it was. */
  void buried(RolloutKey key) {
    buried.add(key);
  }

  /** Forgets what is in memory of a rollout that is no more. */
  void forget(RolloutKey key) {
    scans.remove(key);
    relics.forget(key);
    conflicts.forget(key);
    buried.remove(key);
  }
}
