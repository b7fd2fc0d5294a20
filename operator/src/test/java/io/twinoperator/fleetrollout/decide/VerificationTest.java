package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Course.Soak;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.ledger.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which converged devices are read again, and how soon all of a wave that soaks. */
class VerificationTest {
  private static final LaneRoom ROOM = new LaneRoom(1, 400, 50, 50);
  private static final Outlook S1 = Outlook.without(100, 100);

  @ParameterizedTest(name = "{0} devices in a soak of {1}, at {2} reads a second")
  @CsvSource({
    "1, PT30S, 100",
    "150, PT30S, 100",
    "900, PT30S, 100",
    "900, PT5M, 100",
    "900, PT5M, 70",
    "2000, PT1M, 100",
    "9000, PT10M, 70",
    "9000, PT1H, 35",
  })
  void eachDeviceOfAWaveIsReadInItsSoak(int devices, Duration soak, int readsPerSecond) {
    Outlook outlook = Outlook.without(readsPerSecond, readsPerSecond);
    Set<Integer> read = new HashSet<>();
    int most = 0;
    int total = 0;
    Ledger ledger = soaking(devices, soak);
    Instant end = Fleet.NOW.plus(soak);
    Instant now = Fleet.NOW;
    while (now.isBefore(end)) {
      Instant next = next(ledger, outlook, now).orElse(now.plusSeconds(60));
      now = next.isBefore(end) ? next : end;
      ReadList due =
          Reads.due(Specs.in(State.Run), ledger, ROOM, outlook, Reads.Writes.ALLOWED, now);
      read.addAll(due.all());
      most = Math.max(most, due.all().size());
      total += due.all().size();
      int verified = due.verified(ledger.progress().verified(), Set.copyOf(due.all()));
      ledger = seen(ledger, verified, now);
    }

    assertThat(read).hasSize(devices);
    assertThat(most).isLessThanOrEqualTo(Math.min(readsPerSecond, Verification.PER_PASS));
    assertThat(total).isLessThanOrEqualTo((int) (devices * 1.4) + 21 * (int) soak.toMinutes() + 1);
  }

  @Test
  void ofTheOtherWavesAFewTakeTurns() {
    Ledger ledger = soaking("0".repeat(100) + "1".repeat(5), 1, Duration.ofHours(1));

    List<Integer> due = due(ledger, S1, Fleet.NOW.plusSeconds(60));

    assertThat(due).hasSize(25).containsAll(IntStream.range(100, 105).boxed().toList());
  }

  @Test
  void whatIsNotIdleIsNotUsed() {
    Ledger ledger = soaking(900, Duration.ofMinutes(5));

    assertThat(due(ledger, Outlook.without(7, 100), Fleet.NOW.plusSeconds(60))).hasSize(7);
    assertThat(due(ledger, Outlook.without(0, 100), Fleet.NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void manyPassesInAMinuteReadNoMoreThanOne() {
    Ledger ledger = Fleet.of("C".repeat(450)).ledger();
    int read = 0;
    for (int second = 1; second <= 60; second++) {
      List<Integer> due = due(ledger, S1, Fleet.NOW.plusSeconds(second));
      read += due.size();
      ledger = seen(ledger, -1, Fleet.NOW.plusSeconds(second));
    }

    assertThat(read).isEqualTo(Verification.PER_MINUTE);
  }

  @Test
  void suspectsAreReadFirst() {
    Ledger ledger = Fleet.of("w" + "C".repeat(450)).watch(0, Watch.from(Fleet.NOW, 0, 1)).ledger();
    Outlook outlook = new Outlook(Set.of(300, 200), new BitSet(), 100, 100);

    assertThat(due(ledger, outlook, Fleet.NOW.plusSeconds(60)))
        .startsWith(200, 300, 0)
        .doesNotHaveDuplicates();
  }

  @Test
  void theRoundGoesOnWhereAReadingFailed() {
    ReadList due = new ReadList(List.of(7), List.of(4, 5, 8, 0));

    assertThat(due.verified(3, Set.of(7, 4, 5, 0))).isEqualTo(5);
    assertThat(due.verified(3, Set.of(7))).isEqualTo(3);
    assertThat(due.verified(3, Set.of(4, 5, 8, 0))).isEqualTo(0);
  }

  private static List<Integer> due(Ledger ledger, Outlook outlook, Instant now) {
    return Reads.due(Specs.in(State.Run), ledger, ROOM, outlook, Reads.Writes.ALLOWED, now).all();
  }

  private static Optional<Instant> next(Ledger ledger, Outlook outlook, Instant now) {
    return new Verification(new Draft(ledger, now), Specs.in(State.Run)).next(outlook);
  }

  private static Ledger soaking(int devices, Duration soak) {
    return soaking("0".repeat(devices), 0, soak);
  }

  /** All have converged, and a wave has just begun to soak. */
  private static Ledger soaking(String waves, int wave, Duration soak) {
    PlannedWave[] planned =
        IntStream.rangeClosed(0, wave)
            .mapToObj(
                n ->
                    new PlannedWave(
                        "w" + n, waves.length(), soak, 90, 1, Gate.AUTO, Tolerance.POLICY))
            .toArray(PlannedWave[]::new);
    Ledger ledger =
        Fleet.of("C".repeat(waves.length())).waves(waves).planned(planned).done(wave).ledger();
    Progress progress = ledger.progress();
    List<WaveProgress> all = new ArrayList<>(progress.waves());
    all.set(
        wave,
        WaveProgress.NOT_STARTED
            .started(Fleet.NOW)
            .soaking(Optional.of(new Soak(Fleet.NOW, progress.visibleMillis()))));
    return with(ledger.plan(), progress, all, -1, 0, Fleet.NOW);
  }

  /** After a pass that saw the hub. */
  private static Ledger seen(Ledger ledger, int verified, Instant now) {
    Progress progress = ledger.progress();
    long more = Duration.between(progress.seenAt(), now).toMillis();
    return with(
        ledger.plan(), progress, progress.waves(), verified, progress.visibleMillis() + more, now);
  }

  private static Ledger with(
      RolloutPlan plan,
      Progress progress,
      List<WaveProgress> waves,
      int verified,
      long visibleMillis,
      Instant seenAt) {
    return new Ledger(
        plan,
        List.of(),
        new Progress(
            progress.states(),
            progress.moved(),
            progress.watches(),
            progress.batches(),
            waves,
            progress.course(),
            List.of(),
            List.of(),
            List.of(),
            verified,
            visibleMillis,
            seenAt));
  }
}
