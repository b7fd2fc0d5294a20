package io.twinoperator.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.deviceconfig.Pace;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.DeviceProfile;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.hub.azure.AzureHubs;
import io.twinoperator.iothub.AzureHubConnector;
import io.twinoperator.iothub.HubConnector;
import io.twinoperator.iothub.sweep.SweepPace;
import io.twinoperator.runtime.Settings;
import io.twinoperator.runtime.TwinOperator;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * API server (the mock, or a real one in the profile kube-api), emulated hub behind HTTPS and the
 * vendor's SDK, simulated devices, and the operator; everything in real time. One for each test
 * class: it starts in about a second.
 */
public final class TestCluster implements AutoCloseable {

  /** Where the tests' objects live. */
  public static final String NAMESPACE = "plant";

  /** Reads again soon, so that a test need not wait. */
  public static final Pace QUICK =
      new Pace(
          List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(600)),
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofMinutes(10),
          Duration.ofSeconds(3));

  /** Sweeps as often as a large hub allows. */
  private static final SweepPace QUICK_SWEEPS =
      new SweepPace(0.25, Duration.ofMillis(250), Duration.ofMillis(50));

  /** The hub that examples/ speak of. */
  public static final String EXAMPLE_HOST = "iothub-production-001.azure-devices.net";

  private static final int THREADS = 8;
  private static final int MAX_TRIES = 10;
  private static final InstantSource CLOCK = InstantSource.system();
  private static final AzureHubs AZURE = AzureHubs.install(CLOCK);

  private final ApiServer api = ApiServer.start();
  private final HubEmulator emulator;
  private final RecordingHub hubCalls = new RecordingHub();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private TwinOperator operator;

  private TestCluster(HubSettings settings) {
    this.emulator =
        HubEmulator.builder()
            .hosts("localhost", "second.azure-devices.net", EXAMPLE_HOST)
            .settings(settings)
            .start();
  }

  /** A cluster with an S1 hub. */
  public static TestCluster start() {
    return start(HubSettings.defaults());
  }

  /** A cluster whose hub has another tier or more units. */
  public static TestCluster start(HubSettings settings) {
    TestCluster cluster = new TestCluster(settings);
    cluster.startOperator();
    return cluster;
  }

  /** The operator as a new process would start it; nothing of a former one is kept. */
  public void startOperator() {
    operator = startAnotherOperator(client());
  }

  /** An operator that knows nothing of any other; the caller closes it. */
  public TwinOperator startAnotherOperator(KubernetesClient client) {
    HubConnector azure = new AzureHubConnector(AZURE);
    TwinOperator another =
        new TwinOperator(
            client,
            access -> hubCalls.around(azure.connect(access)),
            new Settings(Set.of(), THREADS, QUICK, QUICK_SWEEPS),
            meters,
            CLOCK);
    try {
      another.start();
      return another;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the operator as the end of its process would, between two passes. */
  public void stopOperator() {
    operator.close();
  }

  public KubernetesClient client() {
    return api.client();
  }

  public HubEmulator emulator() {
    return emulator;
  }

  /** The first hub, {@code localhost}. */
  public EmulatedHub hub() {
    return emulator.hub();
  }

  public RecordingHub hubCalls() {
    return hubCalls;
  }

  /** The operator's meters as Prometheus would read them now. */
  public String metrics() {
    operator.refreshMetrics();
    return meters.scrape();
  }

  /** Writes to status of one object so far. */
  public long statusWrites(HasMetadata object) {
    return api.statusWrites(object);
  }

  /** All writes to the API server so far, as method and path. */
  public List<String> apiWrites() {
    return api.writes();
  }

  /**
   * An IoTHub for the emulator's first hub, and its Secrets; of tier S3, so that no test waits for
   * a budget.
   */
  public void createHub(String name) {
    putSecret(name + "-key", Map.of("connectionString", emulator.connectionString("localhost")));
    putSecret(name + "-ca", Map.of("ca.crt", emulator.caPem()));
    String endpoint = emulator.endpoint().uri().toString();
    apply(hubYaml(name, "localhost", endpoint) + "  tier: S3\n");
  }

  /** As {@link #createHub(String)}, with a budget given as YAML in braces. */
  public void createHub(String name, String budget) {
    putSecret(name + "-key", Map.of("connectionString", emulator.connectionString("localhost")));
    putSecret(name + "-ca", Map.of("ca.crt", emulator.caPem()));
    String endpoint = emulator.endpoint().uri().toString();
    apply(hubYaml(name, "localhost", endpoint) + "  budget: " + budget + "\n");
  }

  /** The text of an IoTHub whose Secrets are called as {@link #createHub} calls them. */
  public String hubYaml(String name, String hostName, String endpoint) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: IoTHub
        metadata: {name: %s, namespace: %s}
        spec:
          hostName: %s
          endpoint: %s
          credentials: {secretRef: {name: %s-key}}
          caSecretRef: {name: %s-ca}
        """
        .formatted(name, NAMESPACE, hostName, endpoint, name, name);
  }

  /** Creates or replaces a Secret. */
  public void putSecret(String name, Map<String, String> values) {
    SecretBuilder secret =
        new SecretBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata();
    values.forEach(
        (key, value) ->
            secret.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    put(secret.build());
  }

  /** Creates or replaces an object from YAML. */
  public HasMetadata apply(String yaml) {
    return put(
        client()
            .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
            .items()
            .get(0));
  }

  /** Again where the operator has written between reading and replacing, as kubectl does it. */
  private HasMetadata put(HasMetadata object) {
    for (int attempt = 1; ; attempt++) {
      try {
        return client().resource(object).createOr(existing -> existing.update());
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Has the next write of an object's status refused; on the mock alone. */
  public void refuseNextStatusWrite(HasMetadata object) {
    api.refuseNextStatusWrite(object);
  }

  /** Waits until an IoTHub is not ready for that reason. */
  public void awaitHubNotReady(String name, String reason) {
    await("IoTHub " + name + " Ready=False/" + reason)
        .until(
            () ->
                client()
                    .resources(IoTHub.class)
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .get()
                    .getStatus()
                    .conditions()
                    .stream()
                    .anyMatch(c -> c.getType().equals("Ready") && c.getReason().equals(reason)));
  }

  /** Registers a device and switches it on. */
  public SimulatedDevice createDevice(String deviceId, Behaviour behaviour) {
    registerDevice(deviceId);
    var device =
        new SimulatedDevice(
            hub(), emulator.agenda(), emulator.clock(), DeviceProfile.of(deviceId).with(behaviour));
    device.connect();
    return device;
  }

  /** Registers a device that stays off. */
  public void registerDevice(String deviceId) {
    hub().identities().create(ClientId.device(deviceId), JsonNodeFactory.instance.objectNode());
  }

  /** Changes a twin as somebody else would. */
  public void patchTwin(String deviceId, String json) {
    hub().twins().patch(ClientId.device(deviceId), (ObjectNode) json(json), new IfMatch.Absent());
  }

  /** What stands at a JSON pointer in a twin, such as {@code /properties/desired/a}. */
  public JsonNode twin(String deviceId, String pointer) {
    return hub().twins().get(ClientId.device(deviceId)).at(pointer);
  }

  /** Reads JSON. */
  public static JsonNode json(String text) {
    return Serialization.unmarshal(text, JsonNode.class);
  }

  @Override
  public void close() {
    stopOperator();
    emulator.close();
    api.close();
  }
}
