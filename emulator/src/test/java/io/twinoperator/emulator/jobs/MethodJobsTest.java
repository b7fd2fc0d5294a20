package io.twinoperator.emulator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.device.DeviceProfile;
import io.twinoperator.emulator.device.MethodReply;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.Switches;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MethodJobsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = new VirtualClock();
  private final Agenda agenda = new Agenda(clock);
  private EmulatedHub hub = hub(HubSettings.defaults());

  private EmulatedHub hub(HubSettings settings) {
    return new EmulatedHub("test.azure-devices.net", settings, clock, agenda);
  }

  /** A device that is off and would answer {@code reboot}. */
  private SimulatedDevice device(String id, Duration delay, int status) {
    hub.identities().create(ClientId.device(id), Json.object("{}"));
    return new SimulatedDevice(
        hub,
        agenda,
        clock,
        DeviceProfile.of(id)
            .answering("reboot", new MethodReply(delay, status, IntNode.valueOf(7))));
  }

  private static ObjectNode job() {
    return Json.object(
        "{'type':'scheduleDeviceMethod','updateTwin':null,'cloudToDeviceMethod':"
            + "{'methodName':'reboot','responseTimeoutInSeconds':30,'connectTimeoutInSeconds':0,"
            + "'payload':null},'queryCondition':'*','maxExecutionTimeInSeconds':200}");
  }

  private void pass(Duration duration) {
    clock.advance(duration, agenda);
  }

  private JsonNode row(String deviceId) {
    return hub.query(
            "SELECT * FROM devices.jobs WHERE deviceId = '" + deviceId + "'", 1, Optional.empty())
        .items()
        .get(0);
  }

  private String statistics(String jobId) {
    return hub.jobs().get(jobId).path("deviceJobStatistics").toString();
  }

  @Test
  void theDevicesAnswerStandsInItsRow() {
    device("d1", SECOND, 200).connect();
    assertThat(hub.jobs().create("j", job()).toString())
        .isEqualTo("{\"jobId\":\"j\",\"type\":\"scheduleDeviceMethod\",\"status\":\"queued\"}");
    pass(Duration.ofMillis(500));
    assertThat(row("d1").path("status").asText()).isEqualTo("running");
    pass(SECOND);

    JsonNode done = hub.jobs().get("j");
    assertThat(done.path("status").asText()).isEqualTo("completed");
    assertThat(done.path("type").asText()).isEqualTo("scheduleDeviceMethod");
    assertThat(done.path("cloudToDeviceMethod").toString())
        .isEqualTo(
            "{\"methodName\":\"reboot\",\"responseTimeoutInSeconds\":30,"
                + "\"connectTimeoutInSeconds\":0}");
    assertThat(done.has("updateTwin")).isFalse();
    assertThat(row("d1").toString())
        .isEqualTo(
            "{\"deviceId\":\"d1\",\"jobId\":\"j\",\"jobType\":\"scheduleDeviceMethod\","
                + "\"status\":\"completed\",\"startTimeUtc\":\"2026-02-16T09:00:00.0000000Z\","
                + "\"endTimeUtc\":\"2026-02-16T09:00:01.1000000Z\","
                + "\"createdDateTimeUtc\":\"2026-02-16T09:00:00.0000000Z\","
                + "\"lastUpdatedDateTimeUtc\":\"2026-02-16T09:00:01.1000000Z\","
                + "\"outcome\":{\"deviceMethodResponse\":{\"status\":200,\"payload\":7}}}");
  }

  @Test
  void aDeviceThatAnswersAnErrorHasAnswered() {
    device("d1", SECOND, 500).connect();
    hub.jobs().create("j", job());
    pass(SECOND.multipliedBy(2));

    assertThat(row("d1").path("status").asText()).isEqualTo("completed");
    assertThat(row("d1").at("/outcome/deviceMethodResponse/status").asInt()).isEqualTo(500);
    assertThat(statistics("j"))
        .isEqualTo(
            "{\"deviceCount\":1,\"failedCount\":0,\"succeededCount\":1,\"runningCount\":0,"
                + "\"pendingCount\":0}");
  }

  @Test
  void slowDevicesHoldUpNobody() {
    for (int i = 0; i < 20; i++) {
      device("slow" + i, SECOND.multipliedBy(25), 200).connect();
    }
    device("z-quick", Duration.ZERO, 200).connect();
    hub.jobs().create("j", job());
    pass(Duration.ofMillis(2050));
    assertThat(statistics("j"))
        .isEqualTo(
            "{\"deviceCount\":21,\"failedCount\":0,\"succeededCount\":0,\"runningCount\":21,"
                + "\"pendingCount\":0}");
    pass(SECOND);
    assertThat(row("z-quick").path("status").asText()).isEqualTo("completed");
    pass(SECOND.multipliedBy(25));
    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aDeviceThatIsAwayIsWaitedForAndTakesNoTurnMeanwhile() {
    SimulatedDevice away = device("a-away", Duration.ZERO, 200);
    device("b-here", Duration.ZERO, 200).connect();
    hub.jobs().create("j", job());
    pass(Duration.ofMillis(100));
    assertThat(row("b-here").path("status").asText()).isEqualTo("completed");
    assertThat(row("a-away").path("status").asText()).isEqualTo("pending");
    assertThat(row("a-away").has("startTimeUtc")).isFalse();
    pass(SECOND.multipliedBy(100));
    away.connect();
    pass(SECOND);

    assertThat(row("a-away").path("status").asText()).isEqualTo("completed");
    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aDeviceThatNeverComesFailsWithTheHubsWords() {
    device("d1", Duration.ZERO, 200);
    hub.jobs().create("j", job());
    pass(SECOND.multipliedBy(200));

    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("failed");
    assertThat(row("d1").toString())
        .contains("\"status\":\"failed\"")
        .contains("\"startTimeUtc\":\"2026-02-16T09:00:00.0000000Z\"")
        .contains("\"endTimeUtc\":\"2026-02-16T09:03:20.0000000Z\"")
        .contains("\"outcome\":{}")
        .contains(
            "\"error\":{\"code\":\"JobRunPreconditionFailed\",\"description\":\"The job did not"
                + " start within specified period: either device did not come online or invalid"
                + " endTime specified.\"}");
  }

  @Test
  void aJobOutOfTimeIsCompletedWhenTheSwitchSaysSo() {
    hub =
        hub(
            new HubSettings(
                Tier.S1,
                1,
                Switches.defaults()
                    .with(
                        new JobRules(
                            UnfinishedEndTime.FAR_FUTURE,
                            ScheduledJobs.TAKE_A_SLOT,
                            JobsOutOfTime.COMPLETE))));
    device("d1", Duration.ZERO, 200);
    hub.jobs().create("j", job());
    pass(SECOND.multipliedBy(200));
    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("completed");
    assertThat(hub.jobs().get("j").path("endTime").asText())
        .isEqualTo("2026-02-16T09:03:20.0000000Z");
    assertThat(row("d1").path("status").asText()).isEqualTo("failed");
  }

  @Test
  void aDeviceThatDoesNotAnswerOrLeavesOrIsDeletedFailsAlone() {
    device("mute", SECOND.multipliedBy(100), 200).connect();
    SimulatedDevice leaves = device("leaves", SECOND.multipliedBy(10), 200);
    leaves.connect();
    device("gone", Duration.ZERO, 200);
    hub.jobs().create("j", job());
    pass(SECOND);
    leaves.disconnect();
    hub.identities().delete(ClientId.device("gone"), new IfMatch.Any());
    pass(SECOND.multipliedBy(40));

    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("completed");
    assertThat(row("mute").at("/error/code").asText()).isEqualTo("GatewayTimeout");
    assertThat(row("leaves").path("error").toString())
        .isEqualTo("{\"code\":\"DeviceNotOnline\",\"description\":\"Device unavailable\"}");
    assertThat(row("gone").at("/error/code").asText()).isEqualTo("DeviceNotFound");
  }

  @Test
  void aDeviceThatLeavesBeforeItsTurnIsWaitedForAgain() {
    SimulatedDevice device = device("d1", Duration.ZERO, 200);
    device.connect();
    hub.jobs().create("j", job());
    pass(Duration.ofMillis(50));
    device.disconnect();
    pass(SECOND);
    assertThat(row("d1").path("status").asText()).isEqualTo("pending");
    device.connect();
    pass(SECOND);
    assertThat(row("d1").path("status").asText()).isEqualTo("completed");
  }

  @Test
  void devicesThatComeAllAtOnceAreCalledAtThePace() {
    List<SimulatedDevice> devices =
        java.util.stream.IntStream.range(0, 25)
            .mapToObj(i -> device("d" + i, Duration.ZERO, 200))
            .toList();
    hub.jobs().create("j", job());
    pass(SECOND.multipliedBy(5));
    devices.forEach(SimulatedDevice::connect);
    pass(SECOND);
    assertThat(hub.jobs().get("j").at("/deviceJobStatistics/succeededCount").asInt()).isEqualTo(10);
    pass(SECOND.multipliedBy(2));
    assertThat(hub.jobs().get("j").path("status").asText()).isEqualTo("completed");
  }

  @Test
  void methodJobsAreListedApartFromTwinJobs() {
    hub = hub(HubSettings.of(Tier.S2, 1));
    hub.jobs().create("method", job());
    hub.jobs()
        .create(
            "twin",
            Json.object(
                "{'type':'scheduleUpdateTwin','updateTwin':{'etag':'*','tags':{'a':1}},"
                    + "'queryCondition':'*'}"));
    assertThat(
            hub.queryJobs(
                    Optional.of("scheduleDeviceMethod"), Optional.empty(), 10, Optional.empty())
                .items())
        .singleElement()
        .satisfies(job -> assertThat(job.path("jobId").asText()).isEqualTo("method"));
  }

  @Test
  void historyIsKeptFor30DaysAfterTheEnd() {
    device("d1", Duration.ZERO, 200).connect();
    hub.jobs().create("old", job());
    pass(SECOND);
    pass(Duration.ofDays(20));
    hub.jobs().create("young", job());
    pass(Duration.ofDays(10).minusSeconds(1));
    assertThat(hub.jobs().get("old").path("status").asText()).isEqualTo("completed");
    String query = "SELECT * FROM devices.jobs";
    assertThat(hub.query(query, 10, Optional.empty()).items()).hasSize(2);
    String second = hub.query(query, 1, Optional.empty()).continuation().orElseThrow();

    pass(SECOND);

    assertThat(hub.jobs().get("old").path("status").asText()).isEqualTo("unknown");
    assertThat(hub.query(query, 10, Optional.empty()).items())
        .singleElement()
        .satisfies(row -> assertThat(row.path("jobId").asText()).isEqualTo("young"));
    assertThat(hub.query(query, 1, Optional.of(second)).items())
        .as("a page that was begun goes on where it was")
        .singleElement()
        .satisfies(row -> assertThat(row.path("jobId").asText()).isEqualTo("young"));
    hub.jobs().create("old", job());
  }
}
