package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static io.twinoperator.deviceconfig.DeviceConfigs.isStalled;
import static io.twinoperator.deviceconfig.DeviceConfigs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DeviceConfigs against an API server and the emulated hub, through the vendor's SDK. */
@OnApiServer
class DeviceConfigReconcilerTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

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
  void tagsAndDesiredAreWrittenAndConfirmed() {
    cluster.createDevice("happy", AT_ONCE);
    cluster.patchTwin("happy", "{\"tags\":{\"foreign\":1},\"properties\":{\"desired\":{\"x\":1}}}");

    configs.apply("happy", "{tags: {site: B1}, desired: {interval: 15, limits: {min: 20.0}}}");
    DeviceConfig config = configs.awaitReady("happy", "True", "Converged");

    assertThat(cluster.twin("happy", "/tags"))
        .isEqualTo(TestCluster.json("{\"foreign\":1,\"site\":\"B1\"}"));
    assertThat(cluster.twin("happy", "/properties/desired/interval").intValue()).isEqualTo(15);
    assertThat(cluster.twin("happy", "/properties/desired/x").intValue()).isEqualTo(1);
    assertThat(condition(config, "Synced").getStatus()).isEqualTo("True");
    assertThat(condition(config, "Converged").getStatus()).isEqualTo("True");
    assertThat(config.getStatus().managed())
        .extracting(ManagedLeaf::path)
        .containsExactly("tags.site", "desired.interval", "desired.limits.min");
    assertThat(config.getStatus().convergence())
        .extracting(LeafConvergence::state)
        .containsExactly(LeafState.Converged, LeafState.Converged);
    assertThat(config.getStatus().mirror().reported().path("interval").intValue()).isEqualTo(15);
    assertThat(cluster.hubCalls().patches("happy")).isEqualTo(1);
  }

  @Test
  void aSpecChangeIsWrittenAndARemovedLeafIsTakenOut() {
    cluster.createDevice("changing", AT_ONCE);
    configs.apply("changing", "{desired: {a: 1, b: 2}}");
    configs.awaitReady("changing", "True", "Converged");

    configs.apply("changing", "{desired: {a: 5}}");
    DeviceConfig config = configs.awaitReady("changing", "True", "Converged");

    assertThat(cluster.twin("changing", "/properties/desired/a").intValue()).isEqualTo(5);
    assertThat(cluster.twin("changing", "/properties/desired/b").isMissingNode()).isTrue();
    assertThat(condition(config, "Drifted").getReason()).isEqualTo("NoDrift");
  }

  @Test
  void driftIsCorrectedAndToldOf() {
    cluster.createDevice("drifting", AT_ONCE);
    configs.apply("drifting", "{desired: {interval: 15}}");
    configs.awaitReady("drifting", "True", "Converged");

    cluster.patchTwin("drifting", "{\"properties\":{\"desired\":{\"interval\":99}}}");

    await()
        .untilAsserted(
            () ->
                assertThat(condition(configs.get("drifting"), "Drifted").getReason())
                    .isEqualTo("Corrected"));
    assertThat(message(configs.get("drifting"), "Drifted"))
        .isEqualTo("desired.interval had become 99 and was set back to 15");
    assertThat(cluster.twin("drifting", "/properties/desired/interval").intValue()).isEqualTo(15);
    configs.awaitReady("drifting", "True", "Converged");
  }

  @Test
  void aTwinThatChangesUnderTheWriteIsReadAgain() {
    cluster.createDevice("contended", AT_ONCE);
    cluster
        .hubCalls()
        .beforeNextPatch("contended", () -> cluster.patchTwin("contended", "{\"tags\":{\"z\":1}}"));

    configs.apply("contended", "{desired: {interval: 15}}");
    configs.awaitReady("contended", "True", "Converged");

    assertThat(cluster.hubCalls().patches("contended")).isEqualTo(2);
    assertThat(cluster.twin("contended", "/tags/z").intValue()).isEqualTo(1);
  }

  @Test
  void theDevicesOwnWordsStandInStatus() {
    cluster.createDevice("stubborn", new Behaviour.Reject(Duration.ZERO, 400, "out of range"));

    configs.apply("stubborn", "{desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("stubborn", "False", "Rejected");

    LeafConvergence leaf = config.getStatus().convergence().get(0);
    assertThat(leaf.state()).isEqualTo(LeafState.Rejected);
    assertThat(leaf.code()).isEqualTo(400);
    assertThat(leaf.message()).isEqualTo("out of range");
    assertThat(message(config, "Ready")).contains("desired.interval", "400", "out of range");
    assertThat(condition(config, "Synced").getStatus()).isEqualTo("True");
  }

  @Test
  void anOfflineDeviceDoesNotHoldUpADelivery() {
    cluster.registerDevice("asleep");

    configs.apply("asleep", "{desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("asleep", "True", "Offline");

    assertThat(condition(config, "Converged").getStatus()).isEqualTo("False");
    assertThat(config.getStatus().convergence().get(0).state()).isEqualTo(LeafState.Offline);
  }

  @Test
  void anOfflineDeviceConvergesWhenItComesBack() {
    SimulatedDevice device = cluster.createDevice("sleepy", AT_ONCE);
    device.disconnect();
    configs.apply("sleepy", "{desired: {interval: 15}}");
    configs.awaitReady("sleepy", "True", "Offline");

    device.connect();

    configs.awaitReady("sleepy", "True", "Converged");
  }

  @Test
  void aSilentDeviceIsPendingWithBothValues() {
    cluster.createDevice("silent", new Behaviour.Silent());

    configs.apply("silent", "{desired: {interval: 15}}");
    DeviceConfig config = configs.awaitReady("silent", "False", "Pending");

    assertThat(condition(config, "Reconciling").getStatus()).isEqualTo("True");
    assertThat(message(config, "Ready"))
        .contains("desired.interval should be 15, the device reports nothing");
  }

  @Test
  void tagsAloneNeedNoConfirmation() {
    cluster.registerDevice("tagged");

    configs.apply("tagged", "{tags: {site: B1}}");
    DeviceConfig config = configs.awaitReady("tagged", "True", "Synced");

    assertThat(condition(config, "Converged").getStatus()).isEqualTo("True");
  }

  @Test
  void aSuspendedDeviceIsNeitherReadNorWritten() {
    cluster.createDevice("paused", AT_ONCE);
    configs.apply("paused", "{suspend: true, desired: {interval: 15}}");
    configs.awaitReady("paused", "True", "Suspended");

    assertThat(cluster.hubCalls().reads("paused")).isZero();
    configs.apply("paused", "{desired: {interval: 15}}");

    configs.awaitReady("paused", "True", "Converged");
  }

  @Test
  void theAnnotationAsksForAReconciliationNow() {
    cluster.createDevice("asked", AT_ONCE);
    configs.apply("asked", "{desired: {interval: 15}}");
    configs.awaitReady("asked", "True", "Converged");

    configs.edit(
        "asked",
        config -> config.getMetadata().setAnnotations(Map.of(Api.RECONCILE_REQUESTED_AT, "now")));

    await()
        .untilAsserted(
            () ->
                assertThat(configs.get("asked").getStatus().lastHandledReconcileAt())
                    .isEqualTo("now"));
  }

  @Test
  void twoOnOneLeafTheOldestWinsAndTheOtherWritesTheRest() {
    cluster.createDevice("shared", AT_ONCE);
    configs.apply("elder", "shared", "{desired: {a: 1}}");
    configs.awaitReady("elder", "True", "Converged");

    configs.apply("younger", "shared", "{desired: {a: 2, b: 2}}");
    DeviceConfig loser = configs.awaitReady("younger", "False", "Conflict");

    assertThat(loser.getStatus().conflicts()).hasSize(1);
    assertThat(loser.getStatus().conflicts().get(0).path()).isEqualTo("desired.a");
    assertThat(loser.getStatus().conflicts().get(0).message()).contains("plant/elder");
    assertThat(cluster.twin("shared", "/properties/desired/a").intValue()).isEqualTo(1);
    assertThat(cluster.twin("shared", "/properties/desired/b").intValue()).isEqualTo(2);

    configs.delete("elder");
    configs.awaitReady("younger", "True", "Converged");
    assertThat(cluster.twin("shared", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @Test
  void deletingTheLoserRemovesNothingThatTheWinnerClaims() {
    cluster.createDevice("inherited", AT_ONCE);
    configs.apply("a-winning", "inherited", "{desired: {c: 2}}");
    configs.awaitReady("a-winning", "True", "Converged");
    configs.apply("losing", "inherited", "{deletionPolicy: RemoveManaged, desired: {a: 2, b: 2}}");
    configs.awaitReady("losing", "True", "Converged");
    configs.apply("a-winning", "inherited", "{desired: {a: 2, c: 2}}");
    configs.awaitReady("losing", "False", "Conflict");

    configs.delete("losing");

    await().untilAsserted(() -> assertThat(configs.get("losing")).isNull());
    assertThat(cluster.twin("inherited", "/properties/desired/a").intValue()).isEqualTo(2);
    assertThat(cluster.twin("inherited", "/properties/desired/b").isMissingNode()).isTrue();
  }

  @Test
  void removeManagedTakesOutWhatIsStillOurs() {
    cluster.createDevice("removed", AT_ONCE);
    cluster.patchTwin("removed", "{\"properties\":{\"desired\":{\"foreign\":1}}}");
    configs.apply("removed", "{deletionPolicy: RemoveManaged, tags: {t: 1}, desired: {a: 1}}");
    configs.awaitReady("removed", "True", "Converged");
    assertThat(configs.get("removed").getFinalizers())
        .containsExactly(DeviceConfigReconciler.FINALIZER);

    configs.delete("removed");

    await().untilAsserted(() -> assertThat(configs.get("removed")).isNull());
    assertThat(cluster.twin("removed", "/properties/desired/a").isMissingNode()).isTrue();
    assertThat(cluster.twin("removed", "/tags/t").isMissingNode()).isTrue();
    assertThat(cluster.twin("removed", "/properties/desired/foreign").intValue()).isEqualTo(1);
  }

  @Test
  void orphanLeavesTheTwinAndNeedsNoFinalizer() {
    cluster.createDevice("orphaned", AT_ONCE);
    configs.apply("orphaned", "{desired: {a: 1}}");
    configs.awaitReady("orphaned", "True", "Converged");
    assertThat(configs.get("orphaned").getFinalizers()).isEmpty();

    configs.delete("orphaned");

    await().untilAsserted(() -> assertThat(configs.get("orphaned")).isNull());
    assertThat(cluster.twin("orphaned", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aRemovalEndsWhenTheDeviceIsGone() {
    cluster.createDevice("vanished", AT_ONCE);
    configs.apply("vanished", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    configs.awaitReady("vanished", "True", "Converged");
    cluster.hub().identities().delete(ClientId.device("vanished"), new IfMatch.Any());

    configs.delete("vanished");

    await().untilAsserted(() -> assertThat(configs.get("vanished")).isNull());
  }

  @Test
  void aRemovalEndsInTimeWhenTheHubRefusesIt() {
    cluster.createDevice("locked", AT_ONCE);
    cluster.createHub("locked");
    var locked = new DeviceConfigs(cluster, "locked");
    locked.apply("locked", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    locked.awaitReady("locked", "True", "Converged");
    String good = cluster.emulator().connectionString("localhost");
    cluster.putSecret(
        "locked-key", Map.of("connectionString", good.replaceAll("Key=[^;]*$", "Key=bm90IGl0")));
    cluster.awaitHubNotReady("locked", "Unauthorized");

    locked.delete("locked");

    await().untilAsserted(() -> assertThat(locked.get("locked")).isNull());
    assertThat(cluster.twin("locked", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aRemovalEndsAtOnceWhenTheHubObjectIsGone() {
    cluster.createDevice("homeless", AT_ONCE);
    cluster.createHub("short-lived");
    var homeless = new DeviceConfigs(cluster, "short-lived");
    homeless.apply("homeless", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    homeless.awaitReady("homeless", "True", "Converged");
    cluster
        .client()
        .resources(IoTHub.class)
        .inNamespace(TestCluster.NAMESPACE)
        .withName("short-lived")
        .delete();
    homeless.awaitReady("homeless", "False", "HubNotFound");

    homeless.delete("homeless");

    await().untilAsserted(() -> assertThat(homeless.get("homeless")).isNull());
  }

  @Test
  void claimsCountAcrossTheIoTHubsOfOneHost() {
    cluster.createDevice("twofold", AT_ONCE);
    cluster.createHub("other-door");
    configs.apply("door-one", "twofold", "{desired: {a: 1}}");
    configs.awaitReady("door-one", "True", "Converged");
    var otherDoor = new DeviceConfigs(cluster, "other-door");

    otherDoor.apply("door-two", "twofold", "{desired: {a: 2}}");
    DeviceConfig loser = otherDoor.awaitReady("door-two", "False", "Conflict");

    assertThat(message(loser, "Ready")).contains("plant/door-one");
    assertThat(cluster.twin("twofold", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aForeignShapeIsAConflictAndIsLeftAlone() {
    cluster.createDevice("shaped", AT_ONCE);
    cluster.patchTwin("shaped", "{\"properties\":{\"desired\":{\"a\":{\"b\":1}}}}");

    configs.apply("shaped", "{desired: {a: 5, c: 1}}");
    DeviceConfig config = configs.awaitReady("shaped", "False", "Conflict");

    assertThat(isStalled(config)).isTrue();
    assertThat(config.getStatus().conflicts().get(0).path()).isEqualTo("desired.a");
    assertThat(cluster.twin("shaped", "/properties/desired/a/b").intValue()).isEqualTo(1);
    assertThat(cluster.twin("shaped", "/properties/desired/c").intValue()).isEqualTo(1);
  }
}
