package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.percent;
import static io.twinoperator.fleetrollout.plan.Plans.planned;
import static io.twinoperator.fleetrollout.plan.Plans.querying;
import static io.twinoperator.fleetrollout.plan.Plans.scanned;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemberOrderTest {
  private static final Order SPREAD = new Order(By.Hash, "s", List.of(LeafPath.parse("tags.site")));

  /** A fleet of few large sites and many small ones. */
  private static List<FoundDevice> fleet(int number, Random random) {
    int sites = 1 + random.nextInt(12);
    List<FoundDevice> fleet = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      int site = random.nextInt(1 + random.nextInt(sites));
      fleet.add(Plans.spread("device-" + n, random.nextInt(9) == 0 ? "own " + n : "site " + site));
    }
    return fleet;
  }

  private static Map<String, Integer> values(List<FoundDevice> devices) {
    Map<String, Integer> values = new HashMap<>();
    devices.forEach(device -> values.merge(device.spread(), 1, Integer::sum));
    return values;
  }

  @Property(tries = 100)
  void amongTheFirstDevicesEachValueHasItsShareGiveOrTakeLessThanOne(
      @ForAll @IntRange(min = 1, max = 300) int number, @ForAll Random random) {
    List<FoundDevice> fleet = fleet(number, random);
    MemberOrder order = new MemberOrder(SPREAD);
    List<FoundDevice> dealt = order.spread(order.sorted(fleet));
    Map<String, Integer> all = values(fleet);
    Map<String, Integer> seen = new HashMap<>();

    assertThat(dealt).containsExactlyInAnyOrderElementsOf(fleet);
    for (int first = 1; first <= dealt.size(); first++) {
      seen.merge(dealt.get(first - 1).spread(), 1, Integer::sum);
      for (Map.Entry<String, Integer> value : all.entrySet()) {
        double share = (double) first * value.getValue() / number;
        assertThat(seen.getOrDefault(value.getKey(), 0) - share)
            .as("%s among the first %d of %d", value, first, number)
            .isBetween(-1.0 + 1e-9, 1.0 - 1e-9);
      }
    }
  }

  @Property(tries = 100)
  void noWaveHasMoreThanOneAboveTheShareOfAValueInWhatItMayTake(
      @ForAll @IntRange(min = 1, max = 300) int number, @ForAll Random random) {
    List<FoundDevice> fleet = fleet(number, random);
    Set<String> lab =
        fleet.stream()
            .map(FoundDevice::deviceId)
            .filter(id -> random.nextInt(3) == 0)
            .collect(Collectors.toSet());
    WaveSpec query = querying(wave("lab", percent(1 + random.nextInt(99))), "tags.lab = true");
    RolloutSpec spec =
        Plans.ordered(
            Plans.spec(
                wave("a", count(1 + random.nextInt(5))),
                query,
                wave("b", percent(1 + random.nextInt(60)))),
            SPREAD);
    RolloutPlan plan = planned(spec, scanned(fleet, Map.of("lab", lab))).plan();
    Map<String, FoundDevice> byId =
        fleet.stream().collect(Collectors.toMap(FoundDevice::deviceId, device -> device));
    Set<String> left = new HashSet<>(byId.keySet());

    for (int wave = 0; wave < plan.waves().size(); wave++) {
      List<FoundDevice> pool = left.stream().map(byId::get).toList();
      List<FoundDevice> mayTake =
          wave == 1 ? pool.stream().filter(d -> lab.contains(d.deviceId())).toList() : pool;
      List<String> taken = Plans.wave(plan, wave);
      Map<String, Integer> all = values(mayTake);
      values(taken.stream().map(byId::get).toList())
          .forEach(
              (value, devices) ->
                  assertThat((double) devices)
                      .isLessThan(
                          1.0
                              + (double) taken.size()
                                  * all.getOrDefault(value, 0)
                                  / mayTake.size()));
      left.removeAll(taken);
    }
  }

  @Property(tries = 60)
  void growingASpreadWaveOnlyAddsDevices(
      @ForAll @IntRange(min = 1, max = 200) int number,
      @ForAll @IntRange(min = 1, max = 99) int percent,
      @ForAll Random random) {
    List<FoundDevice> fleet = fleet(number, random);
    RolloutSpec small =
        Plans.ordered(Plans.spec(wave("a", count(1)), wave("b", percent(percent))), SPREAD);
    RolloutSpec large =
        Plans.ordered(Plans.spec(wave("a", count(1)), wave("b", percent(percent + 1))), SPREAD);

    assertThat(Plans.wave(Plans.plan(large, fleet), 1))
        .containsAll(Plans.wave(Plans.plan(small, fleet), 1));
  }

  @Test
  void twoSitesTakeTurns() {
    List<FoundDevice> fleet = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      fleet.add(Plans.spread("north-" + n, "north"));
      fleet.add(Plans.spread("south-" + n, "south"));
    }
    MemberOrder order = new MemberOrder(SPREAD);
    List<String> values =
        order.spread(order.sorted(fleet)).stream().map(FoundDevice::spread).toList();

    for (int pair = 0; pair < 12; pair += 2) {
      assertThat(values.subList(pair, pair + 2)).containsExactlyInAnyOrder("north", "south");
    }
  }

  @Test
  void valuesThatAreDueAtOnceKeepTheirOrder() {
    List<FoundDevice> fleet = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      fleet.add(Plans.spread("device-" + n, "own " + n));
    }
    MemberOrder order = new MemberOrder(SPREAD);

    assertThat(order.spread(order.sorted(fleet))).isEqualTo(order.sorted(fleet));
  }

  @Test
  void withoutTagsToSpreadOverTheOrderStaysAsItIs() {
    MemberOrder order = new MemberOrder(Order.of("s"));
    List<FoundDevice> sorted = order.sorted(fleet(50, new Random(1)));

    assertThat(order.spread(sorted)).isEqualTo(sorted);
  }
}
