package io.twinoperator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator tells of the objects that it works on: events and meters. */
@OnApiServer
class OnlookersTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    cluster.createHub("production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aRefusalAndItsEndAreToldOnceEach() {
    cluster.createDevice("picky", AT_ONCE);
    cluster.apply(config("picky", "a.b: [null]"));
    await().until(() -> events("picky"), found -> found.equals(List.of("Warning InvalidSpec")));

    cluster.apply(config("picky", "a: 1"));

    await()
        .until(
            () -> events("picky"),
            found -> found.size() == 2 && found.get(0).equals("Warning InvalidSpec"));
    assertThat(events("picky").get(1)).startsWith("Normal ");
  }

  @Test
  void whatIsOrdinaryIsNotToldAndIsCounted() {
    cluster.createDevice("plain", AT_ONCE);
    cluster.apply(config("plain", "a: 1"));

    await()
        .untilAsserted(
            () -> {
              String page = scrape();
              assertThat(page)
                  .containsPattern(
                      "twin_operator_objects\\{kind=\"DeviceConfig\",reason=\"Converged\"} [1-9]")
                  .containsPattern(
                      "twin_operator_hub_calls_seconds_count\\{hub=\"localhost\",operation=\"patch_twin\",outcome=\"ok\"} [1-9]")
                  .containsPattern(
                      "twin_operator_hub_budget_granted_total\\{hub=\"localhost\",operations=\"twin_write\"} [1-9]")
                  .contains("twin_operator_sweep_age_seconds{hub=\"localhost\"}");
            });
    assertThat(events("plain")).isEmpty();
  }

  @Test
  void everyMeterIsThere() {
    cluster.createDevice("any", AT_ONCE);
    cluster.apply(config("any", "a: 1"));

    List<String> all =
        Arrays.stream(OperatorMeter.values()).map(MetersAreDocumentedTest::prometheusName).toList();
    await()
        .untilAsserted(
            () ->
                assertThat(ownMeters())
                    .as("the meters that there are, but for the longest call of each timer")
                    .containsExactlyInAnyOrderElementsOf(all));
    assertThat(scrape()).doesNotContain("name=\"any\"");
  }

  private static List<String> ownMeters() {
    String type = "# TYPE ";
    return scrape()
        .lines()
        .filter(line -> line.startsWith(type + "twin_operator"))
        .map(line -> line.substring(type.length(), line.lastIndexOf(' ')))
        .filter(name -> !name.endsWith("_max"))
        .toList();
  }

  private static String scrape() {
    return cluster.metrics();
  }

  private static List<String> events(String name) {
    return cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(TestCluster.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getRegarding().getName().equals(name))
        .sorted((one, other) -> time(one).compareTo(time(other)))
        .map(event -> event.getType() + " " + event.getReason())
        .toList();
  }

  private static String time(Event event) {
    return event.getEventTime().getTime();
  }

  private static String config(String name, String desired) {
    return """
        apiVersion: twin-operator.io/v1alpha1
        kind: DeviceConfig
        metadata: {name: %s, namespace: %s}
        spec:
          hubRef: {name: production}
          desired: {%s}
        """
        .formatted(name, TestCluster.NAMESPACE, desired);
  }
}
