package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.device;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.grouped;
import static io.twinoperator.fleetrollout.plan.Plans.percent;
import static io.twinoperator.fleetrollout.plan.Plans.plan;
import static io.twinoperator.fleetrollout.plan.Plans.planned;
import static io.twinoperator.fleetrollout.plan.Plans.querying;
import static io.twinoperator.fleetrollout.plan.Plans.scanned;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RolloutPlannerTest {

  @Property(tries = 60)
  void growingAPercentageOnlyAddsDevicesHoweverTheHubOrdersThem(
      @ForAll @IntRange(min = 1, max = 300) int number,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    List<FoundDevice> shuffled = new ArrayList<>(devices(number));
    Collections.shuffle(shuffled, new Random(percent));
    List<String> small = wave(plan(spec(wave("w", percent(percent))), devices(number)), 0);
    List<String> large = wave(plan(spec(wave("w", percent(percent + 1))), shuffled), 0);

    assertThat(large).containsAll(small);
    assertThat(small).hasSize((number * percent + 99) / 100);
  }

  @Test
  void devicesAreTakenByTheHashOfSaltZeroAndId() {
    List<String> expected =
        IntStream.range(0, 50)
            .mapToObj(n -> "device-" + n)
            .sorted(
                Comparator.comparing(
                    id -> Sha256.hex(("s\0" + id).getBytes(StandardCharsets.UTF_8))))
            .toList();

    assertThat(plan(spec(), devices(50)).members())
        .extracting(Member::deviceId)
        .containsExactlyElementsOf(expected);
  }

  @Test
  void orTheyAreTakenByTheirIds() {
    RolloutSpec spec = Plans.ordered(spec(), new Order(By.DeviceId, "s", List.of()));

    assertThat(plan(spec, List.of(device("b"), device("c"), device("a"))).members())
        .extracting(Member::deviceId)
        .containsExactly("a", "b", "c");
  }

  @Test
  void aWaveTakesWhatIsThereAndSaysSo() {
    PlannedRollout planned = planned(spec(wave("first", count(9))), scanned(devices(2)));

    assertThat(planned.plan().waves())
        .extracting(PlannedWave::name, PlannedWave::devices, PlannedWave::minConverged)
        .containsExactly(tuple("first", 2, 1));
    assertThat(planned.notes())
        .containsExactly("wave first asks for 9 devices and takes 2, all that are left");
  }

  @Test
  void noWaveHasToProveMoreDevicesThanItHas() {
    WaveSpec demanding =
        new WaveSpec(
            "first",
            Optional.empty(),
            count(3),
            Duration.ofMinutes(1),
            new Amount.Percent(80),
            7,
            FleetRolloutSpec.Gate.Manual,
            io.twinoperator.fleetrollout.spec.Tolerance.ZERO);

    assertThat(plan(spec(demanding), devices(9)).waves().get(0))
        .isEqualTo(
            new PlannedWave("first", 3, Duration.ofMinutes(1), 80, 3, Gate.MANUAL, Tolerance.NONE));
  }

  @Test
  void aWaveWithAQueryTakesOfThoseThatMatchAndNobodyHasTaken() {
    RolloutSpec spec =
        spec(
            wave("canary", count(1)),
            querying(wave("lab", percent(30)), "tags.lab = true"),
            wave("early", percent(50)));
    Set<String> lab = Set.of("device-1", "device-2", "device-3", "device-4", "gone");
    RolloutPlan plan = planned(spec, scanned(devices(11), Map.of("lab", lab))).plan();
    int labLeft = lab.contains(wave(plan, 0).get(0)) ? 3 : 4;

    assertThat(wave(plan, 1)).hasSize((labLeft * 30 + 99) / 100);
    assertThat(lab).containsAll(wave(plan, 1));
    assertThat(wave(plan, 2)).hasSize((10 - wave(plan, 1).size() + 1) / 2);
  }

  @Test
  void eachMemberSaysWhichWavesItMayBeIn() {
    RolloutSpec spec =
        spec(
            querying(wave("lab", count(1)), "tags.lab = true"),
            wave("any", count(1)),
            querying(wave("line", count(1)), "tags.line = 1"));
    RolloutPlan plan =
        planned(
                spec,
                scanned(
                    devices(3),
                    Map.of("lab", Set.of("device-0"), "line", Set.of("device-0", "device-1"))))
            .plan();
    Map<String, List<Integer>> fits =
        plan.members().stream()
            .collect(
                Collectors.toMap(
                    Member::deviceId,
                    m -> IntStream.range(0, 4).filter(m::fitsInto).boxed().toList()));

    assertThat(fits)
        .containsEntry("device-0", List.of(0, 1, 2, 3))
        .containsEntry("device-1", List.of(1, 2, 3))
        .containsEntry("device-2", List.of(1, 3));
  }

  @Test
  void theThirtySecondWaveFitsToo() {
    WaveSpec[] waves =
        IntStream.range(0, 31).mapToObj(n -> wave("w" + n, count(1))).toArray(WaveSpec[]::new);
    RolloutPlan plan = plan(spec(waves), devices(40));

    assertThat(wave(plan, 31)).hasSize(9);
    assertThat(plan.members()).allMatch(member -> member.fitsInto(31));
  }

  @Test
  void aWaveWhoseQueryNobodyMatchesIsNamed() {
    RolloutSpec spec = spec(querying(wave("lab", count(2)), "tags.lab = true"));
    PlannedRollout planned = planned(spec, scanned(devices(5), Map.of("lab", Set.of())));

    assertThat(planned.plan().waves().get(0).devices()).isZero();
    assertThat(planned.notes())
        .containsExactly(
            "wave lab takes no device: none of the 5 that are left matches its query 'tags.lab = true'");
  }

  @Property(tries = 40)
  void everyDeviceIsInExactlyOneWave(
      @ForAll @IntRange(min = 1, max = 200) int number, @ForAll Random random) {
    Set<String> some =
        devices(number).stream()
            .map(FoundDevice::deviceId)
            .filter(id -> random.nextBoolean())
            .collect(Collectors.toSet());
    RolloutSpec spec =
        spec(
            wave("a", percent(1 + random.nextInt(100))),
            querying(wave("b", percent(1 + random.nextInt(100))), "tags.b = 1"),
            wave("c", count(1 + random.nextInt(50))));
    RolloutPlan plan = planned(spec, scanned(devices(number), Map.of("b", some))).plan();

    assertThat(plan.members()).extracting(Member::deviceId).doesNotHaveDuplicates().hasSize(number);
    assertThat(plan.waves().stream().mapToInt(PlannedWave::devices).sum()).isEqualTo(number);
    assertThat(plan.members()).isSortedAccordingTo(Comparator.comparingInt(Member::wave));
    assertThat(plan.members()).allMatch(member -> member.fitsInto(member.wave()));
  }

  @Test
  void equalBeforeImagesAreOneClassWhateverTheirNumbersLookLike() {
    RolloutPlan plan =
        plan(
            spec(),
            List.of(
                device("a", "20"),
                device("b", "20.0"),
                device("c", "'20'"),
                device("d", ""),
                device("e", "2e1")));

    assertThat(plan.valueClasses()).hasSize(3);
    Map<String, Integer> classes =
        plan.members().stream().collect(Collectors.toMap(Member::deviceId, Member::valueClass));
    assertThat(classes.get("a")).isEqualTo(classes.get("b")).isEqualTo(classes.get("e"));
    assertThat(new HashSet<>(classes.values())).hasSize(3);
    for (int member = 0; member < 5; member++) {
      if (plan.members().get(member).deviceId().equals("d")) {
        assertThat(plan.before(member).value(Plans.LEAF)).isEmpty();
      }
    }
  }

  @Test
  void membersNameTheirGroup() {
    RolloutPlan plan =
        plan(
            spec(),
            List.of(
                grouped("a", "tags.site=x"),
                grouped("b", "no tags.site"),
                grouped("c", "tags.site=x")));
    Map<String, String> groups =
        plan.members().stream()
            .collect(Collectors.toMap(Member::deviceId, m -> plan.groups().get(m.group())));

    assertThat(plan.groups()).containsExactlyInAnyOrder("tags.site=x", "no tags.site");
    assertThat(groups)
        .containsEntry("a", "tags.site=x")
        .containsEntry("b", "no tags.site")
        .containsEntry("c", "tags.site=x");
  }

  @Test
  void withoutADisruptionBudgetAllAreOneGroup() {
    RolloutPlan plan = plan(spec(), devices(3));

    assertThat(plan.groups()).hasSize(1);
    assertThat(plan.members()).allMatch(member -> member.group() == 0);
  }

  @Test
  void excludedDevicesAreNoMembers() {
    assertThat(plan(Plans.excluding(spec(), "device-1"), devices(3)).members())
        .extracting(Member::deviceId)
        .containsExactlyInAnyOrder("device-0", "device-2");
  }

  @Test
  void disabledDevicesAreNamed() {
    FoundDevice disabled =
        new FoundDevice(
            "d", false, false, 1, Plans.before("0"), TagValues.ALL, TagValues.ALL, Map.of());

    assertThat(planned(spec(), scanned(List.of(device("a"), disabled))).notes())
        .containsExactly("disabled, never written, and counted as Gone: 1 device");
  }

  @Test
  void whatStandsInTheWayIsSeenWithThePlan() {
    FoundDevice marked =
        Plans.marked("d", Map.of("r11111111", Marker.written("aaaaaaaaaaaa", "w", Plans.NOW)));
    OtherRollout other =
        new OtherRollout(
            new RolloutKey("plant", "other"),
            Plans.NOW,
            OtherRollout.Standing.WRITING,
            Set.of(Plans.LEAF),
            id -> true);
    RolloutPlanner.Input input =
        Plans.input(spec(), scanned(List.of(marked, device("e"))), Plans.S1);
    PlannedRollout planned =
        RolloutPlanner.plan(
            new RolloutPlanner.Input(
                input.key(),
                input.rolloutUid(),
                input.createdAt(),
                input.host(),
                input.spec(),
                input.scanned(),
                input.claims(),
                List.of(other),
                input.known(),
                input.limits(),
                input.quota(),
                input.now()));

    assertThat(planned.conflicts().found())
        .extracting(Conflict::with, Conflict::devices)
        .containsExactly(tuple("FleetRollout plant/other", 2L));
    assertThat(planned.traces().unknown())
        .containsExactly(Map.entry("r11111111 (revision aaaaaaaaaaaa)", 1));
    assertThat(planned.traces().unmarked()).isEqualTo(2);
  }

  @Test
  void devicesThatAreDisabledClaimedOrEqualAlreadyAreNotToBeWritten() {
    FoundDevice disabled =
        new FoundDevice(
            "off", false, true, 1, Plans.before("0"), TagValues.ALL, TagValues.ALL, Map.of());
    RolloutPlanner.Input input =
        Plans.input(
            spec(),
            scanned(List.of(disabled, device("equal", "1"), device("claimed"), device("left"))),
            Plans.S1);
    DeviceClaims claims =
        DeviceClaims.of(
            List.of(new Claim(new Owner("DeviceConfig", "plant", "c", Plans.NOW), Plans.LEAF)));
    PlannedRollout planned =
        RolloutPlanner.plan(
            new RolloutPlanner.Input(
                input.key(),
                input.rolloutUid(),
                input.createdAt(),
                input.host(),
                input.spec(),
                input.scanned(),
                id -> id.equals("claimed") ? claims : DeviceClaims.NONE,
                List.of(),
                input.known(),
                input.limits(),
                input.quota(),
                input.now()));

    assertThat(planned.traces().unmarked()).isEqualTo(1);
    assertThat(planned.plan().forecast().twinWrites()).isEqualTo(1);
  }

  @Test
  void wavesBehindTheLastDeviceAreNotInThePlanAndAnEmptyOneBetweenIs() {
    RolloutSpec spec =
        spec(
            wave("first", count(1)),
            querying(wave("lab", count(2)), "tags.lab = true"),
            wave("most", percent(100)),
            wave("late", percent(10)));
    PlannedRollout planned = planned(spec, scanned(devices(3), Map.of("lab", Set.of())));

    assertThat(planned.plan().waves())
        .extracting(PlannedWave::name, PlannedWave::devices)
        .containsExactly(tuple("first", 1), tuple("lab", 0), tuple("most", 2));
    assertThat(planned.notes())
        .containsExactly(
            "wave lab takes no device: none of the 2 that are left matches its query 'tags.lab = true'",
            "wave late takes no device: none is left");
  }
}
