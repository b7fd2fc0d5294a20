package io.twinoperator.demo.world;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.hub.azure.ConnectionString;
import io.twinoperator.hub.azure.Endpoint;
import io.twinoperator.hub.azure.InvalidConnectionStringException;
import io.twinoperator.iothub.AzureHubConnector;
import io.twinoperator.runtime.Settings;
import io.twinoperator.runtime.TwinOperator;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that runs in the demo's process: the emulated hub behind HTTPS with its devices, and
 * the operator, which reaches the one through the vendor's SDK and watches the cluster.
 */
public final class World implements AutoCloseable {

  /** The hub's name; its devices, connection string and certificate are made up. */
  public static final String HOST = "iothub-production-001.azure-devices.net";

  private static final int USUAL_PORT = 8443;
  private static final String SECRET = "iothub-emulator";

  private final Cluster cluster;
  private final HubEmulator emulator;
  private final DemoFleet fleet;
  private final AzureHubs azure;
  private final TwinOperator operator;

  private World(Cluster cluster, Consumer<HubWrite> writes) {
    InstantSource clock = InstantSource.system();
    this.cluster = cluster;
    this.emulator = emulator();
    this.fleet = DemoFleet.on(emulator);
    this.azure = AzureHubs.install(clock);
    AzureHubConnector connector = new AzureHubConnector(azure);
    this.operator =
        new TwinOperator(
            cluster.client(),
            access -> new WatchedHub(connector.connect(access), writes),
            Settings.standard().inNamespaces(Set.of(Cluster.NAMESPACE)),
            Metrics.NOOP,
            clock);
  }

  /**
   * Starts hub, devices and operator, and puts the hub's Secret into the cluster.
   *
   * @param writes told of each write of the operator on the hub
   * @throws InterruptedException if interrupted while the operator starts
   */
  public static World start(Cluster cluster, Consumer<HubWrite> writes)
      throws InterruptedException {
    World world = new World(cluster, writes);
    world.putSecret();
    world.operator.start();
    return world;
  }

  /** On the usual port when it is free, so that the example's endpoint is right; else on any. */
  private static HubEmulator emulator() {
    HubEmulator.Builder builder = HubEmulator.builder().hosts(HOST);
    try {
      return builder.httpsPort(USUAL_PORT).start();
    } catch (IllegalStateException taken) {
      return builder.httpsPort(0).start();
    }
  }

  private void putSecret() {
    Map<String, String> values =
        Map.of("connectionString", emulator.connectionString(HOST), "ca.crt", emulator.caPem());
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(SECRET)
            .withNamespace(Cluster.NAMESPACE)
            .endMetadata()
            .withType("Opaque");
    values.forEach(
        (key, value) ->
            secret.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    client().resource(secret.build()).createOr(existing -> existing.update());
  }

  /** Whether the examples' endpoint reaches the hub, since its port was free. */
  public boolean isOnUsualPort() {
    return emulator.httpsPort() == USUAL_PORT;
  }

  /** Where the hub is reached, such as {@code https://localhost:8443}. */
  public String endpoint() {
    return emulator.endpoint().uri().toString();
  }

  /** The hub's connection string; its key is the emulator's, known to everybody. */
  public String connectionString() {
    return emulator.connectionString(HOST);
  }

  /** The certificate authority of the endpoint, as PEM. */
  public String certificateAuthority() {
    return emulator.caPem();
  }

  /** The hub as it is: what the operator's words are compared with. */
  public EmulatedHub hub() {
    return emulator.hub();
  }

  /** The devices. */
  public DemoFleet fleet() {
    return fleet;
  }

  /** Client of the API server. */
  public KubernetesClient client() {
    return cluster.client();
  }

  /** What the API server is, for people. */
  public String clusterDescription() {
    return cluster.description();
  }

  /**
   * The hub as another back-end service reaches it: through the vendor's SDK, over HTTPS.
   *
   * @throws IllegalStateException if the emulator's own connection string or certificate is refused
   */
  public Hub otherService() {
    try {
      return azure.connect(
          new HubHost(HOST),
          ConnectionString.parse(connectionString()),
          Optional.of(Endpoint.parse(endpoint())),
          Optional.of(certificateAuthority()));
    } catch (HubException | InvalidConnectionStringException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops the operator, the devices, the hub and the cluster, in this order. */
  @Override
  public void close() {
    operator.close();
    fleet.off();
    cluster.close();
    emulator.close();
  }
}
