package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.MethodCall;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to a converged device while no operator runs is found when one does again. */
@OnApiServer
class MeanwhileTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    configs = new DeviceConfigs(cluster, "production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void aDeviceThatWasRegisteredAnewIsWrittenAndItsOldAcknowledgementsSayNothing() {
    cluster.createDevice("reborn", new Behaviour.Acknowledge(Duration.ZERO));
    for (int value = 1; value <= 3; value++) {
      configs.apply("reborn", "{tags: {t: 1}, desired: {a: %d}}".formatted(value));
      configs.awaitReady("reborn", "True", "Converged");
    }
    assertThat(versions("reborn")).containsExactly(0L, 4L);

    cluster.stopOperator();
    ClientId id = ClientId.device("reborn");
    cluster.hub().identities().delete(id, new IfMatch.Any());
    cluster.registerDevice("reborn");
    DeviceLink device = cluster.hub().connect(id, new Deaf());
    device.report(
        reported("{\"a\":{\"value\":2,\"ac\":400,\"av\":3,\"ad\":\"of a former life\"}}"));
    cluster.startOperator();

    configs.awaitDesired("reborn", "a", "3");
    await().untilAsserted(() -> assertThat(versions("reborn")).containsExactly(0L, 2L));
    DeviceConfig waiting = configs.awaitReady("reborn", "False", "Pending");
    assertThat(waiting.getStatus().desiredVersion()).isEqualTo(2);
    assertThat(cluster.twin("reborn", "/tags/t").intValue()).isEqualTo(1);

    device.report(reported("{\"a\":{\"value\":3,\"ac\":200,\"av\":2,\"ad\":\"done\"}}"));
    configs.awaitReady("reborn", "True", "Converged");
  }

  @Test
  void aHoldThatWasSetHoldsFromTheStart() {
    converged("held", "{desired: {a: 1}}");
    converged("held-and-changed", "{desired: {a: 1}}");
    cluster.stopOperator();
    hold("held", "true");
    hold("held-and-changed", "true");
    cluster.patchTwin("held-and-changed", "{\"properties\":{\"desired\":{\"a\":9}}}");
    cluster.startOperator();

    configs.awaitReady("held", "True", "Held");
    DeviceConfig changed = configs.awaitReady("held-and-changed", "True", "Held");
    assertThat(condition(changed, "Drifted").getStatus()).isEqualTo("True");
    assertThat(cluster.hubCalls().patches("held-and-changed")).isEqualTo(1);

    cluster.stopOperator();
    hold("held", "false");
    hold("held-and-changed", "false");
    cluster.startOperator();
    configs.awaitReady("held", "True", "Converged");
    configs.awaitReady("held-and-changed", "True", "Converged");
    assertThat(cluster.hubCalls().patches("held")).isEqualTo(1);
    assertThat(cluster.twin("held-and-changed", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aModeThatTurnedToObserveLetsGoAndWritesNothing() {
    converged("observed", "{desired: {a: 1}}");
    cluster.stopOperator();
    configs.apply("observed", "{mode: Observe, desired: {a: 2}}");
    cluster.startOperator();

    DeviceConfig observed = configs.awaitReady("observed", "True", "Observed");
    assertThat(observed.getStatus().managed()).isEmpty();
    assertThat(observed.getStatus().differences()).hasSize(1);
    assertThat(cluster.hubCalls().patches("observed")).isEqualTo(1);
    assertThat(cluster.twin("observed", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aHubThatWasSuspendedIsNotWrittenUntilItGoesOn() {
    converged("edited", "{desired: {a: 1}}");
    converged("drifted", "{desired: {a: 1}}");
    converged("still", "{desired: {a: 1}}");
    cluster.stopOperator();
    suspend(true);
    configs.apply("edited", "{desired: {a: 2}}");
    cluster.patchTwin("drifted", "{\"properties\":{\"desired\":{\"a\":9}}}");
    cluster.startOperator();

    configs.awaitReady("edited", "False", "HubSuspended");
    configs.awaitReady("drifted", "False", "HubSuspended");
    configs.awaitReady("still", "True", "Converged");
    assertThat(cluster.hubCalls().patches("edited")).isEqualTo(1);
    assertThat(cluster.hubCalls().patches("drifted")).isEqualTo(1);

    cluster.stopOperator();
    suspend(false);
    cluster.startOperator();
    configs.awaitReady("edited", "True", "Converged");
    configs.awaitReady("drifted", "True", "Converged");
    assertThat(cluster.twin("edited", "/properties/desired/a").intValue()).isEqualTo(2);
    assertThat(cluster.twin("drifted", "/properties/desired/a").intValue()).isEqualTo(1);
    assertThat(cluster.hubCalls().patches("still")).isEqualTo(1);
  }

  private static void converged(String name, String spec) {
    cluster.createDevice(name, AT_ONCE);
    configs.apply(name, spec);
    configs.awaitReady(name, "True", "Converged");
  }

  private static void hold(String name, String value) {
    configs.edit(
        name,
        config -> {
          Map<String, String> annotations = new HashMap<>();
          annotations.put(Api.HOLD, value);
          config.getMetadata().setAnnotations(annotations);
        });
  }

  private static void suspend(boolean suspend) {
    cluster.apply(
        cluster.hubYaml("production", "localhost", cluster.emulator().endpoint().uri().toString())
            + "  suspend: "
            + suspend
            + "\n");
  }

  private static Iterable<Long> versions(String name) {
    return configs.get(name).getStatus().managed().stream()
        .map(ManagedLeaf::desiredVersion)
        .toList();
  }

  private static ObjectNode reported(String json) {
    return (ObjectNode) TestCluster.json(json);
  }

  /** A device that reports what the test says, and nothing else. */
  private static final class Deaf implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void onMethod(MethodCall call) {}

    @Override
    public void dropped() {}
  }
}
