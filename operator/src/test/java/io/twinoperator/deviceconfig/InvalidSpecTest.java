package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.isStalled;
import static io.twinoperator.deviceconfig.DeviceConfigs.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What IoT Hub would not take is refused before a call, named with its rule, and can be mended. */
@OnApiServer
class InvalidSpecTest {

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

  record Case(String name, String spec, List<String> words) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "long-value",
            "{desired: {text: " + "x".repeat(5_000) + "}}",
            List.of("desired.text", "5000", "4096")),
        new Case("dot-in-key", "{desired: {\"a.b\": 1}}", List.of("desired", "a.b", "'.'")),
        new Case("dollar-in-key", "{desired: {\"a$b\": 1}}", List.of("desired", "a$b", "'$'")),
        new Case("hash-in-key", "{tags: {\"a#b\": 1}}", List.of("tags", "a#b", "'#'")),
        new Case("too-deep", "{desired: " + nested(12) + "}", List.of("desired.k", "11", "10")),
        new Case(
            "integer-too-large",
            "{desired: {n: 4503599627370496}}",
            List.of("desired.n", "4503599627370496", "4503599627370495")),
        new Case(
            "integer-too-small",
            "{desired: {n: -4503599627370497}}",
            List.of("desired.n", "-4503599627370497", "-4503599627370496")),
        new Case("null-value", "{desired: {gone: null}}", List.of("desired.gone", "null")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedByNameAndHealsWhenMended(Case bad) {
    cluster.createDevice(bad.name(), new Behaviour.Apply(Duration.ZERO));

    configs.apply(bad.name(), bad.spec());
    DeviceConfig refused = configs.awaitReady(bad.name(), "False", "InvalidSpec");

    assertThat(message(refused, "Ready")).contains(bad.words());
    assertThat(isStalled(refused)).isTrue();
    assertThat(cluster.hubCalls().patches(bad.name())).isZero();

    configs.apply(bad.name(), "{desired: {fine: 1}}");
    configs.awaitReady(bad.name(), "True", "Converged");
  }

  @Test
  void whatIsJustWithinTheLimitsIsTaken() {
    cluster.createDevice("within", new Behaviour.Apply(Duration.ZERO));

    configs.apply(
        "within",
        "{desired: {max: 4503599627370495, min: -4503599627370496, text: %s, deep: %s}}"
            .formatted("x".repeat(4_096), nested(10)));

    configs.awaitReady("within", "True", "Converged");
  }

  @Test
  void anInvalidChangeLeavesTheTwinAsItIs() {
    cluster.createDevice("regressed", new Behaviour.Apply(Duration.ZERO));
    configs.apply("regressed", "{desired: {a: 1, b: 1}}");
    configs.awaitReady("regressed", "True", "Converged");

    configs.apply("regressed", "{desired: {a: null}}");
    configs.awaitReady("regressed", "False", "InvalidSpec");

    assertThat(cluster.hubCalls().patches("regressed")).isEqualTo(1);
    assertThat(cluster.twin("regressed", "/properties/desired/b").intValue()).isEqualTo(1);
    assertThat(configs.get("regressed").getStatus().managed()).hasSize(2);
  }

  @Test
  void aDeviceThatDoesNotExistIsWaitedFor() {
    configs.apply("unknown", "{desired: {a: 1}}");
    DeviceConfig waiting = configs.awaitReady("unknown", "False", "DeviceNotFound");

    assertThat(message(waiting, "Ready")).contains("unknown", "localhost", "register");
    assertThat(isStalled(waiting)).isFalse();

    cluster.createDevice("unknown", new Behaviour.Apply(Duration.ZERO));
    configs.awaitReady("unknown", "True", "Converged");
  }

  @Test
  void anIoTHubThatDoesNotExistIsWaitedFor() {
    cluster.createDevice("early", new Behaviour.Apply(Duration.ZERO));
    var early = new DeviceConfigs(cluster, "later");
    early.apply("early", "{desired: {a: 1}}");
    DeviceConfig waiting = early.awaitReady("early", "False", "HubNotFound");

    assertThat(message(waiting, "Ready")).contains("plant/later", "create it");

    cluster.createHub("later");
    early.awaitReady("early", "True", "Converged");
  }

  private static String nested(int levels) {
    return "{k: ".repeat(levels - 1) + "{k: 1}" + "}".repeat(levels - 1);
  }
}
