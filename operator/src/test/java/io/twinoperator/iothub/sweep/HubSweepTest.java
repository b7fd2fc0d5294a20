package io.twinoperator.iothub.sweep;

import static io.twinoperator.iothub.sweep.SweepWorld.HOST;
import static io.twinoperator.iothub.sweep.SweepWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.iothub.SweepReading;
import io.twinoperator.iothub.SweepStanding;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubSweepTest {

  private static final int LARGE = 10_000;
  private static final String S1 = "{tier: S1}";

  /** Far above what a sweep needs, so that a test sees sweeps and not throttles. */
  private static final String S3 = "{tier: S3, units: 10}";

  private final SweepWorld world = new SweepWorld();

  @Test
  void aLargeFleetAtRestCostsAPageForAHundredDevicesAndAReadForEachThatMoved() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S3), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(59));
    assertThat(world.pages).hasSize(LARGE / 100);
    assertThat(world.moved).isEmpty();

    IntStream.range(0, 37).forEach(i -> world.change("device-%06d".formatted(i * 250), 1));
    world.pass(Duration.ofMinutes(9));

    assertThat(world.pages).hasSize(10 * LARGE / 100);
    assertThat(world.moved).hasSize(37).doesNotHaveDuplicates();
    assertThat(world.swept).isEmpty();
    SweepReading reading = sweeps.readings().get(0);
    assertThat(reading.calls()).isEqualTo(10 * LARGE / 100);
    assertThat(reading.moved()).isEqualTo(37);
    assertThat(reading.underWay()).isFalse();
    assertThat(reading.lastFinished().orElseThrow()).isAfter(START.plusSeconds(540));
  }

  @Test
  void onS1ADayOfSweepsTakesAQuarterOfTheQueriesAndOfTheMessages() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S1), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);

    world.pass(Duration.ofDays(1));

    SweepStanding.Swept standing = standing(sweeps);
    assertThat(standing.mode()).isEqualTo(SweepMode.Full);
    assertThat(standing.interval()).isEqualTo(Duration.ofMinutes(29));
    assertThat(standing.late()).isEmpty();
    int minutes = 24 * 60;
    double quarterOfQueries = 20 * 0.7 * 0.25 * minutes;
    assertThat(world.pages.size())
        .isBetween((int) (quarterOfQueries * 0.9), (int) quarterOfQueries);
    assertThat(world.rowBytes / 4096 + world.pages.size()).isLessThan(400_000 / 4);
  }

  @Test
  void aClockThatIsPutBackStopsNoSweep() {
    world.fleet(300);
    world.directory.counted(world.directory.put("production", S3), 300);
    AtomicReference<Instant> now = new AtomicReference<>(START.plus(Duration.ofHours(6)));
    HubSweep sweep = world.sweep(now::get);
    stepAll(sweep, now, 3);
    assertThat(world.pages).hasSize(3);

    now.set(START);
    stepAll(sweep, now, 3);

    assertThat(world.pages).hasSize(6);
  }

  /** Steps until so many pages more have been read; 100 steps without waiting out anything long. */
  private void stepAll(HubSweep sweep, AtomicReference<Instant> now, int pages) {
    int end = world.pages.size() + pages;
    for (int step = 0; step < 100 && world.pages.size() < end; step++) {
      Duration wait = sweep.step();
      now.updateAndGet(time -> time.plus(wait));
      world.clock.advance(wait); // The budget's clock goes on.
    }
  }

  @Test
  void aChangeIsSeenWithinOneInterval() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S1), LARGE);
    world.start(SweepPace.STANDARD);
    world.pass(Duration.ofHours(1));

    Map<String, Instant> changed = new HashMap<>();
    Map<String, Duration> noticed = new HashMap<>();
    for (int minute = 0; minute < 60; minute++) {
      String deviceId = "device-%06d".formatted(minute * 160);
      world.change(deviceId, 2);
      changed.put(deviceId, world.clock.instant());
      world.pass(Duration.ofMinutes(1));
      note(changed, noticed);
    }
    for (int minute = 0; minute < 30; minute++) {
      world.pass(Duration.ofMinutes(1));
      note(changed, noticed);
    }

    assertThat(noticed).hasSize(60);
    assertThat(noticed.values())
        .allSatisfy(age -> assertThat(age).isLessThanOrEqualTo(Duration.ofMinutes(30)));
  }

  private void note(Map<String, Instant> changed, Map<String, Duration> noticed) {
    world.moved.forEach(
        deviceId ->
            noticed.putIfAbsent(
                deviceId, Duration.between(changed.get(deviceId), world.clock.instant())));
  }

  @Test
  void editsDuringASweepOverALargeFleetNeverWaitForIt() {
    world.fleet(LARGE);
    HubKey hub = world.directory.put("production", S1);
    world.directory.counted(hub, LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofMinutes(2));
    assertThat(sweeps.readings().get(0).underWay()).isTrue();

    int refused = edits(hub, 1000, Duration.ofMillis(50));

    assertThat(refused).isZero();
    assertThat(sweeps.readings().get(0).underWay()).isTrue();
  }

  @Test
  void editsNeverWaitForASweepThatReadsEachTwinEither() {
    world.fleet(LARGE);
    HubKey hub = world.directory.put("production", "{tier: S2}");
    world.directory.counted(hub, LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofMinutes(2));
    assertThat(standing(sweeps).mode()).isEqualTo(SweepMode.Each);

    int refused = edits(hub, 1000, Duration.ofMillis(50));

    assertThat(refused).isZero();
    assertThat(world.swept.size() - 1000).isBetween(2900, 3000);
  }

  /** Reads and writes twins at a pace that is within the limits; how many calls were refused. */
  private int edits(HubKey hub, int count, Duration pace) {
    HubLink.Connected link =
        world.directory.links.get(hub).fold(connected -> connected, gone -> null);
    int refused = 0;
    for (int i = 0; i < count; i++) {
      world.pass(pace);
      try {
        Turn turn = new Turn(Priority.EDIT, "edit " + i);
        var twin = link.hub(turn).twin("device-%06d".formatted(i));
        link.hub(turn)
            .patch(
                twin.deviceId(),
                MergePatch.of(
                    List.of(
                        new LeafChange.SetLeaf(
                            LeafPath.parse("desired.edit"), IntNode.valueOf(i), Cause.DRIFT))),
                twin.etag());
      } catch (HubException e) {
        refused++;
      }
    }
    return refused;
  }

  @Test
  void aDeviceThatComesAndOneThatGoesAreNews() {
    world.fleet(50);
    world.watched.add("not-yet");
    world.known.put("not-yet", world.look("not-yet"));
    world.directory.put("production", S3);
    world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(30));
    assertThat(world.moved).isEmpty();

    world.register("not-yet");
    world.delete("device-000007");
    world.pass(Duration.ofMinutes(1));

    assertThat(world.moved).containsExactlyInAnyOrder("not-yet", "device-000007");
  }

  @Test
  void aDeviceThatWasReplacedIsNewsThoughItsVersionsBeganAnew() {
    world.fleet(50);
    world.change("device-000007", 1);
    world.known.put("device-000007", world.look("device-000007"));
    world.directory.put("production", S3);
    world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(30));

    world.delete("device-000007");
    world.register("device-000007");
    world.pass(Duration.ofMinutes(1));

    assertThat(world.moved).containsExactly("device-000007");
  }

  @Test
  void aRowThatIsBehindCausesReadsAndNothingElse() {
    world.fleet(50);
    world.directory.put("production", S3);
    world.core.queryLag(Duration.ofMinutes(5));
    world.start(SweepPace.STANDARD);
    world.pass(Duration.ofMinutes(10));
    assertThat(world.moved).isEmpty();

    world.change("device-000007", 1);
    world.known.put("device-000007", world.look("device-000007"));
    world.pass(Duration.ofMinutes(20));

    // Each sweep of the next five minutes shows the row of before, and then no more.
    assertThat(world.moved).hasSize(4).containsOnly("device-000007");
    assertThat(world.known.get("device-000007")).isEqualTo(world.look("device-000007"));
  }

  @Test
  void queriesThatNameTheDevicesStayWithinTheLongestText() {
    for (int i = 0; i < 300; i++) {
      world.watch("%04d".formatted(i) + "x".repeat(100));
    }
    world.directory.counted(world.directory.put("production", S3), 1_000_000);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);

    world.pass(Duration.ofSeconds(59));

    assertThat(standing(sweeps).mode()).isEqualTo(SweepMode.Listed);
    assertThat(world.pages).hasSizeGreaterThan(3).allMatch(sql -> sql.length() <= 8192);
    assertThat(new HashSet<>(world.pages)).hasSameSizeAs(world.pages);
    assertThat(world.moved).isEmpty();
  }

  @Test
  void aFewDevicesAreReadEach() {
    world.fleet(5);
    world.directory.counted(world.directory.put("production", S1), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(59));
    world.change("device-000003", 1);
    world.delete("device-000004");

    world.pass(Duration.ofMinutes(1));

    assertThat(standing(sweeps).mode()).isEqualTo(SweepMode.Each);
    assertThat(world.swept).hasSize(9); // The one that is gone is not read a second time.
    assertThat(world.moved).containsExactlyInAnyOrder("device-000003", "device-000004");
    assertThat(world.pages).isEmpty();
  }

  @Test
  void goesOnWhereItStoppedWhenTheHubWasAway() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S3), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(1));
    int before = world.pages.size();
    assertThat(before).isBetween(1, 99);

    world.fault = Optional.of(() -> new HubException.Unavailable("away"));
    world.pass(Duration.ofMinutes(10));
    assertThat(world.pages).hasSize(before);
    assertThat(standing(sweeps).late().orElseThrow()).contains("away");
    world.fault = Optional.empty();
    world.pass(Duration.ofMinutes(6));

    assertThat(standing(sweeps).late()).isEmpty();
    assertThat(world.moved).isEmpty();
    int sinceThen = (int) sweeps.readings().get(0).calls() % 100;
    assertThat(sinceThen).isZero();
  }

  @Test
  void startsOverTheNextDayWhenTheQuotaIsUsedUp() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S3), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(1));
    world.fault = Optional.of(() -> new HubException.QuotaExceeded("none left"));
    world.pass(Duration.ofSeconds(2));
    int before = world.pages.size();
    world.fault = Optional.empty();

    world.pass(Duration.between(world.clock.instant(), Instant.parse("2026-03-02T23:59:59Z")));
    assertThat(world.pages).hasSize(before);
    assertThat(standing(sweeps).late().orElseThrow()).contains("QuotaExceeded", "none left");
    world.pass(Duration.ofSeconds(59));

    assertThat(world.pages).hasSize(before + LARGE / 100);
  }

  @Test
  void anIoTHubThatDoesNotWorkDoesNotHoldUpTheOtherOfItsHost() {
    world.fleet(5);
    HubKey broken = world.directory.put("a-broken", S3);
    world.directory.put("b-working", S3);
    HubLink.Connected link =
        world.directory.links.get(broken).fold(connected -> connected, gone -> null);
    world.directory.links.put(
        broken,
        new HubLink.Connected(
            HOST, new BudgetedHub(Refusing.hub(), HOST, link.budgeted().budget()), link.own()));
    HubSweeps sweeps = world.start(SweepPace.STANDARD);

    world.pass(Duration.ofSeconds(599));

    assertThat(world.swept).hasSize(10 * 5);
    assertThat(standing(sweeps).late()).isEmpty();
  }

  @Test
  void goesOnAtOnceWhenAnIoTHubThatDidNotWorkHasChanged() {
    world.fleet(5);
    HubKey hub = world.directory.put("production", S3);
    world.fault = Optional.of(() -> new HubException.Unauthorized("a stranger"));
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofMinutes(10));
    assertThat(standing(sweeps).late().orElseThrow()).contains("Unauthorized", "a stranger");

    world.fault = Optional.empty();
    world.directory.tell(hub);
    world.pass(Duration.ofSeconds(5));

    assertThat(world.swept).hasSize(5);
    assertThat(standing(sweeps).late()).isEmpty();
  }

  @Test
  void theIntervalThatIsAskedForIsKeptFromNowOn() {
    world.fleet(50);
    world.directory.put("production", "{tier: S3, sweepInterval: 4h}");
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofHours(1));
    assertThat(world.pages).hasSize(1);

    world.directory.put("production", "{tier: S3, sweepInterval: 30s}");
    world.pass(Duration.ofMinutes(10));

    assertThat(world.pages).hasSizeBetween(20, 22);
    assertThat(standing(sweeps).interval()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void anIntervalThatIsTooShortIsRefusedByNameAndNotKept() {
    world.fleet(LARGE);
    HubKey hub = world.directory.put("production", "{tier: S1, sweepInterval: 5m}");
    world.directory.counted(hub, LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);

    world.pass(Duration.ofMinutes(1));

    SweepStanding.Swept standing = standing(sweeps);
    assertThat(standing.interval()).isEqualTo(Duration.ofMinutes(29));
    assertThat(standing.refused().orElseThrow())
        .contains("spec.sweepInterval is 5m", "10000 devices", "25 % of the queries", "28m35s");
  }

  @Test
  void nothingIsAskedWhileNobodyWatchesOrNotAllAreKnown() {
    world.directory.put("production", S3);
    world.allKnown = false;
    world.fleet(50);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofHours(1));
    assertThat(world.pages).isEmpty();

    world.allKnown = true;
    world.pass(Duration.ofSeconds(30));
    assertThat(world.pages).hasSize(1);

    world.watched.clear();
    world.pass(Duration.ofHours(1));
    assertThat(world.pages).hasSize(1);
    assertThat(sweeps.standing(HOST)).isEqualTo(new SweepStanding.Unneeded());
  }

  @Test
  void oneSweepForAHostHoweverManyIoTHubsNameItAndNoneWhenTheyAreGone() {
    world.fleet(50);
    HubKey one = world.directory.put("one", S3);
    HubKey other = world.directory.put("other", S3);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    world.pass(Duration.ofSeconds(59));
    assertThat(world.pages).hasSize(1);
    assertThat(sweeps.readings()).hasSize(1);

    world.directory.remove(one);
    world.pass(Duration.ofMinutes(1));
    assertThat(world.pages).hasSize(2);
    world.directory.remove(other);
    world.pass(Duration.ofHours(1));

    assertThat(world.pages).hasSize(2);
    assertThat(sweeps.readings()).isEmpty();
    world.directory.put("other", S3);
    world.pass(Duration.ofSeconds(30));
    assertThat(world.pages).hasSize(3);
  }

  @Test
  void whatIsReportedOfASweepAtRestDoesNotChange() {
    world.fleet(LARGE);
    world.directory.counted(world.directory.put("production", S1), LARGE);
    HubSweeps sweeps = world.start(SweepPace.STANDARD);
    int[] told = new int[1];
    sweeps.onStanding(host -> told[0]++);

    world.pass(Duration.ofDays(2));

    assertThat(told[0]).isEqualTo(1);
  }

  private static SweepStanding.Swept standing(HubSweeps sweeps) {
    return sweeps
        .standing(HOST)
        .fold(
            undecided -> {
              throw new AssertionError(undecided);
            },
            unneeded -> {
              throw new AssertionError(unneeded);
            },
            swept -> swept);
  }

  /** A hub that takes the operator for a stranger. */
  private static final class Refusing {
    static Hub hub() {
      return (Hub)
          Proxy.newProxyInstance(
              Refusing.class.getClassLoader(),
              new Class<?>[] {Hub.class},
              (self, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return System.identityHashCode(self);
                }
                throw new HubException.Unauthorized("a stranger");
              });
    }
  }
}
