package io.twinoperator.iothub;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hub that is suspended is read and not written. */
@OnApiServer
class SuspendedHubTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  private static void suspend(String hub, boolean suspend) {
    cluster.putSecret(
        hub + "-key", Map.of("connectionString", cluster.emulator().connectionString("localhost")));
    cluster.putSecret(hub + "-ca", Map.of("ca.crt", cluster.emulator().caPem()));
    cluster.apply(
        cluster.hubYaml(hub, "localhost", cluster.emulator().endpoint().uri().toString())
            + "  suspend: "
            + suspend
            + "\n");
  }

  @Test
  void aDeviceConfigWaitsAndSaysWhyAndGoesOnWhenTheHubDoes() {
    cluster.createDevice("frozen", AT_ONCE);
    suspend("freezing", true);
    awaitReady(IoTHub.class, "freezing", "True", "Suspended");
    cluster.apply(deviceConfig("frozen", "freezing", 1));

    awaitReady(DeviceConfig.class, "frozen", "False", "HubSuspended");
    DeviceConfig config = get(DeviceConfig.class, "frozen");
    assertThat(condition(config, "Synced").getReason()).isEqualTo("HubSuspended");
    assertThat(condition(config, "Reconciling").getStatus()).isEqualTo("True");
    assertThat(condition(config, "Ready").getMessage()).contains("plant/freezing", "spec.suspend");
    assertThat(config.getStatus().managed()).as("nothing is ours").isNull();
    assertThat(cluster.hubCalls().patches("frozen")).isZero();
    assertThat(cluster.hubCalls().reads("frozen")).isPositive();

    suspend("freezing", false);
    awaitReady(DeviceConfig.class, "frozen", "True", "Converged");
    awaitReady(IoTHub.class, "freezing", "True", "Connected");
  }

  @Test
  void whatNeedsNoWriteIsReadOnAndDriftIsSeen() {
    cluster.createDevice("watched", AT_ONCE);
    suspend("watching", false);
    cluster.apply(deviceConfig("watched", "watching", 1));
    awaitReady(DeviceConfig.class, "watched", "True", "Converged");
    suspend("watching", true);
    awaitReady(IoTHub.class, "watching", "True", "Suspended");
    awaitReady(DeviceConfig.class, "watched", "True", "Converged");
    long patches = cluster.hubCalls().patches("watched");

    cluster.patchTwin("watched", "{\"properties\":{\"desired\":{\"a\":9}}}");
    awaitReady(DeviceConfig.class, "watched", "False", "HubSuspended");
    assertThat(condition(get(DeviceConfig.class, "watched"), "Drifted").getStatus())
        .isEqualTo("True");
    assertThat(cluster.hubCalls().patches("watched")).isEqualTo(patches);

    suspend("watching", false);
    awaitReady(DeviceConfig.class, "watched", "True", "Converged");
    assertThat(cluster.twin("watched", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aRolloutSubmitsNothingAndGoesOnWhenTheHubDoes() {
    cluster.createDevice("rolled", AT_ONCE);
    cluster.patchTwin("rolled", "{\"tags\":{\"group\":\"rolled\"}}");
    suspend("rolling", true);
    awaitReady(IoTHub.class, "rolling", "True", "Suspended");
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: rolled, namespace: %s}
        spec:
          hubRef: {name: rolling}
          selector: {query: "tags.[[group]] = 'rolled'"}
          expectedDevices: {max: 100}
          patch: {desired: {interval: 5}}
        """
            .formatted(NAMESPACE));

    awaitReady(FleetRollout.class, "rolled", "False", "HubSuspended");
    assertThat(get(FleetRollout.class, "rolled").getStatus().plan().devices()).isEqualTo(1);
    assertThat(cluster.twin("rolled", "/properties/desired/interval").isMissingNode()).isTrue();

    suspend("rolling", false);
    awaitReady(FleetRollout.class, "rolled", "True", "Succeeded");
    assertThat(cluster.twin("rolled", "/properties/desired/interval").intValue()).isEqualTo(5);
  }

  private static String deviceConfig(String name, String hub, int value) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: %s}, desired: {a: %d}}
        """
        .formatted(name, NAMESPACE, hub, value);
  }

  private static <T extends CustomResource<?, ?>> T get(Class<T> kind, String name) {
    return cluster.client().resources(kind).inNamespace(NAMESPACE).withName(name).get();
  }

  private static void awaitReady(
      Class<? extends CustomResource<?, ?>> kind, String name, String status, String reason) {
    await(kind.getSimpleName() + " " + name)
        .untilAsserted(
            () -> {
              Condition ready = condition(get(kind, name), "Ready");
              assertThat(ready.getStatus() + "/" + ready.getReason())
                  .as(ready.getMessage())
                  .isEqualTo(status + "/" + reason);
            });
  }

  private static Condition condition(CustomResource<?, ?> object, String type) {
    return conditions(object).stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type + " yet"));
  }

  private static List<Condition> conditions(CustomResource<?, ?> object) {
    if (object instanceof IoTHub hub) {
      return of(hub, hubbed -> hubbed.getStatus().conditions());
    }
    return object instanceof FleetRollout rollout
        ? of(rollout, rolled -> rolled.getStatus().conditions())
        : of((DeviceConfig) object, config -> config.getStatus().conditions());
  }

  private static <T extends CustomResource<?, ?>> List<Condition> of(
      T object, Function<T, List<Condition>> conditions) {
    return object.getStatus() == null ? List.of() : conditions.apply(object);
  }
}
