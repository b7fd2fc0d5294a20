package io.twinoperator.iothub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.hub.HubException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HubFailureTest {

  private static final Instant TEN_PM = Instant.parse("2026-03-01T22:00:00Z");
  private static final int ENDLESS = Integer.MAX_VALUE;

  static Stream<Arguments> table() {
    return Stream.of(
        row(new HubException.NotFound("m"), "NotFound", false, "PT1M", 0),
        row(new HubException.Unauthorized("m"), "Unauthorized", true, "PT1H", 0),
        row(new HubException.Forbidden("m"), "Forbidden", true, "PT1H", 0),
        row(new HubException.QuotaExceeded("m"), "QuotaExceeded", false, "PT2H", 0),
        row(
            new HubException.Throttled("m", Duration.ofSeconds(10)),
            "Throttled",
            false,
            "PT10S",
            ENDLESS),
        row(
            new HubException.Throttled("m", Duration.ofMillis(20)),
            "Throttled",
            false,
            "PT0.02S",
            ENDLESS),
        row(new HubException.JobSlotsTaken("m"), "JobSlotsTaken", false, "PT30S", 0),
        row(new HubException.Conflict("m"), "Conflict", false, "PT2S", 2),
        row(new HubException.AlreadyExists("m"), "AlreadyExists", true, "PT1H", 0),
        row(new HubException.Invalid("m"), "Refused", true, "PT1H", 0),
        row(new HubException.TooLarge("m"), "TooLarge", true, "PT1H", 0),
        row(new HubException.Unavailable("m"), "Unavailable", false, "PT1S", 2),
        row(new HubException.Unknown("m"), "UnknownAnswer", false, "PT1S", 2));
  }

  private static Arguments row(
      HubException failure, String reason, boolean terminal, String delay, int patience) {
    return Arguments.of(failure, reason, terminal, Duration.parse(delay), patience);
  }

  @ParameterizedTest
  @MethodSource("table")
  void theTable(
      HubException failure, String reason, boolean terminal, Duration delay, int patience) {
    HubFailure found = HubFailure.of(failure);

    assertThat(found.reason()).isEqualTo(reason);
    assertThat(found.terminal()).isEqualTo(terminal);
    assertThat(found.patience()).isEqualTo(patience);
    assertThat(found.message()).isEqualTo("m");
    assertThat(found.retry().delay(TEN_PM, 0, 0)).isEqualTo(delay);
  }

  @Test
  void theTableHasARowForEveryWayToFail() {
    Set<String> tested =
        table().map(row -> row.get()[0].getClass().getName()).collect(Collectors.toSet());

    assertThat(tested)
        .isEqualTo(
            Arrays.stream(HubException.class.getPermittedSubclasses())
                .map(Class::getName)
                .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource({"0,2", "1,4", "2,8", "6,128", "8,300", "1000,300"})
  void unavailableBacksOffForEverUpToFiveMinutes(int attempt, int longestSeconds) {
    HubFailure.Retry retry = HubFailure.of(new HubException.Unavailable("m")).retry();

    assertThat(retry.delay(TEN_PM, attempt, 1)).isEqualTo(Duration.ofSeconds(longestSeconds));
    assertThat(retry.delay(TEN_PM, attempt, 0))
        .isEqualTo(Duration.ofSeconds(longestSeconds).dividedBy(2));
  }

  @Test
  void theHubsTrackingIdIsNoPartOfTheMessage() {
    var failure =
        new HubException.Unauthorized(
            "the hub answered 401: ErrorCode:X;Unauthorized"
                + " Tracking ID:57AA506EA06D-G:0-TimeStamp:11/23/2026 04:48:02; renew the key");

    assertThat(HubFailure.of(failure).message())
        .isEqualTo("the hub answered 401: ErrorCode:X;Unauthorized; renew the key");
  }

  @Test
  void theQuotaIsWaitedForWithAMinuteToSpread() {
    HubFailure.Retry retry = HubFailure.of(new HubException.QuotaExceeded("m")).retry();

    assertThat(retry.delay(TEN_PM, 5, 1)).isEqualTo(Duration.ofHours(2).plusMinutes(1));
  }

  @Test
  void whatTheBudgetHasReckonedIsKeptToTheMoment() {
    HubFailure.Retry busy =
        HubFailure.of(new HubException.Throttled("m", Duration.ofSeconds(40))).retry();
    HubFailure.Retry empty =
        HubFailure.of(new HubException.QuotaExceeded("m", Duration.ofMinutes(10))).retry();

    assertThat(busy.delay(TEN_PM, 7, 0.9)).as("it is the caller's own").hasSeconds(40);
    assertThat(empty.delay(TEN_PM, 7, 0)).hasMinutes(10);
    assertThat(empty.delay(TEN_PM, 7, 1)).hasMinutes(11);
  }
}
