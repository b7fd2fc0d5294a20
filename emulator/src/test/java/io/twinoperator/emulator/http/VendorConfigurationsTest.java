package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.configurations.Configuration;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationContent;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationMetrics;
import com.microsoft.azure.sdk.iot.service.configurations.ConfigurationsClient;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.DeviceCapabilities;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.configuration.Configurations;
import io.twinoperator.emulator.tls.Trust;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's own client for automatic device management, unmodified. */
class VendorConfigurationsTest {
  private static final String HOST = "iothub-production-001.azure-devices.net";

  private final SteppedClock clock = new SteppedClock();
  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private HubEmulator emulator;
  private ConfigurationsClient configurations;
  private RegistryClient registry;
  private TwinClient twins;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().hosts(HOST).clock(clock, clock.agenda()).start();
    HttpsURLConnection.setDefaultSSLSocketFactory(Trust.only(emulator.caPem()).getSocketFactory());
    String address = emulator.endpoint().authority();
    AzureSasCredential credential =
        new AzureSasCredential(Caller.token(HOST, "iothubowner", Instant.now().plusSeconds(300)));
    configurations = new ConfigurationsClient(address, credential);
    registry = new RegistryClient(address, credential);
    twins = new TwinClient(address, credential);
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    emulator.close();
  }

  @Test
  void aConfigurationLivesItsWholeLife() throws Exception {
    device("d1", "B1");
    device("d2", "B2");
    Configuration created = configurations.create(configuration("hvac", 10, "tags.site = 'B1'"));
    assertThat(created.getEtag()).isEqualTo("MQ==");
    assertThat(created.getSystemMetrics().getQueries().get("appliedCount"))
        .isEqualTo("select deviceId from devices where configurations.[[hvac]].status = 'Applied'");
    assertThatThrownBy(() -> configurations.create(configuration("hvac", 1, "*")))
        .isInstanceOf(IotHubConflictException.class)
        .hasMessageContaining("ConfigurationAlreadyExists");

    clock.advance(Configurations.SOON);
    Twin written = twins.get("d1");
    assertThat(written.getDesiredProperties()).containsEntry("interval", 30L);
    assertThat(written.getConfigurations()).containsKey("hvac");
    assertThat(written.getDesiredProperties().getTwinMetadata("interval").getLastUpdatedBy())
        .isEqualTo("hvac");
    assertThat(twins.get("d2").getDesiredProperties()).isEmpty();

    Configuration read = configurations.get("hvac");
    assertThat(read.getSystemMetrics().getResults())
        .containsEntry("targetedCount", 1L)
        .containsEntry("appliedCount", 1L);
    assertThat(read.getMetrics().getResults()).containsEntry("sites", 2L);
    read.setTargetCondition("tags.site = 'B2'");
    assertThat(configurations.replace(read).getEtag()).isEqualTo("Mg==");
    clock.advance(Configurations.SOON);
    assertThat(twins.get("d1").getDesiredProperties()).isEmpty();
    assertThat(twins.get("d2").getDesiredProperties()).containsEntry("interval", 30L);

    assertThat(configurations.get(20)).extracting(Configuration::getId).containsExactly("hvac");
    configurations.delete("hvac");
    clock.advance(Configurations.SOON);
    assertThat(twins.get("d2").getDesiredProperties()).isEmpty();
    assertThatThrownBy(() -> configurations.get("hvac"))
        .isInstanceOf(IotHubNotFoundException.class)
        .hasMessageContaining("ConfigurationNotFound");
  }

  @Test
  void refusalsArriveAsTheVendorsExceptions() throws Exception {
    assertThatThrownBy(() -> configurations.create(configuration("bad", 1, "status = 'enabled'")))
        .isInstanceOf(IotHubBadFormatException.class)
        .hasMessageContaining("InvalidConfigurationTargetCondition");
    configurations.create(configuration("good", 1, "*"));
    Configuration changed = configurations.get("good");
    changed.getContent().setDeviceContent(Map.of("properties.desired.interval", 60));
    assertThatThrownBy(() -> configurations.replace(changed))
        .isInstanceOf(IotHubBadFormatException.class)
        .hasMessageContaining("CannotModifyImmutableConfigurationContent");
  }

  @Test
  void contentIsAppliedToOneEdgeDevice() throws Exception {
    Device edge = new Device("edge-1");
    DeviceCapabilities capabilities = new DeviceCapabilities();
    capabilities.setIotEdge(true);
    edge.setCapabilities(capabilities);
    assertThat(registry.addDevice(edge).getScope()).startsWith("ms-azure-iot-edge://edge-1-");
    ConfigurationContent content = new ConfigurationContent();
    content.setModulesContent(
        Map.of("filter", Map.of("properties.desired", Map.of("threshold", 21))));
    configurations.applyConfigurationContentOnDevice("edge-1", content);
    assertThat(twins.get("edge-1", "filter").getDesiredProperties())
        .containsEntry("threshold", 21L);
    registry.addDevice(new Device("plain"));
    assertThatThrownBy(() -> configurations.applyConfigurationContentOnDevice("plain", content))
        .isInstanceOf(IotHubBadFormatException.class);
  }

  private void device(String id, String site) throws Exception {
    registry.addDevice(new Device(id));
    Twin tags = new Twin(id);
    tags.getTags().put("site", site);
    twins.patch(tags);
  }

  private static Configuration configuration(String id, int priority, String condition) {
    Configuration configuration = new Configuration(id);
    configuration.setPriority(priority);
    configuration.setTargetCondition(condition);
    configuration.setLabels(new HashMap<>(Map.of("owner", "tests")));
    ConfigurationContent content = new ConfigurationContent();
    content.setDeviceContent(Map.of("properties.desired.interval", 30));
    configuration.setContent(content);
    ConfigurationMetrics metrics = new ConfigurationMetrics();
    metrics.setQueries(Map.of("sites", "SELECT deviceId FROM devices WHERE is_defined(tags.site)"));
    configuration.setMetrics(metrics);
    return configuration;
  }
}
