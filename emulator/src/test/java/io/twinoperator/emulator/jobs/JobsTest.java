package io.twinoperator.emulator.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.QueryPage;
import io.twinoperator.emulator.hub.Switches;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsTest {
  private final VirtualClock clock = new VirtualClock();
  private final Agenda agenda = new Agenda(clock);
  private EmulatedHub hub = hub(HubSettings.defaults());

  private EmulatedHub hub(HubSettings settings) {
    return new EmulatedHub("test.azure-devices.net", settings, clock, agenda);
  }

  private void devices(int count) {
    for (int i = 0; i < count; i++) {
      String id = String.format("d%04d", i);
      hub.identities().create(ClientId.device(id), Json.object("{}"));
      hub.twins()
          .patch(ClientId.device(id), Json.object("{'tags':{'floor':3}}"), new IfMatch.Absent());
    }
  }

  private static ObjectNode job(String condition) {
    return Json.object(
            "{'type':'scheduleUpdateTwin','cloudToDeviceMethod':null,'updateTwin':{'deviceId':null,"
                + "'etag':'*','tags':{},'properties':{'desired':{'telemetryInterval':10},"
                + "'reported':{}}},'startTime':'1970-01-01T00:00:00.000Z',"
                + "'maxExecutionTimeInSeconds':3600}")
        .put("queryCondition", condition);
  }

  private void pass(Duration duration) {
    clock.advance(duration, agenda);
  }

  private String status(String jobId) {
    return hub.jobs().get(jobId).path("status").asText();
  }

  private List<JsonNode> rows(String where) {
    return hub.query("SELECT * FROM devices.jobs WHERE " + where, 100, Optional.empty()).items();
  }

  @Test
  void aJobUpdatesItsDevicesAtThePaceOfTheTier() {
    devices(25);
    assertThat(hub.jobs().create("floor3", job("tags.floor = 3")).toString())
        .isEqualTo("{\"jobId\":\"floor3\",\"type\":\"scheduleUpdateTwin\",\"status\":\"queued\"}");
    assertThat(hub.jobs().get("floor3").path("endTime").asText())
        .isEqualTo("9999-12-31T23:59:59.9999999Z");

    pass(Duration.ofSeconds(1));

    assertThat(hub.jobs().get("floor3").path("status").asText()).isEqualTo("running");
    assertThat(hub.jobs().get("floor3").path("deviceJobStatistics").toString())
        .isEqualTo(
            "{\"deviceCount\":25,\"failedCount\":0,\"succeededCount\":10,\"runningCount\":1,"
                + "\"pendingCount\":14}");
    assertThat(rows("devices.jobs.status = 'completed'")).hasSize(10);
    assertThat(rows("devices.jobs.status = 'running'")).hasSize(1);
    assertThat(rows("status = 'pending' AND jobId = 'floor3'")).hasSize(14);

    pass(Duration.ofMillis(1500));

    ObjectNode done = hub.jobs().get("floor3");
    assertThat(done.path("status").asText()).isEqualTo("completed");
    assertThat(done.path("startTime").asText()).isEqualTo("2026-02-16T09:00:00.0000000Z");
    assertThat(done.path("endTime").asText()).isEqualTo("2026-02-16T09:00:02.5000000Z");
    assertThat(done.has("cloudToDeviceMethod")).isFalse();
    assertThat(done.path("updateTwin").toString())
        .isEqualTo(
            "{\"etag\":\"*\",\"tags\":{},\"properties\":{\"desired\":{\"telemetryInterval\":10},"
                + "\"reported\":{}}}");
    assertThat(
            hub.query(
                    "SELECT COUNT() AS n FROM devices"
                        + " WHERE properties.desired.telemetryInterval = 10",
                    1,
                    Optional.empty())
                .items()
                .toString())
        .isEqualTo("[{\"n\":25}]");
    assertThat(rows("deviceId = 'd0001'").get(0).toString())
        .isEqualTo(
            "{\"deviceId\":\"d0001\",\"jobId\":\"floor3\",\"jobType\":\"scheduleUpdateTwin\","
                + "\"status\":\"completed\",\"startTimeUtc\":\"2026-02-16T09:00:00.1000000Z\","
                + "\"endTimeUtc\":\"2026-02-16T09:00:00.2000000Z\","
                + "\"createdDateTimeUtc\":\"2026-02-16T09:00:00.0000000Z\","
                + "\"lastUpdatedDateTimeUtc\":\"2026-02-16T09:00:00.2000000Z\",\"outcome\":{}}");
  }

  @ParameterizedTest
  @CsvSource({"FREE,1,10", "S1,200,10", "S2,1,10", "S2,20,20", "S3,2,100"})
  void thePaceIsTheTiers(Tier tier, int units, int perSecond) {
    hub = hub(HubSettings.of(tier, units));
    devices(perSecond + 1);
    hub.jobs().create("j", job("*"));
    pass(Duration.ofSeconds(1));

    assertThat(hub.jobs().get("j").path("deviceJobStatistics").path("succeededCount").asInt())
        .isEqualTo(perSecond);
  }

  @Test
  void runningJobsShareThePace() {
    hub = hub(HubSettings.of(Tier.S2, 1));
    devices(20);
    hub.jobs().create("a", job("*"));
    hub.jobs().create("b", job("*"));
    pass(Duration.ofSeconds(2));

    assertThat(rows("status = 'completed' AND jobId = 'a'")).hasSize(10);
    assertThat(rows("status = 'completed' AND jobId = 'b'")).hasSize(10);
  }

  @Test
  void theConditionIsAskedWhenTheJobStarts() {
    devices(1);
    hub.jobs().create("later", job("tags.floor = 4").put("startTime", "2026-02-16T09:01:00+00:00"));
    assertThat(status("later")).isEqualTo("scheduled");
    hub.twins()
        .patch(ClientId.device("d0000"), Json.object("{'tags':{'floor':4}}"), new IfMatch.Absent());
    pass(Duration.ofSeconds(59));
    assertThat(status("later")).isEqualTo("scheduled");

    pass(Duration.ofSeconds(2));

    assertThat(status("later")).isEqualTo("completed");
    assertThat(hub.jobs().get("later").path("startTime").asText())
        .isEqualTo("2026-02-16T09:01:00.0000000Z");
    assertThat(rows("jobId = 'later'")).hasSize(1);
  }

  @Test
  void aConditionThatDoesNotParseFailsTheJobAtItsStart() {
    hub.jobs().create("bad", job("SELECT * FROM devices"));
    pass(Duration.ZERO);

    assertThat(status("bad")).isEqualTo("failed");
    assertThat(hub.jobs().get("bad").path("failureReason").asText())
        .startsWith("SQL query parse failed due to following errors: \n\tLine 1:29 ");
    hub.jobs().create("next", job("*"));
  }

  @Test
  void aConditionWithoutMatchCompletesAtOnce() {
    hub.jobs().create("none", job("tags.floor = 99"));
    pass(Duration.ZERO);

    assertThat(status("none")).isEqualTo("completed");
    assertThat(hub.jobs().get("none").path("deviceJobStatistics").path("deviceCount").asInt())
        .isZero();
  }

  @Test
  void aDeviceThatFailsDoesNotFailTheJob() {
    devices(3);
    String large = "x".repeat(4000);
    StringBuilder desired = new StringBuilder("{'k0':'" + large + "'");
    for (int i = 1; i < 8; i++) {
      desired.append(",'k").append(i).append("':'").append(large).append('\'');
    }
    hub.twins()
        .patch(
            ClientId.device("d0001"),
            Json.object("{'properties':{'desired':" + desired + "}}}"),
            new IfMatch.Absent());
    ObjectNode request = job("*");
    ((ObjectNode) request.path("updateTwin").path("properties").path("desired"))
        .put("more", "y".repeat(1000));
    hub.jobs().create("j", request);
    pass(Duration.ofMillis(250));
    hub.identities().delete(ClientId.device("d0002"), new IfMatch.Any());
    pass(Duration.ofSeconds(1));

    assertThat(status("j")).isEqualTo("completed");
    assertThat(hub.jobs().get("j").path("deviceJobStatistics").path("failedCount").asInt())
        .isEqualTo(2);
    assertThat(rows("status = 'failed' AND error.code = 'ArgumentInvalid'").get(0).path("error"))
        .isEqualTo(
            Json.object(
                "{'code':'ArgumentInvalid',"
                    + "'description':'Twin properties size 33045 exceeds maximum 32768'}"));
    assertThat(rows("devices.jobs.error.code = 'DeviceNotFound'")).hasSize(1);
  }

  @Test
  void aJobWhoseTimeRunsOutFailsWithTheDevicesItDidNotReach() {
    devices(25);
    hub.jobs().create("short", job("*").put("maxExecutionTimeInSeconds", 1));
    pass(Duration.ofSeconds(10));

    assertThat(status("short")).isEqualTo("failed");
    assertThat(rows("status = 'completed'")).hasSize(9);
    assertThat(rows("error.code = 'JobRunPreconditionFailed'")).hasSize(16);
    assertThat(hub.jobs().get("short").path("endTime").asText())
        .isEqualTo("2026-02-16T09:00:01.0000000Z");
  }

  @ParameterizedTest
  @CsvSource({"FREE,1", "S1,1", "S2,5", "S3,10"})
  void aJobTooManyIsRefused(Tier tier, int slots) {
    hub = hub(HubSettings.of(tier, 1));
    devices(1);
    for (int i = 0; i < slots; i++) {
      hub.jobs().create("j" + i, job("*"));
    }
    assertRefused(() -> hub.jobs().create("over", job("*")), 429, 429004);
    assertThat(status("over")).isEqualTo("unknown");
    pass(Duration.ofSeconds(5));

    hub.jobs().create("over", job("*"));
    assertThat(status("over")).isEqualTo("queued");
  }

  @Test
  void aScheduledJobWaitsForASlotWhenTheSwitchSaysSo() {
    hub =
        hub(
            new HubSettings(
                Tier.S1,
                1,
                Switches.defaults()
                    .with(
                        new JobRules(
                            UnfinishedEndTime.ABSENT,
                            ScheduledJobs.WAIT_FOR_A_SLOT,
                            JobsOutOfTime.FAIL))));
    devices(20);
    hub.jobs().create("first", job("*"));
    hub.jobs().create("second", job("*"));
    assertThat(hub.jobs().get("second").has("endTime")).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(List.of(status("first"), status("second"))).containsExactly("running", "queued");
    pass(Duration.ofSeconds(1));
    assertThat(List.of(status("first"), status("second"))).containsExactly("completed", "running");
    pass(Duration.ofSeconds(2));
    assertThat(status("second")).isEqualTo("completed");
  }

  @Test
  void onlyAJobThatHasNotStartedCanBeCancelled() {
    devices(5);
    hub.jobs().create("j", job("*").put("startTime", "2026-02-16T10:00:00Z"));

    assertThat(hub.jobs().cancel("j").path("status").asText()).isEqualTo("cancelled");
    assertRefused(() -> hub.jobs().cancel("j"), 405, 405000);
    assertRefused(() -> hub.jobs().cancel("nobody"), 404, 404002);
    pass(Duration.ofHours(2));
    assertThat(status("j")).isEqualTo("cancelled");
    assertThat(rows("true")).isEmpty();

    hub.jobs().create("running", job("*"));
    pass(Duration.ofMillis(100));
    assertRefused(() -> hub.jobs().cancel("running"), 405, 405000);
  }

  @Test
  void anIdIsUsedOnce() {
    hub.jobs().create("j", job("*"));
    pass(Duration.ZERO);
    assertThat(status("j")).isEqualTo("completed");
    assertRefused(() -> hub.jobs().create("j", job("*")), 409, 409104);
  }

  @Test
  void anUnknownJobIsUnknown() {
    assertThat(hub.jobs().get("nobody").toString())
        .isEqualTo("{\"jobId\":\"nobody\",\"type\":\"unknown\",\"status\":\"unknown\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'import'}",
        "{'type':'scheduleDeviceMethod'}",
        "{'type':'scheduleDeviceMethod','cloudToDeviceMethod':{'payload':1}}",
        "{'type':'scheduleDeviceMethod',"
            + "'cloudToDeviceMethod':{'methodName':'m','responseTimeoutInSeconds':301}}",
        "{'queryCondition':null}",
        "{'queryCondition':' '}",
        "{'updateTwin':null}",
        "{'updateTwin':{'etag':'AAAAAAAAAAE=','tags':{'a':1}}}",
        "{'updateTwin':{'tags':{'a':1}}}",
        "{'updateTwin':{'etag':'*','tags':{'a.b':1}}}",
        "{'startTime':'tomorrow'}",
        "{'maxExecutionTimeInSeconds':0}",
        "{'maxExecutionTimeInSeconds':1.5}",
        "{'jobId':'another'}"
      })
  void aRequestThatMakesNoSenseIsRefused(String change) {
    ObjectNode request = job("*");
    request.setAll(Json.object(change));

    assertRefused(() -> hub.jobs().create("j", request), 400, 400004);
    assertThat(status("j")).isEqualTo("unknown");
  }

  @Test
  void idsAndConditionsHaveTheirLimits() {
    hub.jobs().create("x".repeat(64), job("true" + " ".repeat(8188)));
    assertRefused(() -> hub.jobs().create("x".repeat(65), job("*")), 400, 400004);
    assertRefused(() -> hub.jobs().create("a_b", job("*")), 400, 400004);
    assertRefused(() -> hub.jobs().create("j", job("true" + " ".repeat(8189))), 412, 412001);
  }

  @Test
  void jobsAreListedByTypeAndStatusInPages() {
    for (int i = 0; i < 5; i++) {
      hub.jobs().create("j" + i, job(i == 2 ? "bad bad" : "*"));
      pass(Duration.ofSeconds(1));
    }
    assertThat(list(Optional.empty(), Optional.of("failed"))).containsExactly("j2");
    assertThat(list(Optional.of("scheduleUpdateTwin"), Optional.of("completed")))
        .containsExactly("j0", "j1", "j3", "j4");
    assertThat(list(Optional.of("scheduleDeviceMethod"), Optional.empty())).isEmpty();
    assertThat(hub.queryJobs(Optional.empty(), Optional.empty(), 5, Optional.empty()).itemType())
        .isEqualTo("JobResponse");
  }

  private List<String> list(Optional<String> type, Optional<String> status) {
    List<String> ids = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      QueryPage page = hub.queryJobs(type, status, 2, token);
      page.items().forEach(item -> ids.add(item.path("jobId").asText()));
      token = page.continuation();
    } while (token.isPresent());
    return ids;
  }

  private static void assertRefused(ThrowingCallable call, int status, int code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HubError.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.httpStatus()).isEqualTo(status);
            });
  }
}
