package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation.LaneRoom;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Writing;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of members are letters, as in the ledger; all are in one wave. */
class ReadsTest {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  private static final LaneRoom ROOM = new LaneRoom(1, 400, 50, 50);

  private static final Outlook WIDE = Outlook.without(1_000, 100);

  /** A due device is one that was handed over long ago. */
  private static final Instant LATE = START.plusSeconds(600);

  @ParameterizedTest(name = "900 members in state {0}")
  @ValueSource(strings = {".", "w", "a", "o", "T", "s", "d"})
  void aPassReadsABoundedNumber(String letter) {
    assertThat(due(ledger(letter.repeat(900)), State.Run, LATE))
        .hasSizeBetween(Lanes.PATCHES_PER_PASS, Reads.PER_PASS)
        .doesNotHaveDuplicates();
  }

  @Test
  void aPassReadsABoundedNumberOfAllKinds() {
    String states = ".".repeat(199) + "T".repeat(550) + "C".repeat(101);

    assertThat(due(ledger(states), State.Run, LATE))
        .hasSize(Reads.PER_PASS)
        .doesNotHaveDuplicates()
        .containsAll(IntStream.range(0, 199).boxed().toList())
        .allMatch(member -> member < 749);
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
  void firstThoseToBeWrittenThenThoseThatMayAnswerThenDeferredThenConverged() {
    assertThat(due(ledger("Cd.wAcS"), State.Run, LATE)).containsExactly(2, 3, 1, 0);
  }

  @Test
  void amongMoreThanAPassReadsThoseThatAreDueLongestGoFirst() {
    Map<Integer, Watch> watches = new HashMap<>();
    for (int member = 0; member < 900; member++) {
      watches.put(member, read(9, member < 600 ? 540 : 480));
    }

    assertThat(due(ledger("w".repeat(900), watches), State.Run, LATE))
        .hasSize(Reads.PER_PASS)
        .containsAll(IntStream.range(600, 900).boxed().toList());
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

  @ParameterizedTest(name = "{0} after {1} readings, the last {2} s ago: {3}")
  @CsvSource({
    "s,  40,  59, false",
    "s,  40, 589, false",
    "s,  40, 590, true",
    "d,  20,  10, true",
    "d,  40,  60, false",
    "d,  40, 590, true",
    "p,  40,  60, false",
    "w,  40,  60, true",
    "o,  40,  60, true",
    "T,  40,  60, true",
  })
  void whoIsAwayAndLookedForByAQueryIsHardlyRead(
      String letter, int reads, int ago, boolean expected) {
    Ledger ledger = ledger(letter, Map.of(0, read(reads, 600 - ago)));

    assertThat(isDue(ledger, watching(1))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} after {1} readings, the last {2} s ago: {3}")
  @CsvSource({
    "T,  90,  60, true",
    "T,  91,  60, false",
    "T,  91, 590, true",
    "s,  91,  60, false",
    "d,  91,  60, false",
    "w, 500,  60, true",
    "o, 500,  60, true",
  })
  void ofWhomNothingIsExpectedAnyMoreIsHardlyRead(
      String letter, int reads, int ago, boolean expected) {
    Ledger ledger = ledger(letter, Map.of(0, read(reads, 600 - ago)));

    assertThat(isDue(ledger, WIDE)).isEqualTo(expected);
  }

  /** And who is looked for wakes nobody before a minute, however long it was not read. */
  @Test
  void ofManyThatAreLookedForAFewAreReadInAPass() {
    Map<Integer, Watch> watches = new HashMap<>();
    IntStream.range(0, 900).forEach(member -> watches.put(member, read(60, -3600 + member)));
    Ledger ledger = ledger("s".repeat(900), watches);

    assertThat(
            Reads.due(Specs.in(State.Run), ledger, ROOM, watching(900), Reads.Writes.ALLOWED, LATE)
                .all())
        .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    assertThat(Reads.nextDue(new Draft(ledger, LATE), watching(900)))
        .contains(LATE.plusSeconds(60));
  }

  private static boolean isDue(Ledger ledger, Outlook outlook) {
    return Reads.due(Specs.in(State.Pause), ledger, ROOM, outlook, Reads.Writes.ALLOWED, LATE)
        .all()
        .contains(0);
  }

  private static Outlook watching(int members) {
    BitSet watched = new BitSet();
    watched.set(0, members);
    return new Outlook(Set.of(), watched, 1_000, 100);
  }

  @Test
  void saysWhenTheNextIsDue() {
    Map<Integer, Watch> watches =
        Map.of(0, read(1, 2), 1, read(9, 4), 2, handedOver(0), 3, handedOver(0));

    assertThat(Reads.nextDue(new Draft(ledger("wwd.", watches), LATE), WIDE))
        .contains(START.plusSeconds(5));
    assertThat(Reads.nextDue(new Draft(ledger("CC..", Map.of()), LATE), WIDE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"Run", "Rollback"},
      mode = EnumSource.Mode.EXCLUDE)
  void onlyARunningRolloutReadsForWriting(State state) {
    assertThat(due(ledger("..w"), state, LATE)).containsExactly(2);
  }

  @Test
  void whoMayNotWriteDoesNotReadForWriting() {
    assertThat(
            Reads.due(
                    Specs.in(State.Run), ledger("..w"), ROOM, WIDE, Reads.Writes.NOT_ALLOWED, LATE)
                .all())
        .containsExactly(2);
  }

  @Test
  void readsNoMoreForWritingThanTheLanesTake() {
    RolloutSpec jobs = Specs.with(Specs.in(State.Run), new Writing(Mode.Job, 200, Marker.Tag));
    Ledger busy =
        Fleet.of("..w")
            .watch(2, handedOver(1))
            .batch(Fleet.batch(0, Work.CHANGE, Lane.JOB, START, 2), 'o')
            .ledger();

    assertThat(Reads.due(jobs, busy, slots(1), WIDE, Reads.Writes.ALLOWED, LATE).all())
        .containsExactly(2);
    assertThat(Reads.due(jobs, busy, slots(2), WIDE, Reads.Writes.ALLOWED, LATE).all())
        .containsExactly(0, 1, 2);
    assertThat(
            Reads.due(
                    Specs.in(State.Run),
                    ledger("...."),
                    new LaneRoom(1, 3, 1, 1),
                    WIDE,
                    Reads.Writes.ALLOWED,
                    LATE)
                .all())
        .containsExactly(0, 1, 2);
  }

  /** Newest wave first; of a job that has not ended none, nor who has got its undo. */
  @Test
  void whileItIsRolledBackThoseToBeUndoneAreRead() {
    Ledger ledger =
        Fleet.of("pppp.")
            .waves("00122")
            .batch(Fleet.batch(0, Work.CHANGE, Lane.TWIN_PATCH, START, 0, 1, 3), 'e')
            .batch(Fleet.batch(1, Work.CHANGE, Lane.JOB, START, 2), 'o')
            .batch(Fleet.batch(2, Work.UNDO, Lane.TWIN_PATCH, START, 1), 'e')
            .course(
                Course.NONE.with(
                    new Course.Rollback(Course.By.SPEC, START, "as asked", Optional.empty(), 0)))
            .ledger();

    assertThat(due(ledger, State.Rollback, LATE)).containsExactly(3, 0);
  }

  @Test
  void devicesOfALaterWaveWait() {
    assertThat(due(Fleet.of("....").waves("0011").ledger(), State.Run, LATE)).containsExactly(0, 1);
  }

  @Test
  void afterTheLastWaveDeferredDevicesAreToBeWritten() {
    Ledger ledger =
        Fleet.of("CddA").watch(1, read(40, 600)).watch(2, read(40, 600)).done(1).ledger();

    assertThat(due(ledger, State.Run, LATE)).containsExactly(1, 2, 0);
    assertThat(due(ledger, State.Pause, LATE)).containsExactly(0);
  }

  @Test
  void afterTheEndOnlyStragglersAndFailuresAreFollowed() {
    Ledger ledger =
        Fleet.of("CsATgF")
            .watch(1, handedOver(1))
            .watch(3, handedOver(1))
            .done(1)
            .course(Course.NONE.with(new Course.Finish(Course.Outcome.SUCCEEDED, START)))
            .ledger();

    assertThat(due(ledger, State.Run, LATE)).containsExactly(1, 3);
  }

  private static List<Integer> due(Ledger ledger, State state, Instant now) {
    return Reads.due(Specs.in(state), ledger, ROOM, WIDE, Reads.Writes.ALLOWED, now).all();
  }

  private static boolean isDue(String letter, int reads, int last, int now) {
    Watch watch = reads == 0 ? handedOver(1) : read(reads, last);
    return due(ledger(letter, Map.of(0, watch)), State.Pause, START.plusSeconds(now)).contains(0);
  }

  private static LaneRoom slots(int jobs) {
    return new LaneRoom(jobs, 400, 50, 50);
  }

  private static Watch handedOver(int attempts) {
    return Watch.from(START, 0, attempts);
  }

  private static Watch read(int reads, int lastAt) {
    return new Watch(
        START.toEpochMilli(), START.plusSeconds(lastAt).toEpochMilli(), reads, 0, 0, 1);
  }

  /** Every device that is in a state in which it is followed was handed over at the start. */
  private static Ledger ledger(String letters) {
    Map<Integer, Watch> watches = new HashMap<>();
    for (int member = 0; member < letters.length(); member++) {
      if ("waoTsd".indexOf(letters.charAt(member)) >= 0) {
        watches.put(member, handedOver(1));
      }
    }
    return ledger(letters, watches);
  }

  private static Ledger ledger(String letters, Map<Integer, Watch> watches) {
    Fleet fleet = Fleet.of(letters);
    watches.forEach(fleet::watch);
    return fleet.ledger();
  }

  private static Ledger verifiedUpTo(int member, String letters) {
    return Fleet.of(letters).verified(member).ledger();
  }
}
