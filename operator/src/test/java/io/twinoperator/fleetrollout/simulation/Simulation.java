package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.fleetrollout.OperatorProcess;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.simulation.World.Calm;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.testing.InProcessHub;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One rollout over a random fleet in a random world, everything drawn from a seed. What must always
 * be true is checked while it runs.
 */
final class Simulation {
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST_PASSES = 4_000;
  private static final int PASSES_AFTERWARDS = 8;
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "interval");

  private final long seed;
  private final Set<Trouble> happened = EnumSet.noneOf(Trouble.class);
  private final World world;
  private final Story story;
  private final VirtualTime time;
  private final Claims claims = new Claims();
  private final Ledgers ledgers;
  private final Interventions interventions = new Interventions();
  private final Dice fate;
  private final Crashes crashes;
  private final double statusLost;
  private final Invariants invariants;
  private final WatchingHub hub;
  private final BudgetPolicy policy;
  private final Mistakes mistakes;
  private final FleetRollout object;
  private Wishes wishes;
  private OperatorProcess process;
  private BudgetedHub budgeted;
  private int passes;
  private int resumes;

  /** Whether the operator may die. */
  enum Mortality {
    MORTAL,
    IMMORTAL
  }

  Simulation(long seed, Calm calm, Mortality mortality, Mistakes mistakes) {
    this.seed = seed;
    this.mistakes = mistakes;
    world = new World(seed, calm, happened);
    story = world.story();
    time = world.time();
    wishes = new SpecGenerator(new Dice(seed, "spec"), world.devices().size()).drawn(calm);
    object = SpecText.object(KEY, world.change(), wishes);
    fate = new Dice(seed, "fate");
    boolean mortal = mortality == Mortality.MORTAL && (calm == Calm.CALM || fate.chance(0.35));
    crashes = new Crashes(new Dice(seed, "crash"), mortal ? 0.004 : 0, 6);
    ledgers = new Ledgers(crashes);
    statusLost = fate.chance(0.5) ? 0.5 : 0;
    invariants = new Invariants(world, claims, ledgers, KEY, wishes);
    HubTroubles calls = new HubTroubles(new Dice(seed, "calls"), time, happened);
    hub =
        new WatchingHub(
            new InProcessHub(world.core()),
            world,
            new Dice(seed, "latency"),
            calls,
            crashes,
            invariants);
    HubLimits limits = HubLimits.of(limitsOf(world.tier()), 1, 100);
    policy = fate.chance(0.3) ? BudgetPolicy.enforced(limits) : BudgetPolicy.unlimited(limits);
    if (calm == Calm.WILD) {
      new Fate(fate, this, calls, happened).draw();
    }
    start();
  }

  private static HubLimits.Tier limitsOf(Tier tier) {
    return switch (tier) {
      case S1 -> HubLimits.Tier.S1;
      case S2 -> HubLimits.Tier.S2;
      case S3 -> HubLimits.Tier.S3;
      default -> throw new IllegalArgumentException(tier + " has no jobs");
    };
  }

  World world() {
    return world;
  }

  Claims claims() {
    return claims;
  }

  Interventions interventions() {
    return interventions;
  }

  Wishes wishes() {
    return wishes;
  }

  Set<Trouble> happened() {
    return happened;
  }

  int passes() {
    return passes;
  }

  /** The owner edits the object. */
  void edit(Wishes other) {
    wishes = other;
    FleetRollout edited = SpecText.object(KEY, world.change(), wishes);
    object.setSpec(edited.getSpec());
    object.setMetadata(edited.getMetadata());
    story.say("-- edited: state " + wishes.state() + (wishes.hold() ? ", held" : ""));
  }

  private void start() {
    process =
        new OperatorProcess(
            mistakes.in(ledgers.open(), world), mistakes.in(claims), mistakes.in(time.clock()));
    budgeted = new BudgetedHub(mistakes.in(hub, world), HOST, new Budget(policy, time.clock()));
  }

  private void startAgain() {
    happened.add(Trouble.CRASHES);
    story.say("-- the operator died and is started anew");
    invariants.passDied();
    claims.unknownUntil(time.now().plus(fate.within(Duration.ofSeconds(20))));
    if (fate.chance(statusLost)) {
      happened.add(Trouble.STATUS_LOST);
      story.say("-- its status is lost");
      object.setStatus(null);
    }
    start();
  }

  /** Plays to the end. */
  Ending play() {
    Instant end = time.now().plus(LONGEST);
    while (time.now().isBefore(end) && passes < MOST_PASSES) {
      Instant wake = pass();
      Optional<Instant> next = interventions.next();
      if (isOver() && next.isEmpty()) {
        break;
      }
      Instant due = next.filter(at -> isOver() || at.isBefore(wake)).orElse(wake);
      time.moveTo(due.isAfter(time.now()) ? due : time.now().plusMillis(1));
    }
    if (isFinished()) {
      afterwards();
    }
    story.say("== " + phase() + ": " + (status().isPresent() ? status().get().message() : ""));
    invariants.ended(status());
    return new Ending(world, ledgers.peek(KEY).map(LedgerView::new), phase());
  }

  /** A finished rollout is applied again, carried on by a new process, and has lost its status. */
  private void afterwards() {
    for (int n = 0; n < 4; n++) {
      if (n == 1) {
        edit(wishes.in(wishes.state()));
      } else if (n == 2) {
        start();
      } else if (n == 3) {
        object.setStatus(null);
        start();
      }
      passLater();
    }
    for (int n = 0; n < PASSES_AFTERWARDS && !isFinished(); n++) {
      passLater();
    }
  }

  private void passLater() {
    time.moveTo(time.now().plus(Duration.ofMinutes(7)));
    pass();
  }

  private Instant pass() {
    passes++;
    interventions.runDue(time.now());
    claims.passBegins(time.now());
    invariants.passBegins(wishes);
    try {
      var link = new HubLink.Connected(HOST, budgeted, policy);
      FleetRollout given = mistakes.in(object);
      OperatorProcess.Outcome outcome = process.pass(given, link);
      object.setStatus(mistakes.in(given.getStatus()));
      outcome.notes().forEach(story::say);
      invariants.passEnded(status());
      resumeIfStopped();
      return outcome.wakeAt();
    } catch (Died e) {
      startAgain();
      return time.now().plus(fate.within(Duration.ofMinutes(2)));
    }
  }

  /** A person lets a rollout that has stopped by itself go on, a few times, and not always well. */
  private void resumeIfStopped() {
    if (!hasStopped() || interventions.next().isPresent() || resumes++ > 2 || fate.chance(0.4)) {
      return;
    }
    Instant later = time.now().plus(fate.within(Duration.ofMinutes(20)));
    switch (fate.between(1, 4)) {
      case 1 -> interventions.at(later, () -> edit(wishes.in("Run")));
      case 2 -> interventions.at(later, () -> edit(wishes.accepting("100%")));
      case 3 -> interventions.at(later, () -> edit(wishes.in("Rollback")));
      default -> {
        interventions.at(later, () -> edit(wishes.in("Pause")));
        interventions.at(later.plusSeconds(fate.between(1, 600)), () -> edit(wishes.in("Run")));
      }
    }
  }

  private boolean hasStopped() {
    return phase().equals("Paused") && wishes.isToRun();
  }

  private Optional<FleetRolloutStatus> status() {
    return Optional.ofNullable(object.getStatus());
  }

  private String phase() {
    return status().map(status -> String.valueOf(status.phase())).orElse("none");
  }

  private boolean isFinished() {
    return Invariants.FINISHED.contains(phase());
  }

  private boolean isOver() {
    return isFinished() || hasStopped() || phase().equals("Blocked");
  }

  /** What a person needs to see what happened. */
  String text() {
    return "seed %d, %d devices, tier %s, %s%n%s%n%s"
        .formatted(
            seed,
            world.devices().size(),
            world.tier(),
            happened,
            SpecText.spec(world.change(), wishes),
            story.text());
  }
}
