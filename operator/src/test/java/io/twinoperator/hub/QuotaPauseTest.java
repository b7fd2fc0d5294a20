package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuotaPauseTest {

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final QuotaPause pause = new QuotaPause();

  @Test
  void lastsUntilMidnight() {
    pause.exceeded(NOON);

    assertThat(pause.until(NOON.plusSeconds(1))).contains(Instant.parse("2026-03-03T00:00:00Z"));
    assertThat(pause.until(NOON.plus(Duration.ofHours(12)))).isEmpty();
  }

  @Test
  void whatAClockSaidThatWasADayAheadCountsNoMore() {
    pause.exceeded(NOON.plus(Duration.ofDays(30)));

    assertThat(pause.until(NOON)).isEmpty();
  }
}
