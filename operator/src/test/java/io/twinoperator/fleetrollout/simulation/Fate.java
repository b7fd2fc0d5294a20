package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Draws what will go wrong in a world, and when. */
final class Fate {
  private final Dice dice;
  private final Simulation simulation;
  private final HubTroubles calls;
  private final Set<Trouble> happened;
  private final Duration horizon;

  Fate(Dice dice, Simulation simulation, HubTroubles calls, Set<Trouble> happened) {
    this.dice = dice;
    this.simulation = simulation;
    this.calls = calls;
    this.happened = happened;
    this.horizon = dice.between(Duration.ofMinutes(2), Duration.ofHours(2));
  }

  void draw() {
    hub();
    devices();
    cluster();
  }

  private void hub() {
    if (dice.chance(0.3)) {
      calls.away(horizon);
    }
    if (dice.chance(0.25)) {
      calls.throttled(horizon);
    }
    if (dice.chance(0.25)) {
      calls.quota(horizon);
    }
    if (dice.chance(0.3)) {
      calls.errorsBefore(dice.share(0.005, 0.2), horizon);
    }
    if (dice.chance(0.3)) {
      calls.resetsAfter(dice.share(0.005, 0.2), horizon);
    }
  }

  private void devices() {
    Disturber disturber =
        new Disturber(
            simulation.world(), new Dice(dice.between(0, 1 << 30), "x"), horizon, happened);
    if (dice.chance(0.35)) {
      disturber.offlinePeriods(dice.share(0.02, 0.7));
    }
    if (dice.chance(0.3)) {
      disturber.foreignWrites(dice.share(0.01, 0.2));
    }
    if (dice.chance(0.25)) {
      disturber.foreignJob("other-1");
    }
    if (dice.chance(0.25)) {
      disturber.deletions(dice.share(0.01, 0.1));
    }
    if (dice.chance(0.2)) {
      disturber.additions(dice.between(1, 5));
    }
    if (dice.chance(0.2)) {
      disturber.queryLag();
    }
  }

  private void cluster() {
    if (dice.chance(0.3)) {
      claims(dice.share(0.01, 0.3));
    }
    if (dice.chance(0.25)) {
      edit(within(), "Pause", "Run");
    }
    if (dice.chance(0.12)) {
      edit(within(), "Abort");
    }
    if (Feature.ROLLBACK.isKnown() && dice.chance(0.25)) {
      edit(within(), "Rollback");
    }
    if (Feature.HOLD.isKnown() && dice.chance(0.15)) {
      hold();
    }
    if (Feature.EXCLUSIONS.isKnown() && dice.chance(0.15)) {
      exclude();
    }
    if (Feature.GATES.isKnown()) {
      promote();
    }
  }

  private Instant within() {
    return simulation.world().time().now().plus(dice.within(horizon));
  }

  private void at(Instant time, Runnable what) {
    simulation.interventions().at(time, what);
  }

  private void claims(double share) {
    for (Device device : simulation.world().devices()) {
      if (!dice.chance(share)) {
        continue;
      }
      boolean old = dice.chance(0.6);
      Instant from = old ? VirtualTime.START : within();
      at(
          from,
          () -> {
            happened.add(Trouble.CLAIMS);
            simulation.world().story().say("-- claimed: " + device.id());
            Instant created = dice.chance(0.3) ? VirtualTime.START.minusSeconds(60) : from;
            simulation.claims().add(device.id(), created, List.of(Change.INTERVAL, Change.CHANNEL));
          });
      if (dice.chance(0.3)) {
        at(from.plus(dice.within(horizon)), () -> simulation.claims().remove(device.id()));
      }
    }
  }

  /** One state after the other; an order that is one-way stays. */
  private void edit(Instant from, String... states) {
    Instant time = from;
    for (String state : states) {
      at(time, () -> editTo(state));
      time = time.plus(dice.within(Duration.ofMinutes(30)));
    }
  }

  private void editTo(String state) {
    String now = simulation.wishes().state();
    boolean oneWay = now.equals("Rollback") || (now.equals("Abort") && !state.equals("Rollback"));
    if (!oneWay) {
      happened.add(Trouble.EDITS);
      simulation.edit(simulation.wishes().in(state));
    }
  }

  private void hold() {
    Instant from = within();
    at(from, () -> simulation.edit(simulation.wishes().held(true)));
    at(
        from.plus(dice.within(Duration.ofMinutes(30))),
        () -> simulation.edit(simulation.wishes().held(false)));
  }

  private void exclude() {
    at(
        within(),
        () -> {
          TreeSet<String> devices = new TreeSet<>();
          for (int n = 0; n < dice.between(1, 4); n++) {
            devices.add(dice.pick(simulation.world().devices()).id());
          }
          simulation.edit(simulation.wishes().excluding(devices));
        });
  }

  /** Behind a gate somebody lets the rollout go on in the end. */
  private void promote() {
    boolean gated =
        simulation.wishes().strategy().waves().stream().anyMatch(Wishes.Wave::manualGate);
    if (gated) {
      at(within(), () -> simulation.edit(simulation.wishes().promotedTo("All")));
    }
  }
}
