package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.runtime.TwinOperator;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two operators on one cluster, by mistake: no twin is written twice, and they come to rest. The
 * mock takes a status under a stale resourceVersion, so that an older one may stand there.
 */
@OnRealApiServer
class TwoOperatorsTest {
  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;
  private static TwinOperator other;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    other = cluster.startAnotherOperator(cluster.client());
    configs = new DeviceConfigs(cluster, "production");
  }

  @AfterAll
  static void stop() {
    other.close();
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void eachChangeReachesTheTwinOnce() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "twice-" + i).toList();
    names.forEach(name -> cluster.createDevice(name, AT_ONCE));
    names.forEach(name -> configs.apply(name, "{tags: {t: 1}, desired: {a: 1}}"));
    names.forEach(name -> configs.awaitReady(name, "True", "Converged"));
    names.forEach(name -> configs.apply(name, "{tags: {t: 1}, desired: {a: 2}}"));
    names.forEach(name -> configs.awaitDesired(name, "a", "2"));
    names.forEach(name -> configs.awaitReady(name, "True", "Converged"));

    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(cluster.twin(name, "/properties/desired/$version").asInt())
                    .isEqualTo(3));
  }

  @Test
  void theyComeToRest() {
    cluster.createDevice("rest", AT_ONCE);
    configs.apply("rest", "{desired: {a: 1}}");
    DeviceConfig config = configs.awaitReady("rest", "True", "Converged");

    await()
        .until(
            () -> {
              long writes = cluster.statusWrites(config);
              long reads = cluster.hubCalls().reads("rest");
              await().until(() -> cluster.hubCalls().reads("rest") > reads + 6);
              return cluster.statusWrites(config) == writes;
            });
    assertThat(cluster.hubCalls().patches("rest")).isLessThanOrEqualTo(2);
    configs.awaitReady("rest", "True", "Converged");
  }

  @Test
  void driftIsSetBackOnce() {
    cluster.createDevice("drift", AT_ONCE);
    configs.apply("drift", "{desired: {a: 1}}");
    configs.awaitReady("drift", "True", "Converged");
    int version = cluster.twin("drift", "/properties/desired/$version").asInt();

    cluster.patchTwin("drift", "{\"properties\":{\"desired\":{\"a\":9}}}");
    configs.awaitDesired("drift", "a", "1");
    long reads = cluster.hubCalls().reads("drift");
    await().until(() -> cluster.hubCalls().reads("drift") > reads + 6);

    assertThat(cluster.twin("drift", "/properties/desired/$version").asInt())
        .isEqualTo(version + 2);
    configs.awaitReady("drift", "True", "Converged");
  }

  /**
   * The leaf is not looked at: the one that has not yet heard of the deletion may take its removal
   * for drift and set it back. Nothing but a single operator prevents that.
   */
  @Test
  void aDeletionEnds() {
    cluster.createDevice("gone", AT_ONCE);
    configs.apply("gone", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    configs.awaitReady("gone", "True", "Converged");

    configs.delete("gone");

    await().untilAsserted(() -> assertThat(configs.get("gone")).isNull());
  }
}
