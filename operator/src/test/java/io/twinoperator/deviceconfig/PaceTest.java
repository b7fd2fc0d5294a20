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
  @CsvSource({"0,2", "1,1", "2,3", "4,1", "5,10", "15,45", "59,1", "60,60", "3600,60"})
  void afterAWriteADeviceIsReadAt2And5And15And60SecondsAndThenEveryMinute(
      int secondsSinceWrite, int secondsToWait) {
    assertThat(
            Pace.STANDARD.nextRead(Optional.of(WRITE), false, WRITE.plusSeconds(secondsSinceWrite)))
        .isEqualTo(Duration.ofSeconds(secondsToWait));
  }

  @Test
  void onceItHasConfirmedEveryFiveMinutes() {
    assertThat(Pace.STANDARD.nextRead(Optional.of(WRITE), true, WRITE.plusSeconds(1)))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void withoutAKnownWriteEveryMinuteUntilItHasConfirmed() {
    assertThat(Pace.STANDARD.nextRead(Optional.empty(), false, WRITE))
        .isEqualTo(Duration.ofMinutes(1));
  }
}
