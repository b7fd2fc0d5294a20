package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.tls.Trust;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's own clients for identities and for twins of modules, unmodified. */
class VendorRegistryTest {
  private static final String HOST = "iothub-production-001.azure-devices.net";

  private final SteppedClock clock = new SteppedClock();
  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private HubEmulator emulator;
  private RegistryClient registry;
  private TwinClient twins;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().hosts(HOST).clock(clock, clock.agenda()).start();
    HttpsURLConnection.setDefaultSSLSocketFactory(Trust.only(emulator.caPem()).getSocketFactory());
    AzureSasCredential credential =
        new AzureSasCredential(Caller.token(HOST, "iothubowner", Instant.now().plusSeconds(300)));
    registry = new RegistryClient(emulator.endpoint().authority(), credential);
    twins = new TwinClient(emulator.endpoint().authority(), credential);
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    emulator.close();
  }

  @Test
  void modulesAreAddedReadListedUpdatedAndRemoved() throws Exception {
    registry.addDevice(new Device("d1"));
    Module added = registry.addModule(new Module("d1", "m1"));
    assertThat(added.getPrimaryKey()).isNotEmpty();
    registry.addModule(new Module("d1", "m2"));
    assertThatThrownBy(() -> registry.addModule(new Module("d1", "m1")))
        .isInstanceOf(IotHubConflictException.class)
        .hasMessageContaining("ModuleAlreadyExistsOnDevice");
    assertThat(registry.getModulesOnDevice("d1"))
        .extracting(Module::getId)
        .containsExactly("m1", "m2");
    assertThat(registry.updateModule(registry.getModule("d1", "m1")).getETag())
        .isNotEqualTo(added.getETag());
    registry.removeModule("d1", "m1");
    assertThatThrownBy(() -> registry.getModule("d1", "m1"))
        .isInstanceOf(IotHubNotFoundException.class)
        .hasMessageContaining("ModuleNotFound");
    registry.removeDevice("d1");
    assertThatThrownBy(() -> registry.getModule("d1", "m2"))
        .isInstanceOf(IotHubNotFoundException.class);
  }

  @Test
  void aDeviceHasFiftyModulesAtMost() throws Exception {
    registry.addDevice(new Device("d1"));
    for (int i = 0; i < 50; i++) {
      registry.addModule(new Module("d1", "m" + i));
    }
    assertThatThrownBy(() -> registry.addModule(new Module("d1", "m50")))
        .isInstanceOf(IotHubException.class)
        .hasMessageContaining("TooManyModulesOnDevice")
        .hasMessageContaining("maximum is 50");
  }

  @Test
  void aModulesTwinIsItsOwn() throws Exception {
    registry.addDevice(new Device("d1"));
    registry.addModule(new Module("d1", "m1"));
    Twin change = new Twin("d1", "m1");
    change.getTags().put("a", 1);
    change.getDesiredProperties().put("b", List.of(1, 2));
    Twin patched = twins.patch(change);
    assertThat(patched.getModuleId()).isEqualTo("m1");
    assertThat(twins.get("d1", "m1").getTags()).containsEntry("a", 1L);
    assertThat(twins.get("d1").getTags()).isEmpty();
    Twin whole = new Twin("d1", "m1");
    whole.getDesiredProperties().put("only", true);
    assertThat(twins.replace(whole).getDesiredProperties()).containsOnlyKeys("only");
  }

  @Test
  void identitiesKeepWhatTheyAreGiven() throws Exception {
    Device certified = new Device("x509", AuthenticationType.SELF_SIGNED);
    certified.setThumbprint("A".repeat(40), "B".repeat(40));
    certified.setStatus(DeviceStatus.Disabled);
    certified.setScope("ms-azure-iot-edge://parent-1");
    registry.addDevice(certified);
    Device read = registry.getDevice("x509");
    assertThat(read.getPrimaryThumbprint()).isEqualTo("A".repeat(40));
    assertThat(read.getStatus()).isEqualTo(DeviceStatus.Disabled);
    assertThat(read.getScope()).isEqualTo("ms-azure-iot-edge://parent-1");
    assertThat(read.getParentScopes()).containsExactly("ms-azure-iot-edge://parent-1");
    assertThat(registry.getStatistics().getTotalDeviceCount()).isEqualTo(1);
    assertThat(registry.getStatistics().getDisabledDeviceCount()).isEqualTo(1);
  }

  @Test
  void noContainerCanBeReached() {
    assertThatThrownBy(
            () -> registry.exportDevices("https://x.blob.core.windows.net/c?sig=s", true))
        .isInstanceOf(IotHubBadFormatException.class)
        .hasMessageContaining("BlobContainerValidationError");
    assertThatThrownBy(
            () ->
                registry.importDevices(
                    "https://x.blob.core.windows.net/i", "https://x.blob.core.windows.net/o"))
        .isInstanceOf(IotHubBadFormatException.class)
        .hasMessageContaining("BlobContainerValidationError");
    assertThatThrownBy(() -> registry.getJob("a-job"))
        .isInstanceOf(IotHubNotFoundException.class)
        .hasMessageContaining("JobNotFound");
  }
}
