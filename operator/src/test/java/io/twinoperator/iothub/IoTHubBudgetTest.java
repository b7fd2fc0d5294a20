package io.twinoperator.iothub;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetState;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What IoTHubs say of their budget, and how several of one hub share it. */
@OnApiServer
class IoTHubBudgetTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
  }

  @AfterEach
  void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void twoOfOneHubKeepTheLowerLimitsAndBothSaySo() {
    cluster.createHub("wide", "{sharePercent: 80}");
    awaitWrites("wide", 40);
    cluster.createHub("narrow", "{sharePercent: 30}");

    awaitWrites("narrow", 15);
    awaitWrites("wide", 15);
    assertThat(budget("wide").orElseThrow().message()).contains("another IoTHub of localhost");
    assertThat(budget("narrow").orElseThrow().message()).doesNotContain("another");

    cluster.client().resource(hub("narrow")).delete();
    awaitWrites("wide", 40);
    assertThat(budget("wide").orElseThrow().message()).doesNotContain("another");
  }

  @Test
  void unlimitedIsSaidAndHasNoLimits() {
    cluster.createHub("free", "{mode: Unlimited}");

    await().until(() -> isIn("free", BudgetState.Unlimited));
    assertThat(hub("free").getStatus().limits()).isNull();
  }

  @Test
  void a429IsSeenInStatusAtOnce() {
    cluster.createHub("refusing");
    await().until(() -> isIn("refusing", BudgetState.Normal));
    cluster.emulator().faults().add(FaultText.parse("status=429,operation=GET_TWIN,count=1"));
    cluster.registerDevice("refused");
    cluster.apply(deviceConfig("refused", "refusing"));

    await().until(() -> isIn("refusing", BudgetState.Slowed));
    IoTHubStatus.Budget said = budget("refusing").orElseThrow();
    assertThat(said.message()).contains("twin reads").contains("429");
    assertThat(said.pausedUntil()).isNotNull();
    assertThat(said.use().get(0).throttled()).isEqualTo(1);
    await("the write after the pause")
        .until(() -> cluster.twin("refused", "/properties/desired/a").asInt() == 1);
  }

  @Test
  void aUsedUpQuotaIsSeenInStatusAtOnceAndNothingMoreIsCalled() {
    cluster.createHub("empty");
    await().until(() -> isIn("empty", BudgetState.Normal));
    cluster.emulator().faults().add(FaultText.parse("code=403002,operation=GET_TWIN"));
    cluster.registerDevice("one");
    cluster.registerDevice("other");
    cluster.apply(deviceConfig("one", "empty"));
    await().until(() -> isIn("empty", BudgetState.QuotaExceeded));
    // Right after midnight the hub may not have begun its day yet: it is asked again at 00:10.
    assertThat(budget("empty").orElseThrow().pausedUntil()).matches(".*T00:[01]0:00Z");

    cluster.apply(deviceConfig("other", "empty"));
    await()
        .untilAsserted(
            () -> {
              DeviceConfig other =
                  cluster
                      .client()
                      .resources(DeviceConfig.class)
                      .inNamespace(NAMESPACE)
                      .withName("other")
                      .get();
              assertThat(other.getStatus()).isNotNull();
              assertThat(other.getStatus().conditions())
                  .anyMatch(condition -> condition.getReason().equals("QuotaExceeded"));
            });
    assertThat(cluster.hubCalls().reads("other")).isZero();
  }

  private static String deviceConfig(String name, String hub) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: %s}, desired: {a: 1}}
        """
        .formatted(name, NAMESPACE, hub);
  }

  private void awaitWrites(String name, double perSecond) {
    await(name)
        .untilAsserted(
            () -> {
              assertThat(hub(name).getStatus()).isNotNull();
              assertThat(hub(name).getStatus().limits()).isNotNull();
              assertThat(hub(name).getStatus().limits().twinWritesPerSecond()).isEqualTo(perSecond);
            });
  }

  private boolean isIn(String name, BudgetState state) {
    return budget(name).filter(budget -> budget.state() == state).isPresent();
  }

  private Optional<IoTHubStatus.Budget> budget(String name) {
    return Optional.ofNullable(hub(name).getStatus()).map(IoTHubStatus::budget);
  }

  private IoTHub hub(String name) {
    return cluster.client().resources(IoTHub.class).inNamespace(NAMESPACE).withName(name).get();
  }
}
