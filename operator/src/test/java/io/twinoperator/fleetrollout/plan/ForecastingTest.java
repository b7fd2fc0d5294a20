package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.device;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.percent;
import static io.twinoperator.fleetrollout.plan.Plans.scanned;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.HubLimits.Tier;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The figures of Microsoft's table of limits, applied by hand; S1 writes 50 twins a second. */
class ForecastingTest {
  private static final HubLimits S3 = HubLimits.of(Tier.S3, 1, 100);

  private static Forecast forecast(RolloutSpec spec, List<FoundDevice> devices, HubLimits limits) {
    return RolloutPlanner.plan(Plans.input(spec, scanned(devices), limits)).plan().forecast();
  }

  private static Forecast forecast(RolloutSpec spec, int devices) {
    return forecast(spec, devices(devices), Plans.S1);
  }

  private static long seconds(Forecast forecast) {
    return forecast.writing().toSeconds();
  }

  @Test
  void tellsWhatNeedsNoWriteWhatIsReplacedAndWhoIsAway() {
    List<FoundDevice> fleet = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      String value = n < 10 ? "1.0" : n < 25 ? "7" : "";
      fleet.add(
          new FoundDevice(
              "d" + n,
              n != 39,
              n % 4 != 0,
              1,
              Plans.before(value),
              TagValues.ALL,
              TagValues.ALL,
              Map.of()));
    }
    DeviceClaims claims =
        DeviceClaims.of(
            List.of(
                new Claim(
                    new Owner("DeviceConfig", "plant", "c", Plans.NOW),
                    LeafPath.parse("desired.a"))));
    RolloutPlanner.Input input = Plans.input(spec(), scanned(fleet), Plans.S1);
    Forecast forecast =
        RolloutPlanner.plan(
                new RolloutPlanner.Input(
                    input.key(),
                    input.rolloutUid(),
                    input.createdAt(),
                    input.host(),
                    input.spec(),
                    input.scanned(),
                    id -> Set.of("d0", "d10").contains(id) ? claims : DeviceClaims.NONE,
                    List.of(),
                    input.known(),
                    input.limits(),
                    input.quota(),
                    input.now()))
            .plan()
            .forecast();

    assertThat(forecast.claimed()).isEqualTo(2);
    assertThat(forecast.alreadyEqual()).isEqualTo(9);
    assertThat(forecast.overwrites()).isEqualTo(14);
    assertThat(forecast.offline()).isEqualTo(10);
    assertThat(forecast.twinWrites()).isEqualTo(40 - 2 - 9 - 1);
    assertThat(forecast.twinReads()).isEqualTo(2 * 28 + 9);
  }

  @Test
  void aRemovalNeedsAWriteOnlyWhereTheLeafIs() {
    RolloutSpec removing = Plans.with(spec(), Plans.change(Map.of(), "desired.a"));
    Forecast forecast = forecast(removing, List.of(device("x", ""), device("y", "1")), Plans.S1);

    assertThat(forecast.alreadyEqual()).isEqualTo(1);
    assertThat(forecast.overwrites()).isEqualTo(1);
    assertThat(forecast.twinWrites()).isEqualTo(1);
  }

  @Test
  void countsMessagesByTheMeterOfTheTier() {
    Scanned scanned =
        new Scanned(devices(10), Map.of(), OptionalLong.empty(), List.of(), List.of(9000, 100));
    RolloutPlanner.Input input = Plans.input(spec(), scanned, Plans.S1);
    Forecast paid = RolloutPlanner.plan(input).plan().forecast();
    Forecast free =
        RolloutPlanner.plan(
                new RolloutPlanner.Input(
                    input.key(),
                    input.rolloutUid(),
                    input.createdAt(),
                    input.host(),
                    input.spec(),
                    input.scanned(),
                    input.claims(),
                    List.of(),
                    input.known(),
                    input.limits(),
                    DailyMessages.of(Tier.FREE, 1),
                    input.now()))
            .plan()
            .forecast();

    assertThat(paid.queries()).isEqualTo(2);
    // Each device: read, patch, notice, answer, read.
    assertThat(paid.messages()).isEqualTo(3 + 1 + 10 * 5);
    // In meters of 512 bytes: a twin is four.
    assertThat(free.messages()).isEqualTo(18 + 1 + 10 * (4 + 1 + 1 + 1 + 4));
  }

  @Test
  void tagsAreNeitherNotifiedNorAnswered() {
    RolloutSpec tags = Plans.with(spec(), Plans.change(Map.of("tags.a", "1")));

    assertThat(forecast(tags, 10).messages()).isEqualTo(1 + 10 * 3);
  }

  @Test
  void patchesGoAtTheRateOfWritesIfReadsAllowIt() {
    RolloutSpec patching = Plans.in(spec(), Mode.TwinPatch);

    assertThat(seconds(forecast(patching, 10_000))).isCloseTo(10_000 / 50, within(4L));
    assertThat(
            seconds(
                forecast(limited(5_000, Optional.empty(), Optional.empty()), devices(10_000), S3)))
        .isCloseTo(10_000 / 250, within(4L));
    HubLimits fewReads = new HubLimits(60, 50, 20, 100, 10, 1);
    assertThat(seconds(forecast(patching, devices(9_000), fewReads)))
        .isCloseTo(9_000 / 30, within(4L));
  }

  @Test
  void aSmallWaveIsDoneOnceTheFirstReadSeesTheAnswer() {
    RolloutSpec three =
        Plans.in(spec(wave("canary", count(1)), wave("early", percent(10))), Mode.TwinPatch);

    assertThat(seconds(forecast(three, 40))).isEqualTo(3 * 2 + 2);
  }

  @Test
  void jobsGoAtTheHubsPaceAndTakeTimeToFollowEachOther() {
    Forecast forecast = forecast(Plans.in(spec(), Mode.Job), 10_000);

    assertThat(forecast.jobs()).isEqualTo(50);
    assertThat(seconds(forecast)).isBetween(1000L + 50, 1000L + 50 * 10);
    assertThat(forecast(Plans.in(spec(), Mode.TwinPatch), 10_000).jobs()).isZero();
  }

  @Test
  void bothLanesTogetherAreFasterThanEitherIfReadsAllowIt() {
    HubLimits manyReads = new HubLimits(1000, 50, 20, 100, 10, 1);
    Forecast both = forecast(Plans.in(spec(), Mode.Auto), devices(10_000), manyReads);

    assertThat(seconds(both)).isBetween(10_000L / 60, 10_000L / 58);
    assertThat(both.jobs()).isBetween(1, 10);
    assertThat(seconds(forecast(Plans.in(spec(), Mode.Auto), 10_000)))
        .as("each device is read twice, and an S1 hub reads 100 a second")
        .isCloseTo(10_000 / 50, within(4L));
  }

  @Test
  void autoPatchesSmallWavesMandatoryOnesAndWhatNoJobMayCarry() {
    WaveSpec plain = wave("big", percent(100));
    WaveSpec mandatory =
        new WaveSpec(
            plain.name(),
            plain.query(),
            plain.size(),
            plain.soak(),
            plain.successThreshold(),
            plain.minConverged(),
            plain.gate(),
            io.twinoperator.fleetrollout.spec.Tolerance.ZERO);
    RolloutSpec spaced = Plans.with(spec(), Plans.change(Map.of("desired.a", "'a b'")));

    assertThat(forecast(spec(), 200).jobs()).isZero();
    assertThat(forecast(spec(plain), 1000).jobs()).isPositive();
    assertThat(forecast(spec(mandatory), 1000).jobs()).isZero();
    assertThat(forecast(spaced, 1000).jobs()).isZero();
  }

  private static RolloutSpec limited(
      int maxConcurrency, Optional<DisruptionBudget> budget, Optional<Rate> rate) {
    return Plans.in(
        Plans.with(
            spec(),
            (Strategy s) ->
                new Strategy(
                    s.waves(),
                    s.order(),
                    maxConcurrency,
                    budget,
                    rate,
                    s.progressDeadline(),
                    s.retries())),
        Mode.TwinPatch);
  }

  @Test
  void aRateThatGrowsIsFollowed() {
    Optional<Rate> rate = Optional.of(new Rate(60, 2, 60, OptionalInt.of(240)));

    // 60 devices in a minute, 60 in half of one, then 240 a minute: 120 in half of one.
    assertThat(seconds(forecast(limited(500, Optional.empty(), rate), 240)))
        .isEqualTo(60 + 30 + 30 + 2 + 2);
  }

  @Test
  void maxConcurrencyLetsTheNextGoWhenTheFirstHaveAnswered() {
    assertThat(seconds(forecast(limited(5, Optional.empty(), Optional.empty()), 100)))
        .isEqualTo((100 / 5 - 1) * 3 + 2 + 2);
  }

  @Test
  void theGroupThatIsSlowestByItsBudgetIsWaitedFor() {
    Amount ten = percent(10);
    DisruptionBudget budget = new DisruptionBudget(List.of(LeafPath.parse("tags.site")), ten);
    List<FoundDevice> fleet = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      fleet.add(Plans.grouped("d" + n, n < 24 ? "large" : "small"));
    }

    // Three of 24 at a time, and one of six.
    assertThat(
            seconds(forecast(limited(500, Optional.of(budget), Optional.empty()), fleet, Plans.S1)))
        .isEqualTo((8 - 1) * 3 + 2 + 2);
  }

  @Test
  void soaksOfWavesThatWriteNothingAreNotWaitedFor() {
    WaveSpec soaking = wave("early", percent(50)).soaking(Duration.ofMinutes(10));
    RolloutSpec two = spec(soaking, wave("late", count(1)).soaking(Duration.ofMinutes(5)));

    assertThat(forecast(two, 4).soaks()).isEqualTo(Duration.ofMinutes(15));
    assertThat(forecast(two, List.of(device("x")), Plans.S1).soaks())
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(forecast(two, List.of(device("x", "1")), Plans.S1).duration())
        .isEqualTo(Duration.ZERO);
  }

  private static RolloutSpec soakingCanary() {
    return spec(wave("canary", count(1)).soaking(Duration.ofMinutes(10)));
  }

  /** By their ids, so that the first of the fleet is the canary. */
  private static Forecast byId(List<FoundDevice> fleet, Set<String> claimed) {
    RolloutSpec spec =
        Plans.ordered(
            soakingCanary(),
            new io.twinoperator.fleetrollout.spec.Order(
                io.twinoperator.api.v1alpha1.FleetRolloutSpec.By.DeviceId, "s", List.of()));
    DeviceClaims claims =
        DeviceClaims.of(
            List.of(
                new Claim(
                    new Owner("DeviceConfig", "plant", "c", Plans.NOW),
                    LeafPath.parse("desired.a"))));
    RolloutPlanner.Input input = Plans.input(spec, scanned(fleet), Plans.S1);
    return RolloutPlanner.plan(
            new RolloutPlanner.Input(
                input.key(),
                input.rolloutUid(),
                input.createdAt(),
                input.host(),
                spec,
                input.scanned(),
                id -> claimed.contains(id) ? claims : DeviceClaims.NONE,
                List.of(),
                input.known(),
                input.limits(),
                input.quota(),
                input.now()))
        .plan()
        .forecast();
  }

  @Test
  void aCanaryThatIsClaimedOrEqualAlreadyIsReplacedAndItsWaveSoaks() {
    List<FoundDevice> fleet = List.of(device("a", "7"), device("b", "7"), device("c", "7"));

    assertThat(byId(fleet, Set.of("a")).soaks()).isEqualTo(Duration.ofMinutes(10));
    assertThat(byId(List.of(device("a", "1"), device("b", "7")), Set.of()).soaks())
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(byId(fleet, Set.of("a", "b", "c")).soaks())
        .as("nobody is left to replace it")
        .isEqualTo(Duration.ZERO);
    assertThat(byId(List.of(device("a", "1"), device("b", "7")), Set.of()).writing())
        .as("and what follows is empty then")
        .isEqualTo(byId(List.of(device("a", "7")), Set.of()).writing());
  }
}
