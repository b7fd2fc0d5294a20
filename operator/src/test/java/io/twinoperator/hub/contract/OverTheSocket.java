package io.twinoperator.hub.contract;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import io.twinoperator.hub.azure.InvalidConnectionStringException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The emulator behind HTTPS, reached by the adapter that the operator uses. */
final class OverTheSocket implements RemoteHub {
  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final HubEmulator emulator = HubEmulator.builder().hosts(HOST.name()).start();
  private final Hub hub;
  private int devices;

  OverTheSocket() throws Exception {
    hub = connect(emulator.connectionString(HOST.name()));
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
