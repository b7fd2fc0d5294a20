package io.twinoperator.kubeapi;

import static io.twinoperator.testing.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.packaging.ProjectTree;
import io.twinoperator.testing.OnRealApiServer;
import io.twinoperator.testing.TestCluster;
import io.twinoperator.testing.kube.ControlPlane;
import io.twinoperator.testing.kube.Kubectl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator as people meet it: through kubectl. */
@OnRealApiServer
class KubectlTest {
  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  /** Nothing is in it. */
  private static final String UNTOUCHED = "untouched";

  private static TestCluster cluster;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    cluster.createHub("production");
    kubectl = ControlPlane.shared().kubectl();
    ControlPlane.shared().createNamespace(cluster.client(), UNTOUCHED);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static Stream<Path> examples() throws IOException {
    return ProjectTree.yamlBelow("examples").stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsTakenWordForWord(Path file) {
    String said =
        kubectl
            .run("-n", UNTOUCHED, "apply", "--dry-run=server", "--validate=strict", "-f", "" + file)
            .orFail();

    assertThat(said).contains("(server dry run)").doesNotContain("Warning");
  }

  @Test
  void aMisspeltFieldIsRefusedByName() {
    Kubectl.Result result =
        kubectl.runWith(deviceConfig("misspelt", "{desird: {a: 1}}"), "apply", "-f", "-");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("unknown field \"spec.desird\"");
  }

  @Test
  void applyThenWaitIsAllThatADeliveryNeeds() {
    cluster.createDevice("waited", AT_ONCE);
    kubectl
        .runWith(deviceConfig("waited", "{desired: {interval: 15}}"), "apply", "-f", "-")
        .orFail();

    String said = run("wait", "--for=condition=Ready", "devc/waited", "--timeout=30s").orFail();

    assertThat(said).contains("deviceconfig.twin-operator.io/waited condition met");
    assertThat(cluster.twin("waited", "/properties/reported/interval").asInt()).isEqualTo(15);
    assertThat(
            kubectl
                .runWith(deviceConfig("waited", "{desired: {interval: 15}}"), "apply", "-f", "-")
                .orFail())
        .contains("unchanged");
  }

  @Test
  void waitEndsWithoutSuccessWhereTheDeviceIsUnknown() {
    kubectl.runWith(deviceConfig("unknown", "{desired: {a: 1}}"), "apply", "-f", "-").orFail();

    Kubectl.Result result = run("wait", "--for=condition=Ready", "devc/unknown", "--timeout=3s");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("timed out");
    assertThat(run("get", "devc", "unknown").orFail()).contains("DeviceNotFound");
  }

  @Test
  void theColumnsTellTheStory() {
    cluster.createDevice("shown", AT_ONCE);
    kubectl.runWith(deviceConfig("shown", "{desired: {a: 1}}"), "apply", "-f", "-").orFail();
    run("wait", "--for=condition=Ready", "devc/shown", "--timeout=30s").orFail();

    List<List<String>> rows = table("get", "deviceconfigs", "shown");
    assertThat(rows.get(0))
        .containsExactly("NAME", "DEVICE", "READY", "STATUS", "SYNCED", "CONVERGED", "AGE");
    assertThat(rows.get(1))
        .startsWith("shown", "shown", "True", "Converged", "True", "True")
        .hasSize(7);
    assertThat(table("get", "devc", "shown", "-o", "wide").get(0)).endsWith("MESSAGE");

    List<List<String>> hubs = table("get", "iothubs", "production");
    assertThat(hubs.get(0)).containsExactly("NAME", "HOST", "READY", "STATUS", "DEVICES", "AGE");
    assertThat(hubs.get(1)).startsWith("production", "localhost", "True", "Connected");
  }

  @Test
  void theCategoryHoldsEveryKind() {
    cluster.createDevice("listed", AT_ONCE);
    kubectl.runWith(deviceConfig("listed", "{desired: {a: 1}}"), "apply", "-f", "-").orFail();

    assertThat(run("get", "twin-operator", "-o", "name").orFail())
        .contains("deviceconfig.twin-operator.io/listed", "iothub.twin-operator.io/production");
  }

  @Test
  void deleteReturnsWhenTheTwinIsCleared() {
    cluster.createDevice("cleared", AT_ONCE);
    kubectl
        .runWith(
            deviceConfig("cleared", "{deletionPolicy: RemoveManaged, desired: {a: 1}}"),
            "apply",
            "-f",
            "-")
        .orFail();
    run("wait", "--for=condition=Ready", "devc/cleared", "--timeout=30s").orFail();

    run("delete", "devc", "cleared", "--wait", "--timeout=30s").orFail();

    assertThat(cluster.twin("cleared", "/properties/desired/a").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deviceconfig", "iothub", "fleetrollout"})
  void explainDescribesEveryField(String kind) {
    String said = run("explain", kind + ".spec").orFail();

    assertThat(said).contains("FIELDS:").doesNotContain("<no description>");
    assertThat(run("explain", kind + ".status.conditions").orFail())
        .contains("lastTransitionTime", "-required-");
  }

  @Test
  void explainSaysWhatAFieldIsForAndWhatItIsUnlessSet() {
    assertThat(run("explain", "deviceconfig.spec.deletionPolicy").orFail())
        .contains("ENUM:", "Orphan", "RemoveManaged", "What becomes of the managed leaves");
  }

  private static String deviceConfig(String name, String spec) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec: {hubRef: {name: production}, %s
        """
        .formatted(name, NAMESPACE, spec.substring(1));
  }

  private static Kubectl.Result run(String... arguments) {
    return kubectl.run(
        Stream.concat(Stream.of("-n", NAMESPACE), Stream.of(arguments)).toArray(String[]::new));
  }

  /** The cells of what get prints. */
  private static List<List<String>> table(String... arguments) {
    return run(arguments).orFail().lines().map(line -> List.of(line.split(" {2,}"))).toList();
  }
}
