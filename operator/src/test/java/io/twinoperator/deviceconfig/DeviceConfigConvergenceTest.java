package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static io.twinoperator.deviceconfig.DeviceConfigs.isStalled;
import static io.twinoperator.deviceconfig.DeviceConfigs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What counts as confirmed, how long it may take, and what of a device's reports status shows. */
@Tag("api-server")
@OnApiServer
class DeviceConfigConvergenceTest {

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
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
  void acknowledgedCountsAnAcknowledgementAlone() {
    DeviceLink device = device("acknowledging", "{interval: 15}");
    configs.apply("acknowledging", "{convergence: {rule: Acknowledged}, desired: {interval: 15}}");
    DeviceConfig equal = configs.awaitReady("acknowledging", "False", "Pending");
    assertThat(message(equal, "Ready")).contains("the device reports 15");

    report(device, "{interval: {value: 15, ac: 200, av: %d}}".formatted(version("acknowledging")));

    configs.awaitReady("acknowledging", "True", "Converged");
  }

  @Test
  void equalCountsAnEqualValueAlone() {
    device("equal", "{interval: {value: 15, ac: 500, av: 2}}");

    configs.apply("equal", "{desired: {interval: 15}}");
    configs.awaitReady("equal", "False", "Rejected");
    configs.apply("equal", "{convergence: {rule: Equal}, desired: {interval: 15}}");

    configs.awaitReady("equal", "True", "Converged");
  }

  @Test
  void noneAwaitsNothing() {
    cluster.createDevice("unasked", new Behaviour.Silent());

    configs.apply("unasked", "{convergence: {rule: None}, desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("unasked", "True", "Synced");

    assertThat(condition(config, "Converged").getReason()).isEqualTo("NothingToConfirm");
    assertThat(config.getStatus().convergence()).isNull();
    assertThat(cluster.twin("unasked", "/properties/desired/interval").intValue()).isEqualTo(15);
  }

  @Test
  void aLeafIsLookedForWhereTheDeviceReportsIt() {
    device("elsewhere", "{config: {limits: {min: 20.0}}}");

    configs.apply(
        "elsewhere",
        "{convergence: {paths: [{desired: limits, reported: config.limits}]}, desired: {limits: {min: 20}}}");

    configs.awaitReady("elsewhere", "True", "Converged");
  }

  @Test
  void aPathThatNoTwinCanHaveIsRefused() {
    configs.apply(
        "misled",
        "{convergence: {paths: [{desired: a, reported: a.b.c.d.e.f.g.h.i.j.k.l}]}, desired: {a: 1}}");
    DeviceConfig config = configs.awaitReady("misled", "False", "InvalidSpec");

    assertThat(message(config, "Ready"))
        .contains("convergence.paths[0].reported", "11 deep", "limit is 10");
  }

  @Test
  void aDeviceThatStaysSilentForTheDeadlineIsUnverifiableUntilItSpeaks() {
    DeviceLink device = device("silent", "{}");
    configs.apply("silent", "{convergence: {deadline: 1s}, desired: {interval: 15}}");
    configs.awaitReady("silent", "False", "Pending");

    DeviceConfig config = configs.awaitReady("silent", "False", "Unverifiable");
    assertThat(isStalled(config)).isTrue();
    assertThat(condition(config, "Converged").getStatus()).isEqualTo("False");
    assertThat(leaf(config).state()).isEqualTo(LeafState.Unverifiable);

    report(device, "{interval: 15}");
    configs.awaitReady("silent", "True", "Converged");
  }

  @Test
  void readyWhenConvergedWaitsForADeviceThatIsAway() {
    cluster.registerDevice("away");

    configs.apply("away", "{readyWhen: Converged, desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("away", "False", "Offline");

    assertThat(condition(config, "Reconciling").getStatus()).isEqualTo("True");
  }

  @Test
  void readyWhenSyncedWaitsForTheHubAlone() {
    cluster.createDevice("trusted", new Behaviour.Silent());

    configs.apply("trusted", "{readyWhen: Synced, desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("trusted", "True", "Synced");

    assertThat(condition(config, "Converged").getReason()).isEqualTo("Pending");
  }

  @Test
  void aRemovalIsShownAsUnconfirmedUntilTheNextSpec() {
    cluster.createDevice("shrinking", new Behaviour.Apply(Duration.ZERO));
    configs.apply("shrinking", "{desired: {a: 1, b: 2}}");
    configs.awaitReady("shrinking", "True", "Converged");

    configs.apply("shrinking", "{desired: {a: 1}}");
    DeviceConfig config = configs.awaitReady("shrinking", "True", "Converged");
    assertThat(config.getStatus().convergence())
        .extracting(entry -> entry.path() + " " + entry.state())
        .containsExactly("desired.a Converged", "desired.b Unconfirmed");

    configs.apply("shrinking", "{desired: {a: 2}}");
    config = configs.awaitReady("shrinking", "True", "Converged");
    assertThat(config.getStatus().convergence()).hasSize(1);
  }

  @Test
  void theMirrorShowsThePathsAndKeepsTheInterval() {
    DeviceLink device = device("mirrored", "{interval: 15, battery: {level: 87}, noise: 0}");
    configs.apply(
        "mirrored", "{report: {paths: [battery.level], minInterval: 1s}, desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("mirrored", "True", "Converged");
    assertThat(mirror(config)).isEqualTo(TestCluster.json("{\"battery\":{\"level\":87}}"));

    report(device, "{battery: {level: 86}, noise: 1}");
    await()
        .untilAsserted(
            () ->
                assertThat(mirror(configs.get("mirrored")))
                    .isEqualTo(TestCluster.json("{\"battery\":{\"level\":86}}")));

    long writes = cluster.statusWrites(config);
    report(device, "{noise: 2}");
    awaitReads("mirrored", 4);
    assertThat(cluster.statusWrites(config)).as("noise is not mirrored").isEqualTo(writes);
  }

  @Test
  void aMirrorAloneWaitsForTheInterval() {
    DeviceLink device = device("chatty", "{interval: 15, battery: 87}");
    configs.apply("chatty", "{desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("chatty", "True", "Converged");
    long writes = cluster.statusWrites(config);

    for (int level = 86; level > 80; level--) {
      report(device, "{battery: %d}".formatted(level));
      awaitReads("chatty", 1);
    }

    assertThat(cluster.statusWrites(config)).isEqualTo(writes);
    report(device, "{interval: 16}");
    DeviceConfig pending = configs.awaitReady("chatty", "False", "Pending");
    assertThat(mirror(pending).path("battery").intValue()).as("it comes along").isEqualTo(81);
  }

  @Test
  void whatADeviceMayWriteIsShownAndIsNoNewsAfterwards() {
    DeviceLink device = device("odd", "{interval: 15}");
    ObjectNode reported = (ObjectNode) TestCluster.json("{}");
    reported.put("sch\u00f6n\u4e2d", "\u0001\u001b[31m\ud83d\ude00");
    reported.put("third", 1.0 / 3).put("whole", 20.0).put("huge", 1e300).put("tiny", 4.9e-324);
    for (int i = 0; i < 8; i++) {
      reported.put("filler" + i, "f".repeat(3_900));
    }
    device.report(reported);

    configs.apply("odd", "{report: {minInterval: 1s}, desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("odd", "True", "Converged");
    assertThat(mirror(config).path("third").doubleValue()).isEqualTo(1.0 / 3);
    assertThat(config.getStatus().mirror().omittedCount()).isEqualTo(6);

    long writes = cluster.statusWrites(config);
    awaitReads("odd", 6);
    assertThat(cluster.statusWrites(config)).isEqualTo(writes);
  }

  /** A device that reports what the test says, and nothing by itself. */
  private static DeviceLink device(String deviceId, String reported) {
    cluster.registerDevice(deviceId);
    DeviceLink link =
        cluster
            .hub()
            .connect(
                ClientId.device(deviceId),
                new DeviceListener() {
                  @Override
                  public void onDesired(ObjectNode patchWithVersion) {}

                  @Override
                  public void dropped() {}
                });
    report(link, reported);
    return link;
  }

  private static void report(DeviceLink device, String reported) {
    device.report(Observations.object(reported));
  }

  private static void awaitReads(String deviceId, int more) {
    long reads = cluster.hubCalls().reads(deviceId);
    await().until(() -> cluster.hubCalls().reads(deviceId) >= reads + more);
  }

  private static long version(String deviceId) {
    return cluster.twin(deviceId, "/properties/desired/$version").longValue();
  }

  private static LeafConvergence leaf(DeviceConfig config) {
    return config.getStatus().convergence().get(0);
  }

  private static JsonNode mirror(DeviceConfig config) {
    return config.getStatus().mirror().reported();
  }
}
