package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.throttle.DeviceTwinOperations;
import io.twinoperator.emulator.throttle.FullBacklog;
import io.twinoperator.emulator.throttle.JobTwinUpdates;
import io.twinoperator.emulator.throttle.Shaping;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.emulator.throttle.Throttling;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HubThrottlesTest {
  private static final ThrottledOperation UPDATE = ThrottledOperation.TWIN_UPDATE;

  @Test
  void waitsGoThroughTheAgenda() {
    HubFixture f = throttled(ThrottleSettings.on());
    HubThrottles throttles = f.hub.throttles();
    List<Instant> turns = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      throttles.enter(UPDATE, 1).thenRun(() -> turns.add(f.clock.instant()));
    }
    Instant start = f.clock.instant();
    assertThat(turns).hasSize(50).containsOnly(start);
    assertThat(throttles.waiting(UPDATE)).isEqualTo(10);
    f.pass(Duration.ofSeconds(1));
    assertThat(turns.subList(50, 60))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, 10)
                .mapToObj(i -> start.plusMillis(20L * i))
                .toList());
  }

  @Test
  void refusalsCarryTheHubsNames() {
    HubFixture f = throttled(ThrottleSettings.on());
    HubThrottles throttles = f.hub.throttles();
    List<CompletableFuture<Void>> queries = new ArrayList<>();
    for (int i = 0; i < 121; i++) {
      queries.add(throttles.enter(ThrottledOperation.QUERY, 1).toCompletableFuture());
    }
    assertThatThrownBy(() -> queries.get(120).join())
        .hasCauseInstanceOf(HubError.class)
        .cause()
        .hasMessageContaining("QUERY: this hub allows 20 in 60 s")
        .extracting(e -> ((HubError) e).code())
        .isEqualTo(429001);
    assertThat(queries.get(119)).isNotDone();
    f.pass(Duration.ofSeconds(20));
    assertThatThrownBy(() -> queries.get(119).join())
        .cause()
        .extracting(e -> ((HubError) e).code())
        .isEqualTo(429003);
    Shaping named = new Shaping(1, 0, Duration.ofSeconds(20), FullBacklog.BACKLOG_LIMIT_EXCEEDED);
    HubThrottles other = throttled(ThrottleSettings.on().with(named)).hub.throttles();
    for (int i = 0; i < 20; i++) {
      other.enter(ThrottledOperation.QUERY, 1);
    }
    assertThatThrownBy(() -> other.enter(ThrottledOperation.QUERY, 1).toCompletableFuture().join())
        .cause()
        .extracting(e -> ((HubError) e).name())
        .isEqualTo("ThrottleBacklogLimitExceeded");
  }

  @Test
  void offNothingWaits() {
    HubFixture f = new HubFixture();
    for (int i = 0; i < 10_000; i++) {
      assertThat(f.hub.throttles().enter(UPDATE, 1).toCompletableFuture()).isCompleted();
    }
    f.hub.throttles().set(Throttling.ON);
    for (int i = 0; i < 51; i++) {
      f.hub.throttles().enter(UPDATE, 1);
    }
    assertThat(f.hub.throttles().waiting(UPDATE)).isEqualTo(1);
  }

  @Test
  void devicesShareTheTwinThrottlesUnlessTheSwitchSaysOtherwise() {
    HubFixture shared = throttled(ThrottleSettings.on());
    reports(shared, 60);
    assertThat(shared.hub.throttles().waiting(UPDATE)).isEqualTo(10);

    HubFixture free = throttled(ThrottleSettings.on().with(DeviceTwinOperations.UNTHROTTLED));
    assertThat(reports(free, 60)).allMatch(report -> report.toCompletableFuture().isDone());
    assertThat(free.hub.throttles().waiting(UPDATE)).isZero();
    HubThrottles connections = free.hub.throttles();
    for (int i = 0; i < 101; i++) {
      connections.enterAsDevice(ThrottledOperation.DEVICE_CONNECTION);
    }
    assertThat(connections.waiting(ThrottledOperation.DEVICE_CONNECTION)).isEqualTo(1);
  }

  @Test
  void aReportIsWrittenWhenItsTurnComes() {
    HubFixture f = throttled(ThrottleSettings.on());
    List<CompletionStage<Long>> reports = reports(f, 52);
    f.pass(Duration.ofMillis(20));
    assertThat(reports.get(50).toCompletableFuture()).isCompletedWithValue(52L);
    assertThat(reports.get(51).toCompletableFuture()).isNotDone();
    f.pass(Duration.ofMillis(20));
    assertThat(reports.get(51).toCompletableFuture()).isCompletedWithValue(53L);
  }

  @Test
  void jobsTakeTurnsOfTheTwinThrottleOnlyByTheSwitch() {
    assertThat(waitingAfterAJob(JobTwinUpdates.OWN_PACE)).isZero();
    assertThat(waitingAfterAJob(JobTwinUpdates.TAKE_TURNS_OF_THE_TWIN_THROTTLE)).isPositive();
  }

  @Test
  void whatCountsInTheQuota() {
    HubFixture f = throttled(ThrottleSettings.on());
    HubThrottles throttles = f.hub.throttles();
    f.device("d", "{}");
    ClientId id = ClientId.device("d");
    PacedLink paced = f.hub.paced(id, f.hub.connect(id, new HubFixture.Recorder()));
    assertThat(throttles.messagesToday()).isZero();
    paced.report(Json.object("{\"a\":1}"), OptionalLong.empty());
    assertThat(throttles.messagesToday()).isEqualTo(1);
    paced.twin();
    assertThat(throttles.messagesToday()).isEqualTo(2);
    f.patch("d", "{\"properties\":{\"desired\":{\"a\":1}}}");
    assertThat(throttles.messagesToday()).as("a notification").isEqualTo(3);
    f.patch("d", "{\"tags\":{\"a\":1}}");
    assertThat(throttles.messagesToday()).as("no notification").isEqualTo(3);
    job(f, "j", "{\"etag\":\"*\",\"tags\":{\"b\":1}}");
    f.pass(Duration.ofSeconds(1));
    assertThat(throttles.messagesToday()).as("a job's device operation").isEqualTo(4);
    f.pass(Duration.ofDays(1));
    assertThat(throttles.messagesToday()).isZero();
  }

  @Test
  void aUsedUpQuotaStopsDevicesAndJobsUntilMidnight() {
    HubFixture f = new HubFixture(HubSettings.of(Tier.FREE, 1).with(ThrottleSettings.on()));
    HubThrottles throttles = f.hub.throttles();
    f.device("d", "{}");
    ClientId id = ClientId.device("d");
    PacedLink paced = f.hub.paced(id, f.hub.connect(id, new HubFixture.Recorder()));
    throttles.meter(() -> 8_000L * 512);
    assertThat(throttles.messagesToday()).isEqualTo(throttles.messagesPerDay());
    assertThatThrownBy(
            () ->
                paced
                    .report(Json.object("{\"a\":1}"), OptionalLong.empty())
                    .toCompletableFuture()
                    .join())
        .cause()
        .isInstanceOfSatisfying(
            HubError.class,
            e -> {
              assertThat(e.code()).isEqualTo(403002);
              assertThat(e.shape()).isEqualTo(ErrorShape.DEVICE);
            })
        .hasMessageContaining("Max allowed message count: '8000'");
    job(f, "j", "{\"etag\":\"*\",\"tags\":{\"b\":1}}");
    f.pass(Duration.ofSeconds(1));
    JsonNode row = f.all("SELECT * FROM devices.jobs", 10).get(0);
    assertThat(row.at("/error/code").asText()).isEqualTo("IotHubQuotaExceeded");
    f.pass(Duration.between(f.clock.instant(), Instant.parse("2026-02-17T00:00:00Z")));
    assertThat(paced.report(Json.object("{\"a\":1}"), OptionalLong.empty()).toCompletableFuture())
        .isCompleted();
  }

  private static int waitingAfterAJob(JobTwinUpdates switched) {
    HubFixture f = throttled(ThrottleSettings.on().with(switched));
    for (int i = 0; i < 10; i++) {
      f.device("d" + i, "{}");
    }
    job(f, "j", "{\"etag\":\"*\",\"tags\":{\"b\":1}}");
    f.pass(Duration.ofSeconds(1)); // the tenth device is written at its very end
    for (int i = 0; i < 50; i++) {
      f.hub.throttles().enter(UPDATE, 1);
    }
    return f.hub.throttles().waiting(UPDATE);
  }

  private static void job(HubFixture f, String jobId, String update) {
    f.hub
        .jobs()
        .create(
            jobId,
            Json.object(
                "{\"jobId\":\""
                    + jobId
                    + "\",\"type\":\"scheduleUpdateTwin\",\"queryCondition\":\"*\","
                    + "\"startTime\":\"1970-01-01T00:00:00Z\",\"maxExecutionTimeInSeconds\":3600,"
                    + "\"updateTwin\":"
                    + update
                    + "}"));
  }

  private static List<CompletionStage<Long>> reports(HubFixture f, int count) {
    f.device("d", "{}");
    ClientId id = ClientId.device("d");
    PacedLink paced = f.hub.paced(id, f.hub.connect(id, new HubFixture.Recorder()));
    List<CompletionStage<Long>> reports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reports.add(paced.report(Json.object("{\"n\":" + i + "}"), OptionalLong.empty()));
    }
    return reports;
  }

  private static HubFixture throttled(ThrottleSettings settings) {
    return new HubFixture(HubSettings.defaults().with(settings));
  }
}
