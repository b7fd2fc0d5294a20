package io.twinoperator.packaging;

import static io.twinoperator.testing.TestCluster.EXAMPLE_HOST;
import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDifference;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.DeviceProfile;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every file of examples/ is applied as it is, and the operator does with it what it says. */
@OnApiServer
class ExamplesAppliedTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path PRODUCTION_HUB = EXAMPLES.resolve("iothub.yaml");
  private static final Path HUB_BY_IDENTITY = EXAMPLES.resolve("iothub-workload-identity.yaml");
  private static final Path EMULATED_HUB = EXAMPLES.resolve("emulator/iothub.yaml");

  @Test
  void everyExampleDoesWhatItSays() throws IOException {
    try (TestCluster cluster = TestCluster.start(HubSettings.defaults())) {
      devices(cluster);
      cluster.putSecret(
          "iothub-emulator",
          Map.of(
              "connectionString",
              cluster.emulator().connectionString(EXAMPLE_HOST),
              "ca.crt",
              cluster.emulator().caPem()));
      for (Path file : files()) {
        if (!file.equals(PRODUCTION_HUB) && !file.equals(HUB_BY_IDENTITY)) {
          apply(cluster, file);
        }
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(() -> assertAllDone(cluster));
    }
  }

  /** A machine of one's own stands in for the production hub; without its CA it is not trusted. */
  @Test
  void aProductionHubThatCannotBeTrustedIsNamed() throws IOException {
    try (TestCluster cluster = TestCluster.start(HubSettings.defaults())) {
      cluster.putSecret(
          "iothub-production",
          Map.of("connectionString", cluster.emulator().connectionString(EXAMPLE_HOST)));
      String endpoint = cluster.emulator().endpoint().uri().toString();
      cluster.apply(
          hubOf(PRODUCTION_HUB).replace("spec:\n", "spec:\n  endpoint: " + endpoint + "\n"));
      IoTHub hub =
          await()
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> get(cluster, IoTHub.class, "production"),
                  found -> found != null && isToldUntrusted(found));

      assertThat(hub.getStatus().conditions().get(0).getStatus()).isEqualTo("False");
    }
  }

  private static boolean isToldUntrusted(IoTHub hub) {
    return Optional.ofNullable(hub.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(condition -> condition.getMessage().contains("caSecretRef"));
  }

  private static void assertAllDone(TestCluster cluster) {
    assertThat(isTrue(get(cluster, DeviceConfig.class, "sensor-temp-042"), "Converged")).isTrue();
    assertThat(isTrue(get(cluster, DeviceConfig.class, "sensor-temp-043-tags"), "Ready")).isTrue();
    assertThat(isTrue(get(cluster, DeviceConfig.class, "sensor-temp-041"), "Converged")).isTrue();
    assertThat(isTrue(get(cluster, DeviceConfig.class, "sensor-temp-045"), "Converged")).isTrue();
    assertObserved(get(cluster, DeviceConfig.class, "sensor-temp-044-draft"));
    assertReportedElsewhere(get(cluster, DeviceConfig.class, "sensor-temp-046"));
    assertThat(phase(get(cluster, FleetRollout.class, "floor3-interval")))
        .contains(Phase.Succeeded);
    assertPlanned(get(cluster, FleetRollout.class, "retire-debug"));
    assertPlanned(get(cluster, FleetRollout.class, "thresholds-2026-11"));
    assertThat(get(cluster, FleetRollout.class, "quiet-logs").getStatus().message())
        .as("it expects the 60 devices of the demo")
        .contains("expectedDevices.min");
  }

  private static void assertPlanned(FleetRollout rollout) {
    assertThat(phase(rollout)).as("%s", rollout.getStatus()).contains(Phase.Planned);
  }

  private static void assertObserved(DeviceConfig config) {
    assertThat(isTrue(config, "Ready")).isTrue();
    assertThat(config.getStatus().differences())
        .extracting(LeafDifference::path)
        .containsExactlyInAnyOrder(
            "desired.temperatureThreshold.max",
            "desired.temperatureThreshold.min",
            "tags.customer");
    assertThat(config.getStatus().managed()).isNullOrEmpty();
  }

  /** The device reports under the same keys, where this example does not look. */
  private static void assertReportedElsewhere(DeviceConfig config) {
    assertThat(isTrue(config, "Synced")).isTrue();
    assertThat(config.getStatus().convergence())
        .hasSize(2)
        .allSatisfy(leaf -> assertThat(leaf.state()).isEqualTo(LeafState.Pending));
  }

  private static boolean isTrue(DeviceConfig config, String type) {
    return Optional.ofNullable(config.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .anyMatch(c -> c.getType().equals(type) && c.getStatus().equals("True"));
  }

  private static Optional<Phase> phase(FleetRollout rollout) {
    return Optional.ofNullable(rollout.getStatus()).map(FleetRolloutStatus::phase);
  }

  private static <T extends HasMetadata> T get(TestCluster cluster, Class<T> kind, String name) {
    return cluster.client().resources(kind).inNamespace(NAMESPACE).withName(name).get();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static void apply(TestCluster cluster, Path file) throws IOException {
    String text = Files.readString(file);
    if (file.equals(EMULATED_HUB)) {
      text = text.replace("https://localhost:8443", cluster.emulator().endpoint().uri().toString());
    }
    cluster
        .client()
        .load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .inNamespace(NAMESPACE)
        .create();
  }

  private static String hubOf(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(text.indexOf("---") + 3)
        .replace("name: production\n", "name: production\n  namespace: " + NAMESPACE + "\n");
  }

  private static void devices(TestCluster cluster) {
    for (int number = 40; number <= 46; number++) {
      device(cluster, "sensor-temp-0" + number, 3);
    }
    // With floor 3 alone, its examples would mean the whole hub, and would have to say so.
    device(cluster, "sensor-temp-001", 1);
  }

  private static void device(TestCluster cluster, String deviceId, int floor) {
    EmulatedHub hub = cluster.emulator().hub(EXAMPLE_HOST);
    hub.identities().create(ClientId.device(deviceId), JsonNodeFactory.instance.objectNode());
    hub.twins()
        .patch(
            ClientId.device(deviceId),
            (ObjectNode)
                TestCluster.json(
                    """
                    {"tags": {"location": {"floor": %d}, "environment": "production", "canary": %b},
                     "properties": {"desired": {"%s": {"traceLevel": "all"}}}}
                    """
                        .formatted(floor, floor == 3, floor == 3 ? "debug" : "other")),
            new IfMatch.Absent());
    new SimulatedDevice(
            hub,
            cluster.emulator().agenda(),
            cluster.emulator().clock(),
            DeviceProfile.of(deviceId).with(new Behaviour.Acknowledge(Duration.ofMillis(100))))
        .connect();
  }
}
