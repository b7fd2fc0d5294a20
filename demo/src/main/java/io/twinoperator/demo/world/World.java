package io.twinoperator.demo.world;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinoperator.demo.device.DevicePrograms;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs in the demo's process: the emulated hub behind HTTPS with its devices, and
 * the operator, which reaches the one through the vendor's SDK and watches the cluster.
 */
public final class World implements AutoCloseable {

  /** The hub's name; its devices, connection string and certificate are made up. */
  public static final String HOST = "iothub-production-001.azure-devices.net";

  private static final Logger LOG = LoggerFactory.getLogger(World.class);
  private static final int USUAL_PORT = 8443;
  private static final String SECRET = "iothub-emulator";

  private final Cluster cluster;
  private final HubEmulator emulator;
  private final DemoFleet fleet;
  private final Landmark landmark;
  private final AzureHubs azure;
  private final TwinOperator operator;

  private World(Cluster cluster, DevicePrograms programs, Consumer<HubWrite> writes) {
    InstantSource clock = InstantSource.system();
    this.cluster = cluster;
    this.emulator = emulator();
    this.fleet = DemoFleet.on(emulator);
    this.landmark = new Landmark(emulator, fleet, programs, withoutMqtt(emulator));
    this.azure = AzureHubs.install(clock);
    AzureHubConnector connector = new AzureHubConnector(azure);
    this.operator =
        new TwinOperator(
            cluster.client(),
            access -> new WatchedHub(connector.connect(access), writes),
            Settings.standard().inNamespaces(Set.of(Cluster.NAMESPACE)),
            new SimpleMeterRegistry(),
            clock);
  }

  /**
   * Starts hub, devices and operator, and puts the hub's Secret into the cluster.
   *
   * @param programs what the landmark runs is chosen from them
   * @param writes told of each write of the operator on the hub
   * @throws InterruptedException if interrupted while the operator starts
   */
  public static World start(Cluster cluster, DevicePrograms programs, Consumer<HubWrite> writes)
      throws InterruptedException {
    World world = new World(cluster, programs, writes);
    world.putSecret();
    world.operator.start();
    return world;
  }

  /**
   * On the usual ports when they are free, so that the example's endpoint is right and devices find
   * the hub; else on any.
   */
  private static HubEmulator emulator() {
    for (int https : List.of(USUAL_PORT, 0)) {
      for (int mqtt : List.of(Landmark.MQTT_PORT, 0)) {
        try {
          return HubEmulator.builder().hosts(HOST).httpsPort(https).mqttPort(mqtt).start();
        } catch (IllegalStateException taken) {
          LOG.info("The usual ports are not all free: {}", taken.getMessage());
        }
      }
    }
    throw new WorldException("No port of this machine can be bound; the log says why");
  }

  private static Optional<String> withoutMqtt(HubEmulator emulator) {
    return emulator.mqttPort() == Landmark.MQTT_PORT
        ? Optional.empty()
        : Optional.of(
            "port %d cannot be bound, and the vendor's device SDKs know no other"
                .formatted(Landmark.MQTT_PORT));
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

  /** The device that the examples are about. */
  public Landmark landmark() {
    return landmark;
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
    landmark.close();
    fleet.off();
    cluster.close();
    emulator.close();
  }
}
