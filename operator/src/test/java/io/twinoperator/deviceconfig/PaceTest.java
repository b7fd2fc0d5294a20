package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  private static final Instant WRITE = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0,2", "1,1", "2,3", "4,1", "5,10", "15,45", "59,1", "60,60", "120,120", "240,240", "700,260"
  })
  void afterAWriteADeviceIsReadAt2And5And15And60SecondsAndThenEachTimeTwiceAsLate(
      int secondsSinceWrite, int secondsToWait) {
    assertThat(
            Pace.STANDARD.nextRead(
                Optional.of(WRITE), Pace.Owed.ANSWER, WRITE.plusSeconds(secondsSinceWrite)))
        .contains(Duration.ofSeconds(secondsToWait));
  }

  @ParameterizedTest
  @CsvSource({"0,60", "5,55", "60,60", "700,260"})
  void aDeviceThatIsAwayCannotAnswerYetAndIsReadFrom60SecondsOn(
      int secondsSinceWrite, int secondsToWait) {
    assertThat(
            Pace.STANDARD.nextRead(
                Optional.of(WRITE), Pace.Owed.RETURN, WRITE.plusSeconds(secondsSinceWrite)))
        .contains(Duration.ofSeconds(secondsToWait));
  }

  @Test
  void aWriteFromBeforeTheClockWasPutBackCountsAsOneOfNow() {
    assertThat(
            Pace.STANDARD.nextRead(
                Optional.of(WRITE), Pace.Owed.ANSWER, WRITE.minus(Duration.ofHours(6))))
        .contains(Duration.ofSeconds(2));
  }

  @Test
  void afterAnHourTheSweepAloneLooks() {
    assertThat(
            Pace.STANDARD.nextRead(Optional.of(WRITE), Pace.Owed.ANSWER, WRITE.plusSeconds(1920)))
        .isEmpty();
  }

  @Test
  void onceItHasConfirmedTheSweepAloneLooks() {
    assertThat(Pace.STANDARD.nextRead(Optional.of(WRITE), Pace.Owed.NOTHING, WRITE.plusSeconds(1)))
        .isEmpty();
  }

  @Test
  void withoutAKnownWriteTheSweepAloneLooks() {
    assertThat(Pace.STANDARD.nextRead(Optional.empty(), Pace.Owed.ANSWER, WRITE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,60", "1,120", "2,240", "5,1920", "6,3600", "100,3600"})
  void aMissingDeviceIsLookedForEachTimeTwiceAsLate(int looks, int seconds) {
    assertThat(Pace.STANDARD.untilItIsThere().delay(WRITE, looks, 0))
        .isEqualTo(Duration.ofSeconds(seconds));
    assertThat(Pace.STANDARD.untilItIsThere().delay(WRITE, looks, 1))
        .isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds * 11L / 10));
  }
}
