package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Draws what is asked of a rollout: any of it may be left to its default. */
final class SpecGenerator {
  private static final Duration SHORT = Duration.ofMinutes(1);

  private final Dice dice;
  private final int devices;

  SpecGenerator(Dice dice, int devices) {
    this.dice = dice;
    this.devices = devices;
  }

  Wishes drawn(World.Calm calm) {
    List<Wishes.Wave> waves = waves(calm);
    return new Wishes(
        1,
        "Run",
        false,
        Optional.empty(),
        new TreeSet<>(),
        new Wishes.Strategy(
            waves,
            maxConcurrency(),
            budget(),
            rate(),
            seconds(dice.between(SHORT, Duration.ofMinutes(15)))),
        new Wishes.Failures(
            calm == World.Calm.CALM ? "100%" : mostFailures(),
            dice.between(1, 20),
            Feature.ACTIONS.isKnown() ? dice.pick("Pause", "Abort", "Rollback") : "Pause"),
        undoing(),
        writing());
  }

  private String mostFailures() {
    return dice.chance(0.5) ? "" + dice.between(0, 6) : dice.between(0, 60) + "%";
  }

  private List<Wishes.Wave> waves(World.Calm calm) {
    List<Wishes.Wave> waves = new ArrayList<>();
    int count = dice.between(0, 3);
    for (int n = 0; n < count; n++) {
      boolean asked = Feature.WAVE_QUERY.isKnown() && dice.chance(0.25);
      waves.add(
          new Wishes.Wave(
              "w" + n,
              dice.chance(0.5)
                  ? "" + dice.between(1, Math.max(1, devices / 3))
                  : dice.between(1, 33) + "%",
              asked ? Optional.of("tags.ring = " + dice.between(0, 2)) : Optional.empty(),
              dice.chance(0.5) ? Duration.ZERO : seconds(dice.within(Duration.ofMinutes(5))),
              dice.pick(90, 90, 50, 100),
              dice.pick(1, 1, 2, 3),
              Feature.GATES.isKnown() && dice.chance(0.2) && calm == World.Calm.WILD,
              Feature.MANDATORY.isKnown() && dice.chance(0.15)));
    }
    return waves;
  }

  private OptionalInt maxConcurrency() {
    return Feature.MAX_CONCURRENCY.isKnown() && dice.chance(0.4)
        ? OptionalInt.of(dice.between(1, 1 + devices / 2))
        : OptionalInt.empty();
  }

  private Optional<Wishes.Budget> budget() {
    return Feature.DISRUPTION_BUDGET.isKnown() && dice.chance(0.25)
        ? Optional.of(new Wishes.Budget("tags.site", dice.between(1, 3)))
        : Optional.empty();
  }

  private Optional<Wishes.Rate> rate() {
    if (!Feature.RATE.isKnown() || !dice.chance(0.25)) {
      return Optional.empty();
    }
    int base = dice.between(1, 1 + devices / 4);
    return Optional.of(
        new Wishes.Rate(base, dice.pick(1.0, 1.5, 2.0), dice.between(1, 10), base * 10));
  }

  private Wishes.Undoing undoing() {
    return new Wishes.Undoing(
        dice.pick("Rollout", "Wave"),
        dice.chance(0.7) ? Duration.ZERO : seconds(dice.within(Duration.ofMinutes(10))),
        dice.chance(0.7) ? OptionalInt.empty() : OptionalInt.of(dice.between(2, 100)),
        Feature.OFFLINE_POLICY.isKnown() ? dice.pick("Defer", "Defer", "Include", "Fail") : "Defer",
        seconds(dice.between(SHORT, Duration.ofMinutes(15))),
        seconds(dice.between(Duration.ofMinutes(30), Duration.ofHours(6))));
  }

  private Wishes.Writing writing() {
    return new Wishes.Writing(
        Feature.TWIN_PATCH.isKnown() ? dice.pick("Auto", "Job", "TwinPatch") : "Job",
        dice.chance(0.5) ? 200 : dice.between(1, 20),
        Feature.MARKER.isKnown() ? dice.pick("Tag", "Tag", "None") : "None");
  }

  /** Specs are written in whole seconds. */
  private static Duration seconds(Duration drawn) {
    return Duration.ofSeconds(drawn.toSeconds());
  }
}
