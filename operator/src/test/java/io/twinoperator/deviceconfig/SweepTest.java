package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What nobody announces is seen by the sweep, through the whole of the operator. */
@OnApiServer
class SweepTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);
  private static final int FLEET = 120;

  private static TestCluster cluster;
  private static DeviceConfigs configs;
  private static List<String> fleet;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    configs = new DeviceConfigs(cluster, "production");
    fleet = IntStream.range(0, FLEET).mapToObj("fleet-%03d"::formatted).toList();
    fleet.forEach(name -> cluster.createDevice(name, AT_ONCE));
    fleet.forEach(name -> configs.apply(name, "{desired: {interval: 15}}"));
    fleet.forEach(name -> configs.awaitReady(name, "True", "Converged"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void atRestSweepsReadNoTwinAndWriteNothing() {
    awaitQuiet();
    long reads = cluster.hubCalls().reads();
    List<String> apiWrites = cluster.apiWrites();

    awaitSweeps(5);

    assertThat(cluster.hubCalls().reads()).isEqualTo(reads);
    assertThat(cluster.apiWrites()).isEqualTo(apiWrites);
  }

  @Test
  void onlyWhatMovedIsRead() {
    awaitQuiet();
    Map<String, Long> reads = cluster.hubCalls().allReads();

    cluster.patchTwin("fleet-007", "{\"properties\":{\"desired\":{\"interval\":99}}}");
    await()
        .untilAsserted(
            () ->
                assertThat(condition(configs.get("fleet-007"), "Drifted").getReason())
                    .isEqualTo("Corrected"));
    configs.awaitReady("fleet-007", "True", "Converged");
    awaitSweeps(3);

    assertThat(cluster.twin("fleet-007", "/properties/desired/interval").intValue()).isEqualTo(15);
    assertThat(readSince(reads)).containsExactly("fleet-007");
  }

  @Test
  void aDeviceThatIsCreatedLaterWakesItsDeviceConfig() {
    configs.apply("later", "{desired: {interval: 15}}");
    configs.awaitReady("later", "False", "DeviceNotFound");

    cluster.createDevice("later", AT_ONCE);

    configs.awaitReady("later", "True", "Converged");
    configs.delete("later");
  }

  @Test
  void aDeviceThatVanishesWakesItsDeviceConfig() {
    cluster.createDevice("vanishing", AT_ONCE);
    configs.apply("vanishing", "{desired: {interval: 15}}");
    configs.awaitReady("vanishing", "True", "Converged");

    cluster.hub().identities().delete(ClientId.device("vanishing"), new IfMatch.Any());

    configs.awaitReady("vanishing", "False", "DeviceNotFound");
    configs.delete("vanishing");
  }

  @Test
  void aDeviceThatConfirmsWhenNobodyReadsItAnyMoreIsSeen() {
    SimulatedDevice device = cluster.createDevice("slow", new Behaviour.Silent());
    configs.apply("slow", "{desired: {interval: 15}}");
    configs.awaitReady("slow", "False", "Pending");
    awaitQuiet();
    long reads = cluster.hubCalls().reads("slow");

    device.disconnect();
    configs.awaitReady("slow", "True", "Offline");
    device.behave(AT_ONCE);
    device.connect();
    configs.awaitReady("slow", "True", "Converged");

    assertThat(cluster.hubCalls().reads("slow") - reads).isBetween(2L, 5L);
    configs.delete("slow");
  }

  @Test
  void aRestartReadsOnlyWhatMovedMeanwhile() {
    awaitQuiet();
    DeviceConfig before = configs.get("fleet-011");
    cluster.stopOperator();
    cluster.patchTwin("fleet-042", "{\"properties\":{\"desired\":{\"interval\":99}}}");
    Map<String, Long> reads = cluster.hubCalls().allReads();
    List<String> apiWrites = cluster.apiWrites();

    cluster.startOperator();
    await()
        .untilAsserted(
            () ->
                assertThat(cluster.twin("fleet-042", "/properties/desired/interval").intValue())
                    .isEqualTo(15));
    awaitSweeps(3);

    assertThat(readSince(reads)).containsExactly("fleet-042");
    assertThat(
            cluster.apiWrites().stream()
                .skip(apiWrites.size())
                .filter(write -> write.contains("/deviceconfigs/")))
        .isNotEmpty()
        .allMatch(write -> write.contains("fleet-042"));
    assertThat(configs.get("fleet-011")).isEqualTo(before);
  }

  @Test
  void statusShowsHowTheHubIsSweptAndDoesNotTick() {
    awaitQuiet();
    await().untilAsserted(() -> assertThat(hub().getStatus().sweep()).isNotNull());
    assertThat(hub().getStatus().sweep().mode()).isIn(SweepMode.Listed, SweepMode.Full);
    assertThat(hub().getStatus().sweep().calls()).isEqualTo(2);
    assertThat(hub().getStatus().sweep().late()).isNull();
  }

  private static IoTHub hub() {
    return cluster
        .client()
        .resources(IoTHub.class)
        .inNamespace(TestCluster.NAMESPACE)
        .withName("production")
        .get();
  }

  /** Until the reads after writes are over, and whatever else belongs to an earlier test. */
  private static void awaitQuiet() {
    AtomicLong last = new AtomicLong(-1);
    await("no more reads")
        .during(Duration.ofSeconds(2))
        .until(
            () -> {
              long reads = cluster.hubCalls().reads();
              return last.getAndSet(reads) == reads;
            });
  }

  private static Set<String> readSince(Map<String, Long> before) {
    Map<String, Long> now = cluster.hubCalls().allReads();
    return now.keySet().stream()
        .filter(deviceId -> !now.get(deviceId).equals(before.get(deviceId)))
        .collect(Collectors.toSet());
  }

  private static void awaitSweeps(int count) {
    long enough = cluster.hubCalls().queries() + 2L * (count + 1);
    await(count + " sweeps").until(() -> cluster.hubCalls().queries() >= enough);
  }
}
