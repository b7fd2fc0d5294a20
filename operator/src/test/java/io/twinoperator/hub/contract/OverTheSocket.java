package io.twinoperator.hub.contract;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import io.twinoperator.hub.azure.InvalidConnectionStringException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The emulator behind HTTPS, reached by the adapter that the operator uses. */
final class OverTheSocket implements RemoteHub {
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final HubEmulator emulator;
  private final Hub hub;
  private final RestHub rest;
  private int devices;

  OverTheSocket(HubSettings settings) throws Exception {
    emulator = HubEmulator.builder().hosts(HOST.name()).settings(settings).start();
    hub = connect(emulator.connectionString(HOST.name()));
    rest =
        RestHub.of(
            emulator.endpoint().uri(),
            HOST.name(),
            LiveHub.key(ConnectionString.parse(emulator.connectionString(HOST.name()))),
            trust(emulator.caPem()));
  }

  private static SSLContext trust(String caPem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.UTF_8))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Override
  public RestHub rest() {
    return rest;
  }

  private Hub connect(String connectionString)
      throws InvalidConnectionStringException, HubException {
    return AzureHubs.install(InstantSource.system())
        .connect(
            HOST,
            ConnectionString.parse(connectionString),
            Optional.of(new Endpoint("localhost", emulator.httpsPort())),
            Optional.of(emulator.caPem()));
  }

  @Override
  public Hub hub() {
    return hub;
  }

  @Override
  public Hub withAWrongKey() throws Exception {
    return connect(RemoteHub.strangersConnectionString(HOST.name()));
  }

  @Override
  public String createDevice(String idBegins) {
    String id = idBegins + devices++;
    emulator.hub().identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
    return id;
  }

  @Override
  public void report(String deviceId, ObjectNode reported) {
    EmulatedDevices.report(emulator.hub(), deviceId, reported);
  }

  @Override
  public void until(Callable<Boolean> condition) {
    await().atMost(LONGEST_WAIT).until(condition);
  }

  @Override
  public void close() {
    emulator.close();
  }
}
