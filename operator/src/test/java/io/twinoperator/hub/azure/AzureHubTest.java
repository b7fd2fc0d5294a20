package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AzureSasCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.Hub.QueryPage;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The adapter over HTTPS against an emulated hub. */
class AzureHubTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final ObjectMapper JSON = new ObjectMapper();

  private HubEmulator emulator;
  private EmulatedHub emulated;
  private Hub hub;

  @BeforeEach
  void start() throws Exception {
    emulator = HubEmulator.builder().hosts(HOST.name()).start();
    emulated = emulator.hub();
    hub = connect(InstantSource.system());
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private Hub connect(InstantSource clock) throws Exception {
    return AzureHubs.install(clock)
        .connect(
            HOST,
            ConnectionString.parse(emulator.connectionString(HOST.name())),
            Optional.of(new Endpoint("localhost", emulator.httpsPort())),
            Optional.of(emulator.caPem()));
  }

  private static MergePatch patch(String tags, String desired) throws Exception {
    return new MergePatch((ObjectNode) JSON.readTree(tags), (ObjectNode) JSON.readTree(desired));
  }

  private Twin device(String id, String tags, String desired) throws Exception {
    emulated
        .identities()
        .create(ClientId.device(id), JsonNodeFactory.instance.objectNode().put("deviceId", id));
    return hub.patch(id, patch(tags, desired), hub.twin(id).etag());
  }

  /** Why the vendor's typed client is not used for twins; see docs/adr/0004. */
  @Test
  void theVendorsTwinLosesTheMetadataBelowTheFirstLevel() throws Exception {
    device("sensor-1", "{}", "{\"threshold\":{\"min\":1}}");
    String token =
        SasTokens.of(
                ConnectionString.parse(emulator.connectionString(HOST.name())),
                InstantSource.system())
            .header();
    TwinClient client =
        new TwinClient("localhost:" + emulator.httpsPort(), new AzureSasCredential(token));

    assertThat(asTheVendorTrusts(() -> client.get("sensor-1")).getDesiredProperties().toString())
        .contains("\"threshold\":{\"min\":1}", "$lastUpdatedVersion")
        .matches(
            text -> !text.matches(".*\"min\":\\{[^}]*\\$lastUpdatedVersion.*"),
            "no $lastUpdatedVersion for threshold.min");
  }

  /** Its own clients trust what the JVM's HTTPS connections do, and nothing else. */
  private <T> T asTheVendorTrusts(Callable<T> call) throws Exception {
    SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    HttpsURLConnection.setDefaultSSLSocketFactory(
        Trust.context(emulator.caPem()).getSocketFactory());
    try {
      return call.call();
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(before);
    }
  }

  @Test
  void aStaleEtagIsAConflictAndChangesNothing() throws Exception {
    Twin before = device("sensor-1", "{}", "{\"interval\":10}");
    Twin now = hub.patch("sensor-1", patch("{}", "{\"interval\":20}"), before.etag());

    assertThatThrownBy(() -> hub.patch("sensor-1", patch("{}", "{\"interval\":30}"), before.etag()))
        .isInstanceOf(HubException.Conflict.class)
        .hasMessageContaining("device sensor-1")
        .hasMessageContaining(HOST.name());
    assertThat(hub.twin("sensor-1")).isEqualTo(now);
  }

  @Test
  void aMissingDeviceIsNotFoundByName() {
    assertThatThrownBy(() -> hub.twin("nobody"))
        .isInstanceOf(HubException.NotFound.class)
        .hasMessageContaining("device nobody")
        .hasMessageContaining(HOST.name())
        .hasMessageContaining("DeviceNotFound");
  }

  @Test
  void aRefusedValueIsInvalidInTheHubsWords() throws Exception {
    Twin twin = device("sensor-1", "{}", "{\"a\":1}");
    String tooLong = "x".repeat(5000);

    assertThatThrownBy(
            () -> hub.patch("sensor-1", patch("{}", "{\"a\":\"" + tooLong + "\"}"), twin.etag()))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("4096");
  }

  @Test
  void queriesCarryQuotesAndAnyLanguage() throws Exception {
    String site = "it's \"Süd\\東\" 😀";
    emulated
        .identities()
        .create(ClientId.device("sensor-1"), JsonNodeFactory.instance.objectNode());
    ObjectNode tags = JsonNodeFactory.instance.objectNode().put("site", site).put("größe", 3);
    hub.patch(
        "sensor-1",
        new MergePatch(tags, JsonNodeFactory.instance.objectNode()),
        hub.twin("sensor-1").etag());
    device("sensor-2", "{\"site\":\"other\"}", "{}");

    assertThat(rows("SELECT * FROM devices WHERE tags.site = " + QueryText.literal(site)))
        .extracting(row -> row.path("tags").path("site").asText())
        .containsExactly(site);
    assertThat(rows("SELECT * FROM devices WHERE tags.site = 'it\\'s \"Süd\\\\東\" 😀'"))
        .as("as a user may write it")
        .hasSize(1);
    assertThat(
            rows("SELECT * FROM devices WHERE tags.site IN " + QueryText.list(List.of(site, "x"))))
        .hasSize(1);
  }

  @Test
  void aQueryThatDoesNotParseOrIsTooLongIsInvalid() {
    assertThatThrownBy(() -> rows("SELECT * FROM devices WHERE tags.floor ="))
        .isInstanceOf(HubException.Invalid.class);
    assertThatThrownBy(
            () -> rows("SELECT * FROM devices WHERE tags.x = '" + "y".repeat(8192) + "'"))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("8192");
  }

  @Test
  void aJobThatHasNotStartedHoldsTheSlotAndCanBeCancelled() throws Exception {
    device("sensor-1", "{}", "{\"interval\":10}");
    Hub ahead = connect(() -> Instant.now().plus(Duration.ofMinutes(5)));

    HubJob scheduled = ahead.createJob(job("fr-later", "deviceId = 'sensor-1'", "{\"a\":1}"));
    assertThat(scheduled.status().cancellable()).isTrue();
    assertThatThrownBy(() -> hub.createJob(job("fr-2", "deviceId = 'sensor-1'", "{\"a\":1}")))
        .isInstanceOf(HubException.JobSlotsTaken.class);

    assertThat(hub.cancelJob("fr-later").status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(status("fr-later")).isEqualTo(JobStatus.CANCELLED);
    assertThat(hub.twin("sensor-1").desired().has("a")).isFalse();
  }

  @Test
  void aJobNobodyKnowsIsEmpty() throws Exception {
    assertThat(hub.job("fr-none")).isEmpty();
    assertThatThrownBy(() -> hub.cancelJob("fr-none")).isInstanceOf(HubException.class);
  }

  @Test
  void aJobThatNoHubWouldTakeIsNotSent() {
    assertThatThrownBy(() -> hub.createJob(job("fr_1", "*", "{\"a\":1}")))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("letters, digits and hyphens");
    assertThatThrownBy(() -> hub.createJob(job("fr-1", "x".repeat(8193), "{\"a\":1}")))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("8193")
        .hasMessageContaining("8192");
  }

  private JobStatus status(String jobId) throws HubException {
    return hub.job(jobId).orElseThrow().status();
  }

  private static JobRequest job(String id, String condition, String desired) throws Exception {
    return new JobRequest(id, condition, patch("{}", desired), Duration.ofHours(1));
  }

  private List<JsonNode> rows(String sql) throws HubException {
    return hub.query(sql, QueryPage.MAX_ROWS, Optional.empty()).rows();
  }
}
