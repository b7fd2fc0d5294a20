package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.Accepted;
import io.twinoperator.fleetrollout.ledger.Progress.Watch;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.twin.Cause;
import io.twinoperator.twin.LeafChange.SetLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of members are letters, as in the ledger; all are in one wave. */
class ReadsTest {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final int SLOTS = 1;

  /** A due device is one that was handed over long ago. */
  private static final Instant LATE = START.plusSeconds(600);

  @ParameterizedTest(name = "450 members in state {0}")
  @ValueSource(strings = {".", "w", "a", "o", "T", "s", "d"})
  void aPassReadsABoundedNumber(String letter) {
    assertThat(due(ledger(letter.repeat(450)), State.Run, LATE))
        .hasSize(Reads.PER_PASS)
        .doesNotHaveDuplicates();
  }

  @Test
  void aPassReadsABoundedNumberOfAllKinds() {
    assertThat(due(ledger(".".repeat(199) + "w".repeat(150) + "C".repeat(101)), State.Run, LATE))
        .hasSize(Reads.PER_PASS)
        .doesNotHaveDuplicates()
        .containsAll(IntStream.range(199, 349).boxed().toList())
        .allMatch(member -> member < 349);
  }

  @Test
  void onlyAFewConvergedDevicesAreLookedAtAgain() {
    assertThat(due(ledger("C".repeat(450)), State.Run, LATE))
        .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void convergedDevicesTakeTurns() {
    assertThat(due(verifiedUpTo(439, "C".repeat(450)), State.Run, LATE))
        .startsWith(440, 441)
        .endsWith(8, 9)
        .hasSize(20);
  }

  @Test
  void firstThoseThatMayAnswerThenThoseToBeWrittenThenDeferredThenConverged() {
    assertThat(due(ledger("Cd.wAcS"), State.Run, LATE)).containsExactly(3, 2, 1, 0);
  }

  @Test
  void amongMoreThanAPassReadsThoseThatAreDueLongestGoFirst() {
    Map<Integer, Watch> watches = new HashMap<>();
    for (int member = 0; member < 450; member++) {
      Instant last = LATE.minusSeconds(member < 300 ? 60 : 120);
      watches.put(member, new Watch(START, Optional.of(last), 9, Duration.ZERO, 1));
    }

    assertThat(due(ledger("w".repeat(450), watches), State.Run, LATE))
        .hasSize(Reads.PER_PASS)
        .containsAll(IntStream.range(300, 450).boxed().toList());
  }

  /** Seconds since the write; devices that are read seldom are read up to 10 s early. */
  @ParameterizedTest(name = "after {0} readings, the last at {1} s: at {2} s {3}")
  @CsvSource({
    "0,   0,   1, false",
    "0,   0,   2, true",
    "1,   2,   4, false",
    "1,   2,   5, true",
    "2,   5,  14, false",
    "2,   5,  15, true",
    "3,  15,  59, false",
    "3,  15,  60, true",
    "4,  60, 119, false",
    "4,  60, 120, true",
    "5, 120, 169, false",
    "5, 120, 170, true",
    "9, 400, 449, false",
    "9, 400, 450, true",
  })
  void aWrittenDeviceIsReadOftenThenEachMinute(int reads, int last, int now, boolean expected) {
    for (String letter : List.of("w", "a", "o", "s", "T")) {
      assertThat(isDue(letter, reads, last, now)).as(letter).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "after {0} readings, the last at {1} s: at {2} s {3}")
  @CsvSource({
    " 0,   0,   9, false",
    " 0,   0,  10, true",
    " 1,  10,  19, false",
    " 1,  10,  20, true",
    "30, 300, 309, false",
    "30, 300, 310, true",
    "31, 310, 359, false",
    "31, 310, 360, true",
  })
  void aDeferredDeviceIsReadEachTenSecondsThenEachMinute(
      int reads, int last, int now, boolean expected) {
    assertThat(isDue("d", reads, last, now)).isEqualTo(expected);
  }

  @Test
  void saysWhenTheNextIsDue() {
    Map<Integer, Watch> watches =
        Map.of(0, read(1, 2), 1, read(9, 4), 2, Watch.from(START, 0), 3, Watch.from(START, 0));

    assertThat(Reads.nextDue(new Draft(ledger("wwd.", watches)))).contains(START.plusSeconds(5));
    assertThat(Reads.nextDue(new Draft(ledger("CC..", Map.of())))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = "Run", mode = EnumSource.Mode.EXCLUDE)
  void onlyARunningRolloutReadsForWriting(State state) {
    assertThat(due(ledger("..w"), state, LATE)).containsExactly(2);
  }

  @Test
  void readsForWritingWhileAJobSlotIsFree() {
    Ledger busy = withOpenChunk(ledger("..w"));

    assertThat(Reads.due(Specs.in(State.Run), busy, 1, LATE)).containsExactly(2);
    assertThat(Reads.due(Specs.in(State.Run), busy, 2, LATE)).containsExactly(2, 0, 1);
  }

  @Test
  void devicesOfALaterWaveWait() {
    Ledger ledger =
        ledger(
            "....",
            List.of(0, 0, 1, 1),
            List.of(WaveProgress.NOT_STARTED),
            Map.of(),
            Optional.empty());

    assertThat(due(ledger, State.Run, LATE)).containsExactly(0, 1);
  }

  @Test
  void afterTheLastWaveDeferredDevicesAreToBeWritten() {
    Map<Integer, Watch> justRead = Map.of(1, read(40, 600), 2, read(40, 600));
    Ledger ledger =
        ledger("CddA", List.of(0, 0, 0, 0), List.of(done()), justRead, Optional.empty());

    assertThat(due(ledger, State.Run, LATE)).containsExactly(1, 2);
    assertThat(due(ledger, State.Pause, LATE)).isEmpty();
  }

  @Test
  void afterTheEndOnlyStragglersAndFailuresAreFollowed() {
    Map<Integer, Watch> watches = Map.of(1, Watch.from(START, 1), 3, Watch.from(START, 1));
    Ledger ledger =
        ledger("CsATgF", List.of(0, 0, 0, 0, 0, 0), List.of(done()), watches, Optional.of(START));

    assertThat(due(ledger, State.Run, LATE)).containsExactly(1, 3);
  }

  private static List<Integer> due(Ledger ledger, State state, Instant now) {
    return Reads.due(Specs.in(state), ledger, SLOTS, now);
  }

  private static boolean isDue(String letter, int reads, int last, int now) {
    Watch watch = reads == 0 ? Watch.from(START, 1) : read(reads, last);
    return due(ledger(letter, Map.of(0, watch)), State.Pause, START.plusSeconds(now)).contains(0);
  }

  private static Watch read(int reads, int lastAt) {
    return new Watch(START, Optional.of(START.plusSeconds(lastAt)), reads, Duration.ZERO, 1);
  }

  private static WaveProgress done() {
    return new WaveProgress(Optional.of(START), Optional.of(START), Optional.of(START), true);
  }

  /** Every device that is in a state in which it is followed was handed over at the start. */
  private static Ledger ledger(String letters) {
    Map<Integer, Watch> watches = new HashMap<>();
    for (int member = 0; member < letters.length(); member++) {
      if ("waoTsd".indexOf(letters.charAt(member)) >= 0) {
        watches.put(member, Watch.from(START, 1));
      }
    }
    return ledger(letters, watches);
  }

  private static Ledger ledger(String letters, Map<Integer, Watch> watches) {
    List<Integer> oneWave = Collections.nCopies(letters.length(), 0);
    return ledger(letters, oneWave, List.of(WaveProgress.NOT_STARTED), watches, Optional.empty());
  }

  private static Ledger ledger(
      String letters,
      List<Integer> waveOf,
      List<WaveProgress> waves,
      Map<Integer, Watch> watches,
      Optional<Instant> finishedAt) {
    List<Member> members = new ArrayList<>();
    for (int member = 0; member < letters.length(); member++) {
      members.add(new Member("device-" + member, waveOf.get(member)));
    }
    RolloutPlan plan =
        new RolloutPlan(
            "uid",
            "r1",
            "sha256:0",
            START,
            List.of(new PlannedWave("rest", members.size(), Duration.ZERO, 90, 1)),
            members,
            new Forecast(0, 0, 0, 1, members.size(), members.size(), 1, Duration.ZERO));
    return new Ledger(plan, List.of(), progress(letters, waves, watches, -1, finishedAt));
  }

  private static Progress progress(
      String letters,
      List<WaveProgress> waves,
      Map<Integer, Watch> watches,
      int verified,
      Optional<Instant> finishedAt) {
    return new Progress(
        letters,
        Map.of(),
        watches,
        List.of(),
        waves,
        Optional.empty(),
        Accepted.NOTHING,
        List.of(),
        List.of(),
        verified,
        finishedAt,
        Optional.empty());
  }

  private static Ledger verifiedUpTo(int member, String letters) {
    return ledger(letters)
        .with(
            progress(
                letters, List.of(WaveProgress.NOT_STARTED), Map.of(), member, Optional.empty()));
  }

  /** A chunk that the progress does not know yet is open. */
  private static Ledger withOpenChunk(Ledger ledger) {
    SetLeaf change =
        new SetLeaf(LeafPath.parse("desired.a"), IntNode.valueOf(5), Cause.FIRST_SIGHT);
    Chunk chunk = new Chunk(0, 0, "fr-w0-c0", START, MergePatch.of(List.of(change)), List.of());
    return new Ledger(ledger.plan(), List.of(chunk), ledger.progress());
  }
}
