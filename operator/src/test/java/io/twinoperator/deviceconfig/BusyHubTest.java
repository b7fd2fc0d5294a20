package io.twinoperator.deviceconfig;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetUse;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.testing.OnMockApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More DeviceConfigs at once than an S1 hub that keeps its throttles can take. */
@OnMockApiServer(
    "It is about who waits at the hub; a kube-apiserver on a busy machine is slower than the hub, and then nobody waits there.")
class BusyHubTest {

  private static final int HERD = 250;

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start(HubSettings.defaults().with(ThrottleSettings.on()));
    cluster.createHub("busy", "{sharePercent: 100}");
    configs = new DeviceConfigs(cluster, "busy");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void aChangedSpecGoesBeforeTheHerdAndNobodyIsRefused() {
    cluster.createDevice("urgent", new Behaviour.Apply(Duration.ZERO));
    configs.apply("urgent", "{desired: {a: 1}}");
    configs.awaitReady("urgent", "True", "Converged");
    List<String> herd = IntStream.range(0, HERD).mapToObj(n -> "herd-" + n).toList();
    herd.forEach(cluster::registerDevice);
    DeviceConfigs waking = new DeviceConfigs(cluster, "later");
    herd.forEach(name -> waking.apply(name, "{desired: {a: 1}}"));
    // Another IoTHub of the same host, so that all of them wake at once, and share one budget.
    cluster.createHub("later", "{sharePercent: 100}");
    await("the herd").until(() -> written() >= 20);

    configs.apply("urgent", "{desired: {a: 2}}");
    configs.awaitDesired("urgent", "a", "2");

    assertThat(written()).as("of the herd, when the edit is written").isLessThan(HERD - 50);
    herd.forEach(name -> await(name).until(() -> isSynced(configs.get(name))));
    assertThat(herd).allMatch(name -> cluster.hubCalls().patches(name) == 1);
    assertThat(herd)
        .as("without a hub, what is to be written, and that it is; nothing of waiting")
        .allMatch(name -> cluster.statusWrites(configs.get(name)) <= 3);
    assertThat(hub().getStatus().budget().use())
        .as(hub().getStatus().budget().message())
        .extracting(BudgetUse::throttled)
        .containsOnly(0L);
  }

  private static long written() {
    return cluster.hubCalls().patchedInOrder().stream()
        .filter(device -> device.startsWith("herd-"))
        .count();
  }

  private static boolean isSynced(DeviceConfig config) {
    return config.getStatus() != null
        && config.getStatus().conditions().stream()
            .anyMatch(c -> "Synced".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static IoTHub hub() {
    return cluster.client().resources(IoTHub.class).inNamespace(NAMESPACE).withName("busy").get();
  }
}
