package io.twinoperator.emulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJob;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobStatus;
import com.microsoft.azure.sdk.iot.service.jobs.ScheduledJobsClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.query.RawQueryResponse;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import com.microsoft.azure.sdk.iot.service.twin.TwinCollection;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.auth.DevelopmentKey;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.mqtt.TwinAnswer;
import io.twinoperator.emulator.tls.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What people do with device twins, row by row, through the vendor's Java clients alone: the
 * service client on the cloud's side, the device client on the device's, which knows no port but
 * 8883. Devices other than the one that is written about are registered and off.
 */
@Tag("vendor-ports")
class ScenarioTest {
  private static final String HUB = "iothub-production-001.azure-devices.net";
  private static final String DEVICE = "sensor-temp-042";
  private static final int FLEET = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private final Queue<Map<String, Object>> patches = new ConcurrentLinkedQueue<>();
  private HubEmulator emulator;
  private TwinClient twins;
  private String address;
  private AzureSasCredential credential;
  private DeviceClient device;

  @BeforeEach
  void start() {
    try {
      emulator = HubEmulator.builder().hosts(HUB).mqttPort(8883).start();
    } catch (IllegalStateException notBound) {
      abort("The vendor's device client has no other port: " + notBound.getMessage());
    }
    SimulatedFleet.builder(emulator.hub(), emulator.agenda(), emulator.clock())
        .count(FLEET)
        .build();
    HttpsURLConnection.setDefaultSSLSocketFactory(Trust.only(emulator.caPem()).getSocketFactory());
    address = emulator.endpoint().authority();
    credential =
        new AzureSasCredential(
            SasToken.sign(
                    HUB,
                    Optional.of("service"),
                    Instant.now().plusSeconds(300),
                    DevelopmentKey.bytes())
                .header());
    twins = new TwinClient(address, credential);
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    if (device != null) {
      device.close();
    }
    if (emulator != null) {
      emulator.close();
    }
  }

  @Test
  void row1TagsAreMergedAndTheDeviceNeverSeesThem() throws Exception {
    Twin patch = new Twin(DEVICE);
    patch
        .getTags()
        .put(
            "location",
            Map.of("building", "B1", "floor", 3, "room", "305", "zone", "manufacturing"));
    patch.getTags().put("deployment", Map.of("wave", 2, "date", "2026-01-15"));
    patch.getTags().put("customer", "acme-corp");
    long desiredVersion = version(twins.get(DEVICE).getDesiredProperties());

    twins.patch(patch);

    Twin twin = twins.get(DEVICE);
    assertThat(twin.getTags())
        .containsEntry("environment", "production")
        .containsEntry("customer", "acme-corp")
        .containsEntry("deployment", Map.of("wave", 2L, "date", "2026-01-15"));
    assertThat(version(twin.getDesiredProperties())).isEqualTo(desiredVersion);
    open();
    assertThat(TwinAnswer.read(device).getDesiredProperties())
        .doesNotContainKeys("tags", "customer");
    assertThat(TwinAnswer.read(device).getReportedProperties())
        .doesNotContainKeys("tags", "customer");
  }

  @Test
  void row2EveryUpdateOfDesiredPropertiesRaisesTheirVersion() throws Exception {
    long version = version(twins.get(DEVICE).getDesiredProperties());
    Twin patch = new Twin(DEVICE);
    patch.getDesiredProperties().put("telemetryInterval", 15);
    patch
        .getDesiredProperties()
        .put("temperatureThreshold", Map.of("min", 20.0, "max", 26.0, "alertEnabled", true));
    patch.getDesiredProperties().put("loggingLevel", "info");
    patch.getDesiredProperties().put("firmwareVersion", "2.2.0");

    TwinCollection desired = twins.patch(patch).getDesiredProperties();

    assertThat(version(desired)).isEqualTo(version + 1);
    assertThat(desired)
        .containsEntry("telemetryInterval", 15L)
        .containsEntry(
            "temperatureThreshold", Map.of("min", 20.0, "max", 26.0, "alertEnabled", true))
        .containsEntry("loggingLevel", "info")
        .containsEntry("firmwareVersion", "2.2.0");
    assertThat(version(desire("telemetryInterval", 20))).isEqualTo(version + 2);
  }

  @Test
  void row3AJobWritesWhateverItsConditionNames() throws Exception {
    ScheduledJobsClient jobs = new ScheduledJobsClient(address, credential);
    Twin patch = new Twin();
    patch.getDesiredProperties().put("telemetryInterval", 10);

    jobs.scheduleUpdateTwin(
        "floor3", "tags.location.floor = 3", patch, Date.from(Instant.now()), 3600);

    ScheduledJob done =
        await()
            .atMost(PATIENCE)
            .until(
                () -> jobs.get("floor3"),
                job -> job.getJobStatus() == ScheduledJobStatus.completed);
    List<String> floor3 = rows("SELECT deviceId FROM devices WHERE tags.location.floor = 3");
    assertThat(done.getJobStatistics().getSucceededCount())
        .isEqualTo(done.getJobStatistics().getDeviceCount())
        .isEqualTo(floor3.size())
        .isPositive();
    assertThat(rows("SELECT deviceId FROM devices WHERE properties.desired.telemetryInterval = 10"))
        .containsExactlyInAnyOrderElementsOf(floor3);
  }

  @Test
  void row4TheDeviceReadsItsTwinAndIsToldOfChangesAlone() throws Exception {
    open();
    assertThat(TwinAnswer.read(device).getDesiredProperties())
        .containsEntry("firmwareVersion", "2.2.0")
        .containsKeys("telemetryInterval", "temperatureThreshold");

    desire("telemetryInterval", 15);

    await().atMost(PATIENCE).until(() -> !patches.isEmpty());
    assertThat(patches).containsExactly(Map.of("telemetryInterval", 15L));
    report("telemetryInterval", 15);
    report("firmwareUpdate", Map.of("status", "downloading", "targetVersion", "2.2.0"));
    assertThat(twins.get(DEVICE).getReportedProperties())
        .containsEntry("telemetryInterval", 15L)
        .containsEntry("firmwareVersion", "2.1.0")
        .containsEntry("firmwareUpdate", Map.of("status", "downloading", "targetVersion", "2.2.0"));
  }

  @Test
  void row5TheDeviceReportsItsState() throws Exception {
    open();
    Map<String, Object> health =
        Map.of("cpuPercent", 12L, "memoryPercent", 40L, "diskPercent", 23L, "uptimeHours", 5L);
    Map<String, Object> network = Map.of("ipAddress", "10.0.3.42", "signalStrength", -61L);
    Twin earlier = twins.get(DEVICE);

    report("firmwareVersion", "2.2.0");
    report("systemHealth", health);
    report("networkInfo", network);
    report("lastReportTime", "2026-02-16T09:00:00Z");

    Twin twin = twins.get(DEVICE);
    assertThat(twin.getReportedProperties())
        .containsEntry("firmwareVersion", "2.2.0")
        .containsEntry("systemHealth", health)
        .containsEntry("networkInfo", network)
        .containsEntry("lastReportTime", "2026-02-16T09:00:00Z")
        .containsEntry("batteryLevel", 87L);
    assertThat(version(twin.getReportedProperties()))
        .isEqualTo(version(earlier.getReportedProperties()) + 4);
    assertThat(twin.getETag()).isEqualTo(earlier.getETag());
  }

  @Test
  void row6QueriesFindTwinsByWhatTheyHold() throws Exception {
    open();
    assertThat(
            rows(
                "SELECT deviceId, tags.location, properties.reported.batteryLevel FROM devices"
                    + " WHERE tags.location.floor = 3 AND properties.reported.batteryLevel < 20"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).contains("\"floor\":3").contains("batteryLevel"));
    String outdated =
        "SELECT deviceId FROM devices WHERE properties.desired.firmwareVersion !="
            + " properties.reported.firmwareVersion";
    assertThat(rows(outdated)).containsExactly("{\"deviceId\":\"" + DEVICE + "\"}");
    report("firmwareVersion", "2.2.0");
    assertThat(rows(outdated)).isEmpty();
    assertThat(
            rows(
                "SELECT tags.location.building, COUNT() AS deviceCount FROM devices"
                    + " GROUP BY tags.location.building"))
        .hasSize(3);
    String away =
        "SELECT deviceId, connectionState, lastActivityTime FROM devices"
            + " WHERE connectionState = 'Disconnected'";
    assertThat(rows(away)).hasSize(FLEET - 1).noneMatch(row -> row.contains(DEVICE));
    device.close();
    await().atMost(PATIENCE).until(() -> rows(away).size() == FLEET);
  }

  @Test
  void row9AChangeMadeWhileTheDeviceIsAwayReachesItWhenItIsBack() throws Exception {
    open();
    device.close();
    await()
        .atMost(PATIENCE)
        .until(() -> twins.get(DEVICE).getConnectionState().equalsIgnoreCase("Disconnected"));

    desire("telemetryInterval", 10);
    open();

    assertThat(TwinAnswer.read(device).getDesiredProperties())
        .containsEntry("telemetryInterval", 10L);
    report("telemetryInterval", 10);
    assertThat(twins.get(DEVICE).getReportedProperties()).containsEntry("telemetryInterval", 10L);
    assertThat(patches).as("nothing is kept for a device that is away").isEmpty();
  }

  /** Switches the device on. The client wants a host name with a dot. */
  private void open() throws Exception {
    device =
        new DeviceClient(
            emulator.deviceConnectionString(DEVICE).replace("=" + HUB, "=127.0.0.1"),
            IotHubClientProtocol.MQTT,
            ClientOptions.builder().sslContext(Trust.only(emulator.caPem())).build());
    device.open(false);
    // The client reads and reports nothing before.
    device.subscribeToDesiredProperties(
        (twin, context) -> patches.add(Map.copyOf(twin.getDesiredProperties())), null);
  }

  private TwinCollection desire(String name, Object value) throws Exception {
    Twin patch = new Twin(DEVICE);
    patch.getDesiredProperties().put(name, value);
    return twins.patch(patch).getDesiredProperties();
  }

  private void report(String name, Object value) throws Exception {
    var patch = new com.microsoft.azure.sdk.iot.device.twin.TwinCollection();
    patch.put(name, value);
    TwinAnswer.report(device, patch);
  }

  private List<String> rows(String query) throws Exception {
    RawQueryResponse response = new QueryClient(address, credential).queryRaw(query);
    List<String> rows = new ArrayList<>();
    while (response.hasNext()) {
      rows.add(response.next(QueryPageOptions.builder().pageSize(100).build()));
    }
    return rows;
  }

  private static long version(TwinCollection properties) {
    return properties.getVersion();
  }
}
