package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.condition;
import static io.twinoperator.deviceconfig.DeviceConfigs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.hub.HubException;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** DeviceConfigs in odd shapes and bad moments, through the whole of the operator. */
@OnApiServer
class DeviceConfigAdversityTest {

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

  /** As kstatus reads it: ready and at rest, or not ready and either at work or stalled. */
  @AfterEach
  void conditionsNeverContradictEachOther() {
    cluster.client().resources(DeviceConfig.class).inAnyNamespace().list().getItems().stream()
        .filter(config -> config.getStatus() != null)
        .filter(config -> !config.getStatus().conditions().isEmpty())
        .forEach(
            config -> {
              List<String> abnormal =
                  config.getStatus().conditions().stream()
                      .map(Condition::getType)
                      .filter(type -> type.equals("Reconciling") || type.equals("Stalled"))
                      .toList();
              boolean ready = condition(config, "Ready").getStatus().equals("True");
              assertThat(abnormal).as(config.getMetadata().getName()).hasSize(ready ? 0 : 1);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "a%41b", "a?b", "a+b", "a'b", "a:b;c=$@,(d)!*_-."})
  void anIdWithCharactersThatMeanSomethingInAnAddressReachesItsDevice(String deviceId) {
    cluster.createDevice(deviceId, AT_ONCE);
    String name = "odd-id-" + Integer.toHexString(deviceId.hashCode());

    configs.apply(name, '"' + deviceId + '"', "{desired: {a: 1}}");
    configs.awaitReady(name, "True", "Converged");

    assertThat(cluster.twin(deviceId, "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void anObjectThatIsReplacedWhileItsPassRunsIsReconciledAsTheNewOne() {
    cluster.createDevice("replaced", AT_ONCE);
    long slow =
        cluster
            .emulator()
            .faults()
            .add(FaultText.parse("operation=GET_TWIN,device=replaced,delay=2"));
    configs.apply("replaced", "{desired: {a: 1}}");
    await().until(() -> cluster.hubCalls().reads("replaced") > 0);

    configs.delete("replaced");
    configs.apply("replaced", "{desired: {a: 2}}");
    cluster.emulator().faults().remove(slow);

    configs.awaitReady("replaced", "True", "Converged");
    assertThat(cluster.twin("replaced", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @Test
  void idsThatDifferInCaseAloneAreTwoDevices() {
    cluster.createDevice("Pump", AT_ONCE);
    cluster.createDevice("pump", AT_ONCE);

    configs.apply("pump-one", "Pump", "{desired: {a: 1}}");
    configs.apply("pump-two", "pump", "{desired: {a: 2}}");
    configs.awaitReady("pump-one", "True", "Converged");
    configs.awaitReady("pump-two", "True", "Converged");

    assertThat(cluster.twin("Pump", "/properties/desired/a").intValue()).isEqualTo(1);
    assertThat(cluster.twin("pump", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @Test
  void keysThatMeanSomethingElsewhereAreKeysLikeOthers() {
    cluster.createDevice("odd-keys", AT_ONCE);

    configs.apply(
        "odd-keys",
        "{tags: {größe: klein}, desired: {constructor: 1, __proto__: {a: 1}, 温度: {min: 2e1},"
            + " toString: [1, 2.0, {a: [true]}]}}");
    DeviceConfig config = configs.awaitReady("odd-keys", "True", "Converged");

    assertThat(cluster.twin("odd-keys", "/properties/desired/__proto__/a").intValue()).isEqualTo(1);
    assertThat(cluster.twin("odd-keys", "/properties/desired/温度/min").intValue()).isEqualTo(20);
    assertThat(cluster.twin("odd-keys", "/properties/desired/toString")).hasSize(3);
    assertThat(cluster.twin("odd-keys", "/tags/größe").textValue()).isEqualTo("klein");
    assertThat(config.getStatus().managed()).hasSize(5);
    assertThat(cluster.hubCalls().patches("odd-keys")).isEqualTo(1);
  }

  @Test
  void aLeafThatBecomesAnObjectAndALeafAgainIsOursAllTheWay() {
    cluster.createDevice("shapes", AT_ONCE);
    configs.apply("shapes", "{desired: {a: 1}}");
    configs.awaitReady("shapes", "True", "Converged");

    configs.apply("shapes", "{desired: {a: {b: 1, c: [1]}}}");
    configs.awaitReady("shapes", "True", "Converged");
    assertThat(cluster.twin("shapes", "/properties/desired/a"))
        .isEqualTo(TestCluster.json("{\"b\":1,\"c\":[1]}"));

    configs.apply("shapes", "{desired: {a: [{b: 1}]}}");
    configs.awaitReady("shapes", "True", "Converged");
    assertThat(cluster.twin("shapes", "/properties/desired/a"))
        .isEqualTo(TestCluster.json("[{\"b\":1}]"));

    configs.apply("shapes", "{desired: {}}");
    DeviceConfig config = configs.awaitReady("shapes", "True", "Synced");
    assertThat(cluster.twin("shapes", "/properties/desired/a").isMissingNode()).isTrue();
    assertThat(config.getStatus().managed()).isEmpty();
    assertThat(condition(config, "Drifted").getReason()).isEqualTo("NoDrift");
  }

  @Test
  void aSpecThatAsksForNothingIsReady() {
    cluster.createDevice("nothing", AT_ONCE);

    configs.apply("nothing", "{}");
    configs.awaitReady("nothing", "True", "Synced");

    assertThat(cluster.hubCalls().patches("nothing")).isZero();
  }

  @Test
  void theElderOfAnotherNamespaceWinsUntilItGoes() {
    cluster.createDevice("across", AT_ONCE);
    String good = cluster.emulator().connectionString("localhost");
    putSecretOfOffice("office-key", "connectionString", good);
    putSecretOfOffice("office-ca", "ca.crt", cluster.emulator().caPem());
    cluster.apply(
        cluster
            .hubYaml("office", "LocalHost", cluster.emulator().endpoint().uri().toString())
            .replace("namespace: plant", "namespace: office"));
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: elder, namespace: office}
        spec: {hubRef: {name: office}, deviceId: across, desired: {a: {b: 1}}}
        """);
    configs.awaitDesired("across", "a", "{\"b\":1}");

    configs.apply("across", "{desired: {a: 2, c: 2}}");
    DeviceConfig loser = configs.awaitReady("across", "False", "Conflict");

    assertThat(message(loser, "Ready")).contains("desired.a", "office/elder");
    assertThat(cluster.twin("across", "/properties/desired/c").intValue()).isEqualTo(2);

    cluster.client().resources(DeviceConfig.class).inNamespace("office").withName("elder").delete();
    // What the elder left behind has another shape, and nobody here has written it.
    await()
        .untilAsserted(
            () ->
                assertThat(message(configs.get("across"), "Ready"))
                    .contains("desired.a.b")
                    .doesNotContain("office/elder"));
    cluster.patchTwin("across", "{\"properties\":{\"desired\":{\"a\":{\"b\":null}}}}");
    DeviceConfig winner = configs.awaitReady("across", "True", "Converged");
    assertThat(winner.getStatus().conflicts()).isNull();
    assertThat(cluster.twin("across", "/properties/desired/a").intValue()).isEqualTo(2);
  }

  @Test
  void anElderThatTurnsToAnotherShapeGetsItAndSoDoesTheHeirOfADeletedOne() {
    cluster.createDevice("turning", AT_ONCE);
    configs.apply("a-turning", "turning", "{deletionPolicy: RemoveManaged, desired: {z: 1}}");
    configs.awaitReady("a-turning", "True", "Converged");
    configs.apply("b-staying", "turning", "{desired: {a: {b: 1}}}");
    configs.awaitReady("b-staying", "True", "Converged");

    configs.apply("a-turning", "turning", "{deletionPolicy: RemoveManaged, desired: {a: 5}}");
    configs.awaitReady("a-turning", "True", "Converged");
    configs.awaitReady("b-staying", "False", "Conflict");
    assertThat(cluster.twin("turning", "/properties/desired/a").intValue()).isEqualTo(5);

    configs.delete("a-turning");
    configs.awaitReady("b-staying", "True", "Converged");
    assertThat(cluster.twin("turning", "/properties/desired/a"))
        .isEqualTo(TestCluster.json("{\"b\":1}"));
  }

  @Test
  void aDeviceThatIsRegisteredAnewIsBroughtToTheSpecAgain() {
    cluster.createDevice("reborn", AT_ONCE);
    configs.apply("reborn", "{tags: {t: 1}, desired: {a: 1}}");
    configs.awaitReady("reborn", "True", "Converged");
    configs.apply("reborn", "{tags: {t: 1}, desired: {a: 2}}");
    configs.awaitReady("reborn", "True", "Converged");

    cluster.hub().identities().delete(ClientId.device("reborn"), new IfMatch.Any());
    cluster
        .hub()
        .identities()
        .create(ClientId.device("reborn"), JsonNodeFactory.instance.objectNode());

    configs.awaitDesired("reborn", "a", "2");
    DeviceConfig config = configs.awaitReady("reborn", "True", "Offline");
    assertThat(cluster.twin("reborn", "/tags/t").intValue()).isEqualTo(1);
    assertThat(config.getStatus().managed())
        .extracting(ManagedLeaf::desiredVersion)
        .containsExactly(0L, 2L);
  }

  @Test
  void aHubThatComesLateIsNoticed() {
    cluster.createDevice("early", AT_ONCE);
    var early = new DeviceConfigs(cluster, "late-hub");
    early.apply("early", "{desired: {a: 1}}");
    early.awaitReady("early", "False", "HubNotFound");

    cluster.createHub("late-hub");

    early.awaitReady("early", "True", "Converged");
  }

  @Test
  void driftDuringASuspensionIsCorrectedAfterIt() {
    cluster.createDevice("resting", AT_ONCE);
    configs.apply("resting", "{desired: {a: 1}}");
    configs.awaitReady("resting", "True", "Converged");
    configs.apply("resting", "{suspend: true, desired: {a: 1}}");
    configs.awaitReady("resting", "True", "Suspended");
    cluster.patchTwin("resting", "{\"properties\":{\"desired\":{\"a\":9}}}");

    configs.apply("resting", "{suspend: false, desired: {a: 1}}");

    await()
        .untilAsserted(
            () ->
                assertThat(message(configs.get("resting"), "Drifted"))
                    .isEqualTo("desired.a had become 9 and was set back to 1"));
    configs.awaitReady("resting", "True", "Converged");
  }

  @Test
  void aLeafThatDriftedIsNotTakenOutByADeletion() {
    cluster.createDevice("partly", AT_ONCE);
    configs.apply("partly", "{deletionPolicy: RemoveManaged, desired: {a: 1, b: 1}}");
    configs.awaitReady("partly", "True", "Converged");
    cluster
        .hubCalls()
        .beforeNextPatch(
            "partly",
            () -> cluster.patchTwin("partly", "{\"properties\":{\"desired\":{\"a\":9}}}"));

    configs.delete("partly");

    await().untilAsserted(() -> assertThat(configs.get("partly")).isNull());
    assertThat(cluster.twin("partly", "/properties/desired/a").intValue()).isEqualTo(9);
    assertThat(cluster.twin("partly", "/properties/desired/b").isMissingNode()).isTrue();
  }

  @Test
  void aPolicyThatTurnsToOrphanGivesTheFinalizerUp() {
    cluster.createDevice("spared", AT_ONCE);
    configs.apply("spared", "{deletionPolicy: RemoveManaged, desired: {a: 1}}");
    configs.awaitReady("spared", "True", "Converged");

    configs.apply("spared", "{deletionPolicy: Orphan, desired: {a: 1}}");
    await().untilAsserted(() -> assertThat(configs.get("spared").getFinalizers()).isEmpty());
    configs.awaitReady("spared", "True", "Converged");
    configs.delete("spared");

    await().untilAsserted(() -> assertThat(configs.get("spared")).isNull());
    assertThat(cluster.twin("spared", "/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aTwinThatNeverStandsStillIsWrittenOnceWhenItDoesAndLosesNothingOfOthers() {
    cluster.createDevice("restless", AT_ONCE);
    stir("restless", 20);

    configs.apply("restless", "{tags: {t: 1}, desired: {a: 1}}");
    DeviceConfig config = configs.awaitReady("restless", "True", "Converged");

    assertThat(condition(config, "Synced").getStatus()).isEqualTo("True");
    assertThat(cluster.hubCalls().patches("restless")).isEqualTo(21);
    assertThat(cluster.hubCalls().refusals("restless"))
        .hasSize(20)
        .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(HubException.Conflict.class));
    assertThat(cluster.twin("restless", "/properties/desired/$version").intValue())
        .as("the first, twenty of others and one of ours")
        .isEqualTo(22);
    for (int i = 1; i <= 20; i++) {
      assertThat(cluster.twin("restless", "/properties/desired/k" + i).intValue()).isEqualTo(i);
      assertThat(cluster.twin("restless", "/tags/k" + i).intValue()).isEqualTo(i);
    }
    assertThat(config.getStatus().managed())
        .extracting(ManagedLeaf::path)
        .containsExactly("tags.t", "desired.a");
  }

  @Test
  void aWrongKeyInBetweenLosesNoWriteAndIsToldNowhere() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    cluster.createDevice("keyed", AT_ONCE);
    cluster.createHub("keyed");
    var keyed = new DeviceConfigs(cluster, "keyed");
    keyed.apply("keyed", "{desired: {a: 1}}");
    keyed.awaitReady("keyed", "True", "Converged");
    String good = cluster.emulator().connectionString("localhost");
    String wrong = good.replaceAll("SharedAccessKey=[^;]*$", "SharedAccessKey=d3Jvbmcga2V5");

    cluster.putSecret("keyed-key", Map.of("connectionString", wrong));
    keyed.apply("keyed", "{desired: {a: 2}}");
    DeviceConfig locked = keyed.awaitReady("keyed", "False", "Unauthorized");
    cluster.putSecret("keyed-key", Map.of("connectionString", good));
    keyed.awaitReady("keyed", "True", "Converged");

    assertThat(cluster.twin("keyed", "/properties/desired/a").intValue()).isEqualTo(2);
    String key = good.replaceAll("^.*SharedAccessKey=", "");
    String said =
        Serialization.asJson(locked)
            + Serialization.asJson(cluster.client().resources(DeviceConfig.class).list())
            + Serialization.asJson(cluster.client().resources(IoTHub.class).list())
            + List.copyOf(lines.list).stream()
                .map(line -> line.getFormattedMessage() + line.getThrowableProxy())
                .collect(Collectors.joining("\n"));
    root.detachAppender(lines);
    assertThat(said).doesNotContain("d3Jvbmcga2V5", key, "SharedAccessSignature sr=");
  }

  @Test
  void atRestNothingIsWrittenWhateverTheDeviceReports() {
    cluster.createDevice("quiet", AT_ONCE);
    configs.apply("quiet", "{tags: {t: 1}, desired: {min: 20.0, list: [1.0]}}");
    DeviceConfig before = configs.awaitReady("quiet", "True", "Converged");
    long writes = cluster.statusWrites(before);
    long reads = cluster.hubCalls().reads("quiet");

    // Changes the twin's etag and versions, and no leaf of ours.
    cluster.patchTwin("quiet", "{\"tags\":{\"x\":1},\"properties\":{\"desired\":{\"y\":1}}}");
    await().untilAsserted(() -> assertThat(cluster.hubCalls().reads("quiet")).isGreaterThan(reads));

    assertThat(cluster.statusWrites(before)).isEqualTo(writes);
    assertThat(cluster.hubCalls().patches("quiet")).isEqualTo(1);
    assertThat(configs.get("quiet")).isEqualTo(before);
  }

  @Test
  void aSectionThatIsTooLargeWithWhatOthersStoreThereIsRefusedAndMended() {
    cluster.createDevice("full", AT_ONCE);
    String text = "x".repeat(4_000);
    for (int i = 0; i < 8; i++) {
      cluster.patchTwin(
          "full", "{\"properties\":{\"desired\":{\"k%d\":\"%s\"}}}".formatted(i, text));
    }

    configs.apply("full", "{desired: {a: %s}}".formatted("y".repeat(1_000)));
    DeviceConfig config = configs.awaitReady("full", "False", "InvalidSpec");
    assertThat(message(config, "Ready")).contains("desired", "full", "32768");
    assertThat(cluster.hubCalls().patches("full")).isZero();

    configs.apply("full", "{desired: {a: small}}");
    configs.awaitReady("full", "True", "Converged");
  }

  /** Changes the twin right before each of the next patches. */
  private static void stir(String deviceId, int times) {
    cluster
        .hubCalls()
        .beforeNextPatch(
            deviceId,
            () -> {
              cluster.patchTwin(
                  deviceId,
                  "{\"tags\":{\"k%1$d\":%1$d},\"properties\":{\"desired\":{\"k%1$d\":%1$d}}}"
                      .formatted(times));
              if (times > 1) {
                stir(deviceId, times - 1);
              }
            });
  }

  private static void putSecretOfOffice(String name, String key, String value) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("office")
                .endMetadata()
                .withData(
                    Map.of(
                        key,
                        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))))
                .build())
        .create();
  }
}
