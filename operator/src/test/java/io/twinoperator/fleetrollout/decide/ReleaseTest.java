package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Control;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.Promotion;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Writing;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each limit as the only one that binds. */
class ReleaseTest {
  private static final RolloutSpec PATCHES =
      writing(Specs.changing(Map.of("desired.a", "5"), Set.of()), Mode.TwinPatch, 200);
  private static final LaneRoom WIDE = new LaneRoom(10, 400, 50, 50);
  private static final Optional<DisruptionBudget> NO_BUDGET = Optional.empty();
  private static final Optional<Rate> NO_RATE = Optional.empty();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the rest of the wave                         | .....  | 00011 | 0 | 0 1 2
          nobody of a later wave, whatever is in flight| wwC..  | 00011 | 0 | ''
          a later wave once those before are done      | CCC..  | 00011 | 1 | 3 4
          a device of an earlier wave that is back     | C.C..  | 00011 | 1 | 1 3 4
          put aside for good                           | cxegS. | 000000| 0 | 5
          deferred ones wait while waves are under way | d.     | 00    | 0 | 1
          after the last wave deferred ones are written| CdCd   | 0001  | 2 | 1 3
          returned ones go before deferred ones        | Cd.d   | 0001  | 2 | 2 1 3
          """)
  void takesTheRestOfTheWave(String rule, String states, String waves, int done, String expected) {
    Draft draft = Fleet.of(states).waves(waves).done(done).draft();

    assertThat(Release.decide(draft, PATCHES, WIDE).candidates())
        .as(rule)
        .containsExactlyElementsOf(members(expected));
  }

  @ParameterizedTest(name = "{0} in flight of {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .....     | 3 | 0 1 2
          w....     | 3 | 1 2
          wa...     | 3 | 2
          waw..     | 3 | ''
          wawaw..   | 3 | ''
          C...      | 2 | 1 2
          RTU...    | 2 | 3 4
          oo..      | 2 | 2 3
          """)
  void maxConcurrencyAlone(String states, int most, String expected) {
    RolloutSpec spec = Specs.with(PATCHES, Specs.strategy(most, NO_BUDGET, NO_RATE));

    Release release = Release.decide(Fleet.of(states).draft(), spec, WIDE);

    assertThat(release.candidates()).containsExactlyElementsOf(members(expected));
    assertThat(release.heldBy())
        .isEqualTo(
            expected.isEmpty() ? Optional.of(Limit.MAX_CONCURRENCY) : Optional.<Limit>empty());
  }

  /** A device that went away after its write still counts against its group. */
  @ParameterizedTest(name = "{0} in groups {1}, {2} each")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ......     | 000111     | 1   | 0 3
          w.....     | 000111     | 1   | 3
          o.....     | 000111     | 1   | 3
          a.....     | 000111     | 2   | 1 3 4
          C.....     | 000111     | 1   | 1 3
          R.....     | 000111     | 1   | 1 3
          w..w..     | 000111     | 1   | ''
          ........   | 00000000   | 25% | 0 1
          .....      | 00000      | 30% | 0 1
          ..         | 00         | 1%  | 0
          """)
  void disruptionBudgetAlone(String states, String groups, String most, String expected) {
    Amount amount =
        most.endsWith("%") ? Amount.percent(most, 0) : new Amount.Count(Integer.parseInt(most));
    DisruptionBudget budget = new DisruptionBudget(List.of(LeafPath.parse("tags.line")), amount);
    RolloutSpec spec = Specs.with(PATCHES, Specs.strategy(500, Optional.of(budget), NO_RATE));

    Release release = Release.decide(Fleet.of(states).groups(groups).draft(), spec, WIDE);

    assertThat(release.candidates()).containsExactlyElementsOf(members(expected));
    assertThat(release.heldBy())
        .isEqualTo(
            expected.isEmpty() ? Optional.of(Limit.DISRUPTION_BUDGET) : Optional.<Limit>empty());
  }

  /** A lane that nobody could take is not what holds back, and not asked for every second. */
  @ParameterizedTest(name = "{0} by {1} without room: {2}")
  @CsvSource({
    "w..w.., Job, DISRUPTION_BUDGET",
    "w..w.., TwinPatch, DISRUPTION_BUDGET",
    "w..C.., Job, JOB_SLOTS",
    "w..C.., TwinPatch, HUB_BUDGET",
  })
  void theDisruptionBudgetBeforeALaneWithoutRoom(String states, Mode mode, Limit expected) {
    DisruptionBudget budget =
        new DisruptionBudget(List.of(LeafPath.parse("tags.line")), new Amount.Count(1));
    RolloutSpec spec =
        writing(Specs.with(PATCHES, Specs.strategy(500, Optional.of(budget), NO_RATE)), mode, 200);

    Release release =
        Release.decide(Fleet.of(states).groups("000111").draft(), spec, new LaneRoom(0, 0, 50, 50));

    assertThat(release.candidates()).isEmpty();
    assertThat(release.heldBy()).contains(expected);
  }

  /** Of a minute's devices no more than a twelfth within five seconds, at least one. */
  @ParameterizedTest(name = "rate {0}: {1} written {2} s ago, {3} converged: {4}")
  @CsvSource({
    " 60,  0,  0,  0, 5",
    " 60,  5,  1,  0, 0",
    " 60,  3,  1,  0, 2",
    " 60,  5,  6,  0, 5",
    " 60, 58, 30,  0, 2",
    " 60, 60, 30,  0, 0",
    " 60, 60, 70,  0, 5",
    "  6,  0,  0,  0, 1",
    "  6,  1,  2,  0, 0",
    "  6,  6, 50,  0, 0",
    " 60,  0,  0,  9, 5",
    " 60,  0,  0, 10, 10",
    " 60,  0,  0, 20, 15",
    " 60,  0,  0, 90, 15",
  })
  void rateAlone(int perMinute, int written, int secondsAgo, int converged, int expected) {
    Rate rate = new Rate(perMinute, 2, 10, OptionalInt.of(Math.max(perMinute, 180)));
    RolloutSpec spec = Specs.with(PATCHES, Specs.strategy(500, NO_BUDGET, Optional.of(rate)));
    Fleet fleet = Fleet.of(".".repeat(30) + "C".repeat(converged) + "T".repeat(written));
    int[] members = IntStream.range(30 + converged, 30 + converged + written).toArray();
    fleet.batch(
        Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, Fleet.NOW.minusSeconds(secondsAgo), members),
        'e');

    Release release = Release.decide(fleet.draft(), spec, WIDE);

    assertThat(release.candidates()).hasSize(expected);
    assertThat(release.heldBy())
        .isEqualTo(expected == 0 ? Optional.of(Limit.RATE) : Optional.<Limit>empty());
  }

  @Test
  void whatFailedOrWasThereBeforeDoesNotLetTheRateGrow() {
    Rate rate = new Rate(60, 2, 10, OptionalInt.empty());
    RolloutSpec spec = Specs.with(PATCHES, Specs.strategy(500, NO_BUDGET, Optional.of(rate)));
    Fleet fleet = Fleet.of("A".repeat(20) + "R".repeat(20) + "S".repeat(20) + ".".repeat(30));

    assertThat(Release.decide(fleet.draft(), spec, WIDE).candidates()).hasSize(5);
  }

  @Test
  void theBudgetOfTheHubAlone() {
    Draft draft = Fleet.of(".".repeat(9)).draft();

    assertThat(Release.decide(draft, PATCHES, new LaneRoom(1, 4, 5, 5)).candidates()).hasSize(4);
    assertThat(Release.decide(draft, PATCHES, new LaneRoom(1, 0, 5, 5)))
        .isEqualTo(new Release(List.of(), 0, Optional.of(Limit.HUB_BUDGET)));
  }

  @Test
  void theSizeOfAJobAlone() {
    RolloutSpec spec = writing(PATCHES, Mode.Job, 4);

    Release release = Release.decide(Fleet.of(".".repeat(9)).draft(), spec, WIDE);

    assertThat(release.candidates()).containsExactly(0, 1, 2, 3);
    assertThat(release.jobDevices()).isEqualTo(4);
  }

  @ParameterizedTest(name = "{0} slots, {1} open jobs: held {2}")
  @CsvSource({"1, 0, false", "1, 1, true", "2, 1, false", "10, 10, true", "0, 0, true"})
  void theSlotsForJobsAlone(int slots, int open, boolean held) {
    Fleet fleet = Fleet.of("w".repeat(open) + "...");
    for (int n = 0; n < open; n++) {
      fleet.batch(Fleet.batch(n, Work.CHANGE, Lane.JOB, Fleet.NOW, n), 'o');
    }

    Release release =
        Release.decide(
            fleet.draft(), writing(PATCHES, Mode.Job, 200), new LaneRoom(slots, 400, 5, 5));

    assertThat(release.heldBy())
        .isEqualTo(held ? Optional.of(Limit.JOB_SLOTS) : Optional.<Limit>empty());
    assertThat(release.candidates().isEmpty()).isEqualTo(held);
  }

  @Test
  void everyLimitHoldsForDeferredDevicesAfterTheLastWaveToo() {
    RolloutSpec spec = Specs.with(PATCHES, Specs.strategy(2, NO_BUDGET, NO_RATE));
    Fleet fleet = Fleet.of("wddd").done(1);

    assertThat(Release.decide(fleet.draft(), spec, WIDE).candidates()).containsExactly(1);
  }

  /** The first wave of two devices is done; then one of 300, in both lanes at their pace. */
  @ParameterizedTest(name = "{0}, mandatory {1}, wave of {2}: {3} by job")
  @CsvSource({
    "TwinPatch, false, 300, 0",
    "Job,       false, 300, 200",
    "Job,       true,  300, 200",
    "Auto,      false, 300, 150",
    "Auto,      false, 200, 0",
    "Auto,      true,  300, 0",
  })
  void lanes(Mode mode, boolean mandatory, int devices, int byJob) {
    Tolerance tolerance = mandatory ? Tolerance.NONE : Tolerance.POLICY;
    Fleet fleet =
        Fleet.of(".".repeat(devices)).planned(Fleet.wave("w0", devices, Gate.AUTO, tolerance));

    Release release =
        Release.decide(fleet.draft(), writing(PATCHES, mode, 200), new LaneRoom(2, 400, 50, 50));

    assertThat(release.jobDevices()).isEqualTo(byJob);
    assertThat(release.candidates()).hasSize(mode == Mode.Job ? byJob : devices);
  }

  /** 500 devices are left; so that both lanes end together, each takes its part of the pace. */
  @ParameterizedTest(name = "{0} to {1} a second: {2} by job")
  @CsvSource({"50, 50, 200", "5, 45, 50", "2, 98, 10", "1, 99, 0", "50, 0.5, 200"})
  void autoSharesByThePaceOfEachLane(double jobPace, double patchPace, int byJob) {
    Release release =
        Release.decide(
            Fleet.of(".".repeat(500)).draft(),
            writing(PATCHES, Mode.Auto, 200),
            new LaneRoom(1, 30, jobPace, patchPace));

    assertThat(release.jobDevices()).isEqualTo(byJob);
    assertThat(release.candidates()).hasSize(byJob + 30);
  }

  @Test
  void autoPatchesWhatJobsCannotCarry() {
    RolloutSpec spec = Specs.changing(Map.of("desired.a", "'50 % off?'"), Set.of());

    Release release = Release.decide(Fleet.of(".".repeat(300)).draft(), spec, WIDE);

    assertThat(release.jobDevices()).isZero();
    assertThat(release.candidates()).hasSize(300);
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = "Run", mode = EnumSource.Mode.EXCLUDE)
  void onlyRunReleases(State state) {
    RolloutSpec spec = Specs.with(PATCHES, Control.of(state));

    assertThat(Release.decide(Fleet.of("...").draft(), spec, WIDE).candidates()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a gate holds the wave behind it                   | MANUAL |    | C.. | 011 | 1 | ''
          promoteTo opens it                                | MANUAL | w1 | C.. | 011 | 1 | 1 2
          promoteTo is a ceiling                            | AUTO   | w0 | C.. | 011 | 1 | ''
          not for a device of a wave before, which is back  | MANUAL |    | .C. | 001 | 1 | 0
          nor where the ceiling is above it                 | AUTO   | w0 | .C. | 001 | 1 | 0
          """)
  void gates(
      String rule,
      Gate gate,
      String promoteTo,
      String states,
      String waves,
      int done,
      String expected) {
    Fleet fleet =
        Fleet.of(states)
            .waves(waves)
            .done(done)
            .planned(
                Fleet.wave("w0", 1, gate, Tolerance.POLICY),
                Fleet.wave("w1", 2, Gate.AUTO, Tolerance.POLICY));
    RolloutSpec spec =
        Specs.with(
            PATCHES,
            new Control(
                State.Run,
                Optional.ofNullable(promoteTo).map(Promotion::of),
                Optional.empty(),
                Duration.ofDays(1)));

    assertThat(Release.decide(fleet.draft(), spec, WIDE).candidates())
        .as(rule)
        .containsExactlyElementsOf(members(expected));
  }

  private static RolloutSpec writing(RolloutSpec spec, Mode mode, int devicesPerJob) {
    return Specs.with(spec, new Writing(mode, devicesPerJob, Marker.Tag));
  }

  private static List<Integer> members(String numbers) {
    return numbers.isEmpty()
        ? List.of()
        : List.of(numbers.split(" ")).stream().map(Integer::valueOf).toList();
  }
}
