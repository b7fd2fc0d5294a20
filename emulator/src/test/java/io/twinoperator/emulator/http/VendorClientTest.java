package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJob;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobStatus;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobType;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.query.JobQueryResponse;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.query.RawQueryResponse;
import com.microsoft.azure.sdk.iot.service.query.TwinQueryResponse;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.tls.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's own Java client, unmodified, against the emulator. */
class VendorClientTest {

  private static final String HOST = "iothub-production-001.azure-devices.net";

  private final SteppedClock clock = new SteppedClock();
  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private HubEmulator emulator;
  private String address;
  private AzureSasCredential credential;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().hosts(HOST).clock(clock, clock.agenda()).start();
    HttpsURLConnection.setDefaultSSLSocketFactory(Trust.only(emulator.caPem()).getSocketFactory());
    address = emulator.endpoint().authority();
    credential = credential("iothubowner");
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    emulator.close();
  }

  @Test
  void registersReadsAndRemovesDevices() throws Exception {
    RegistryClient registry = new RegistryClient(address, credential);
    Device added = registry.addDevice(new Device("d1"));
    assertThat(added.getPrimaryKey()).isNotEmpty();
    assertThat(registry.getDevice("d1").getDeviceId()).isEqualTo("d1");
    assertThatThrownBy(() -> registry.addDevice(new Device("d1")))
        .isInstanceOf(IotHubConflictException.class);
    assertThat(registry.updateDevice(registry.getDevice("d1")).getDeviceId()).isEqualTo("d1");
    assertThat(registry.getStatistics().getTotalDeviceCount()).isEqualTo(1);
    registry.removeDevice("d1");
    assertThatThrownBy(() -> registry.getDevice("d1"))
        .isInstanceOf(IotHubNotFoundException.class)
        .hasMessageContaining("ErrorCode:DeviceNotFound");
  }

  @Test
  void patchesAndReplacesTwins() throws Exception {
    fleet(1);
    TwinClient twins = new TwinClient(address, credential);
    Twin change = new Twin("sensor-temp-042");
    change.getTags().put("customer", "acme-corp");
    change.getTags().put("environment", null);
    change.getDesiredProperties().put("telemetryInterval", 15);
    Twin patched = twins.patch(change);
    assertThat(patched.getTags())
        .containsEntry("customer", "acme-corp")
        .doesNotContainKey("environment");
    assertThat(patched.getDesiredProperties())
        .containsEntry("telemetryInterval", 15L)
        .containsEntry("firmwareVersion", "2.2.0");
    assertThat(patched.getReportedProperties()).containsEntry("batteryLevel", 87L);

    assertThatThrownBy(() -> twins.patch(change, "\"AAAAAAAAAAA=\""))
        .isInstanceOf(IotHubPreconditionFailedException.class);
    assertThat(twins.patch(change, "\"" + patched.getETag() + "\"").getETag())
        .isNotEqualTo(patched.getETag());

    Twin whole = new Twin("sensor-temp-042");
    whole.getTags().put("only", "this");
    whole.getDesiredProperties().put("a", List.of(1, Map.of("b", 2)));
    Twin replaced = twins.replace(whole);
    assertThat(replaced.getTags()).containsOnlyKeys("only");
    assertThat(twins.get("sensor-temp-042").getDesiredProperties()).containsOnlyKeys("a");
  }

  @Test
  void refusalsArriveAsTheVendorsExceptions() throws Exception {
    fleet(1);
    TwinClient twins = new TwinClient(address, credential);
    assertThatThrownBy(() -> twins.get("nobody"))
        .isInstanceOf(IotHubNotFoundException.class)
        .hasMessageContaining("ErrorCode:DeviceNotFound");
    Twin bad = new Twin("sensor-temp-042");
    bad.getDesiredProperties().put("text", "x".repeat(5000));
    assertThatThrownBy(() -> twins.patch(bad))
        .isInstanceOf(IotHubBadFormatException.class)
        .hasMessageContaining("ErrorCode:ArgumentInvalid")
        .hasMessageContaining("4096");
    assertThatThrownBy(() -> new TwinClient(address, credential("registryRead")).get("x"))
        .isInstanceOf(IotHubUnauthorizedException.class);
    assertThatThrownBy(
            () ->
                new TwinClient(
                        address,
                        new AzureSasCredential(
                            Caller.token("other.azure-devices.net", "service", soon())))
                    .get("x"))
        .isInstanceOf(IotHubUnauthorizedException.class);
  }

  @Test
  void queriesPageByPage() throws Exception {
    fleet(60);
    QueryClient queries = new QueryClient(address, credential);
    QueryPageOptions pages = QueryPageOptions.builder().pageSize(25).build();
    TwinQueryResponse twins = queries.queryTwins("SELECT * FROM devices", pages);
    List<String> ids = new ArrayList<>();
    while (twins.hasNext()) {
      ids.add(twins.next(pages).getDeviceId());
    }
    assertThat(ids).hasSize(60).doesNotHaveDuplicates();

    assertThat(
            rows(
                queries.queryRaw(
                    "SELECT deviceId, tags.location, properties.reported.batteryLevel FROM devices"
                        + " WHERE tags.location.floor = 3 AND properties.reported.batteryLevel < 20")))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).contains("batteryLevel"));
    assertThat(
            rows(
                queries.queryRaw(
                    "SELECT deviceId FROM devices WHERE properties.desired.firmwareVersion !="
                        + " properties.reported.firmwareVersion")))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("sensor-temp-042"));
    assertThat(
            rows(
                queries.queryRaw(
                    "SELECT tags.location.building, COUNT() AS deviceCount FROM devices"
                        + " GROUP BY tags.location.building")))
        .hasSize(3);
    assertThat(
            rows(
                queries.queryRaw(
                    "SELECT deviceId, connectionState, lastActivityTime FROM devices"
                        + " WHERE connectionState = 'Disconnected'")))
        .hasSize(60);
    assertThatThrownBy(() -> queries.queryRaw("SELECT * FROM devices WHERE ("))
        .isInstanceOf(IotHubBadFormatException.class);
  }

  @Test
  void runsAJobToItsEnd() throws Exception {
    fleet(60);
    ScheduledJobsClient jobs = new ScheduledJobsClient(address, credential);
    Twin change = new Twin();
    change.getDesiredProperties().put("telemetryInterval", 10);
    Date now = Date.from(clock.instant());

    jobs.scheduleUpdateTwin("floor3", "tags.location.floor = 3", change, now, 3600);
    assertThatThrownBy(
            () -> jobs.scheduleUpdateTwin("second", "tags.location.floor = 1", change, now, 3600))
        .isInstanceOf(IotHubTooManyRequestsException.class)
        .hasMessageContaining("ThrottlingMaxActiveJobCountExceeded");

    clock.advance(Duration.ofMinutes(5));
    ScheduledJob done = jobs.get("floor3");
    assertThat(done.getJobStatus()).isEqualTo(ScheduledJobStatus.completed);
    assertThat(done.getJobType()).isEqualTo(ScheduledJobType.scheduleUpdateTwin);
    assertThat(done.getJobStatistics().getSucceededCount())
        .isEqualTo(done.getJobStatistics().getDeviceCount())
        .isPositive();
    assertThat(
            emulator
                .hub()
                .twins()
                .get(ClientId.device("sensor-temp-042"))
                .at("/properties/desired/telemetryInterval")
                .intValue())
        .isEqualTo(10);
    assertThat(
            rows(
                new QueryClient(address, credential)
                    .queryRaw("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'floor3'")))
        .hasSize(done.getJobStatistics().getDeviceCount());
  }

  @Test
  void listsAndCancelsJobs() throws Exception {
    fleet(1);
    ScheduledJobsClient jobs = new ScheduledJobsClient(address, credential);
    Twin change = new Twin();
    change.getTags().put("a", 1);
    jobs.scheduleUpdateTwin("later", "*", change, Date.from(clock.instant().plusSeconds(3600)), 60);
    JobQueryResponse listed =
        jobs.query(ScheduledJobType.scheduleUpdateTwin, ScheduledJobStatus.scheduled);
    assertThat(listed.next().getJobId()).isEqualTo("later");
    assertThat(listed.hasNext()).isFalse();

    jobs.cancel("later");
    assertThat(jobs.get("later").getJobStatus()).isEqualTo(ScheduledJobStatus.cancelled);
    clock.advance(Duration.ofHours(2));
    assertThat(emulator.hub().twins().get(ClientId.device("sensor-temp-042")).path("tags").has("a"))
        .isFalse();
  }

  private void fleet(int devices) {
    SimulatedFleet.builder(emulator.hub(), clock.agenda(), clock).count(devices).build();
  }

  private static List<String> rows(RawQueryResponse response) throws Exception {
    List<String> rows = new ArrayList<>();
    while (response.hasNext()) {
      rows.add(response.next(QueryPageOptions.builder().pageSize(100).build()));
    }
    return rows;
  }

  private static AzureSasCredential credential(String policy) {
    return new AzureSasCredential(Caller.token(HOST, policy, soon()));
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(300);
  }
}
