package io.twinoperator.iothub;

import static io.twinoperator.hub.HubException.Throttled.By.BUDGET;
import static io.twinoperator.hub.HubException.Throttled.By.HUB;
import static io.twinoperator.iothub.HubFailure.Patience.A_QUARTER_OF_AN_HOUR;
import static io.twinoperator.iothub.HubFailure.Patience.ENDLESS;
import static io.twinoperator.iothub.HubFailure.Patience.NONE;
import static io.twinoperator.iothub.HubFailure.Patience.TWO_FAILURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubException.AlreadyExists;
import io.twinoperator.hub.HubException.Conflict;
import io.twinoperator.hub.HubException.Forbidden;
import io.twinoperator.hub.HubException.Invalid;
import io.twinoperator.hub.HubException.JobSlotsTaken;
import io.twinoperator.hub.HubException.NotFound;
import io.twinoperator.hub.HubException.QuotaExceeded;
import io.twinoperator.hub.HubException.Suspended;
import io.twinoperator.hub.HubException.TooLarge;
import io.twinoperator.hub.HubException.Unauthorized;
import io.twinoperator.hub.HubException.Unavailable;
import io.twinoperator.hub.HubException.Unknown;
import io.twinoperator.iothub.HubFailure.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HubFailureTest {

  private static final Instant TEN_PM = Instant.parse("2026-03-01T22:00:00Z");

  private record Row(
      HubException failure,
      String reason,
      String condition,
      String delay,
      Patience patience,
      String event) {}

  /** What stands in the README is what is tested here. */
  static Stream<Row> table() {
    return Stream.of(
        row(new NotFound("m"), "NotFound", "Reconciling", "PT1M", NONE, "Warning"),
        row(new Unauthorized("m"), "Unauthorized", "Stalled", "PT1H", NONE, "Warning"),
        row(new Forbidden("m"), "Forbidden", "Stalled", "PT1H", NONE, "Warning"),
        row(new QuotaExceeded("m"), "QuotaExceeded", "Reconciling", "PT2H", NONE, "Warning"),
        row(new Suspended("m"), "HubSuspended", "Reconciling", "PT1M", NONE, "Normal"),
        row(throttled(HUB), "Throttled", "Reconciling", "PT10S", A_QUARTER_OF_AN_HOUR, "Warning"),
        row(throttled(BUDGET), "Throttled", "Reconciling", "PT10S", ENDLESS, ""),
        row(new JobSlotsTaken("m"), "JobSlotsTaken", "Reconciling", "PT30S", NONE, "Normal"),
        row(new Conflict("m"), "Conflict", "Reconciling", "PT2S", TWO_FAILURES, "Warning"),
        row(new AlreadyExists("m"), "AlreadyExists", "Stalled", "PT1H", NONE, "Warning"),
        row(new Invalid("m"), "Refused", "Stalled", "PT1H", NONE, "Warning"),
        row(new TooLarge("m"), "TooLarge", "Stalled", "PT1H", NONE, "Warning"),
        row(new Unavailable("m"), "Unavailable", "Reconciling", "PT1S", TWO_FAILURES, "Warning"),
        row(new Unknown("m"), "UnknownAnswer", "Reconciling", "PT1S", TWO_FAILURES, "Warning"));
  }

  private static HubException throttled(HubException.Throttled.By by) {
    return new HubException.Throttled("m", Duration.ofSeconds(10), by);
  }

  private static Row row(
      HubException failure,
      String reason,
      String condition,
      String delay,
      Patience patience,
      String event) {
    return new Row(failure, reason, condition, delay, patience, event);
  }

  @ParameterizedTest
  @MethodSource("table")
  void theTable(Row row) {
    HubFailure found = HubFailure.of(row.failure());

    assertThat(found.reason()).isEqualTo(row.reason());
    assertThat(found.standing().condition()).isEqualTo(row.condition());
    assertThat(found.terminal()).isEqualTo(row.condition().equals("Stalled"));
    assertThat(found.retry().delay(TEN_PM, 0, 0)).isEqualTo(Duration.parse(row.delay()));
    assertThat(found.patience()).isEqualTo(row.patience());
    assertThat(found.event().map(event -> event.type().word()).orElse("")).isEqualTo(row.event());
    assertThat(found.event().map(HubFailure.Event::reason))
        .isEqualTo(found.event().map(unused -> row.reason()));
    assertThat(found.effect() == HubFailure.Effect.UNCERTAIN)
        .as("only what is lost on the way may have been done")
        .isEqualTo(List.of("Unavailable", "UnknownAnswer").contains(row.reason()));
    assertThat(found.message()).isEqualTo("m");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,0,PT0S,false",
    "TWO_FAILURES,0,PT0S,true",
    "TWO_FAILURES,1,PT5H,true",
    "TWO_FAILURES,2,PT1S,false",
    "A_QUARTER_OF_AN_HOUR,90,PT14M59S,true",
    "A_QUARTER_OF_AN_HOUR,90,PT15M,false",
    "ENDLESS,100000,PT24H,true"
  })
  void patience(Patience patience, int before, Duration since, boolean isBorne) {
    assertThat(patience.bears(before, since)).isEqualTo(isBorne);
  }

  @Test
  void theTableHasARowForEveryWayToFail() {
    Set<String> tested =
        table().map(row -> row.failure().getClass().getName()).collect(Collectors.toSet());

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
