package io.twinoperator.fleetrollout;

import static io.twinoperator.fleetrollout.AwaitedStatus.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees of a rollout that cannot be carried out: in the status, or at once. */
@OnApiServer
class FleetRolloutBadInputTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int UNPROCESSABLE = 422;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    cluster.createHub("production");
    for (String id : new String[] {"bad-1", "bad-2", "bad-3", "other"}) {
      cluster.createDevice(id, new Behaviour.Acknowledge(Duration.ofMillis(100)));
    }
    for (int n = 1; n <= 3; n++) {
      cluster.patchTwin("bad-" + n, "{\"tags\":{\"fleet\":\"bad\"}}");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  /** The API server refuses some of it at once; else the status says it, and nothing is written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "waves: [{name: a, size: 0%}]                                  | size",
        "waves: [{name: a, size: 60%}, {name: b, size: 60%}]           | 120%",
        "waves: [{name: rest, size: 1}]                                | reserved",
        "waves: [{name: all, size: 1}]                                 | reserved",
        "waves: [{name: a, size: 1, query: ' '}]                       | query",
        "waves: [{name: a, size: 1, query: tags.x LIKE 1}]             | tags.x LIKE 1",
        "waves: [{name: a, size: 1, query: tags.x = 1}]                | wave a takes no device",
      })
  void ofItsWaves(String waves, String says) {
    refused("patch: {desired: {interval: 10}}, strategy: {%s}".formatted(waves), BAD, says);
  }

  private static final String BAD = "tags.fleet = 'bad'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM devices WHERE tags.fleet = 'bad'   | without SELECT, FROM and WHERE",
        "tags.fleet = 'bad' FROM devices                  | without SELECT, FROM and WHERE",
        "tags.fleet =                                     | tags.fleet =",
        "tags.fleet = 'bad') OR (tags.fleet = 'x'         | closes with ')'",
        "is_defined(tags.fleet) OR NOT is_defined(tags.fleet) | expectedDevices.max",
      })
  void ofItsSelector(String query, String says) {
    refused("patch: {desired: {interval: 10}}", query, says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{desired: {$version: 3}}        | $version",
        "{desired: {interval: [null]}}   | null",
        "{tags: {twinOperator: {a: 1}}}  | twinOperator",
        "{remove: [desired.$version]}    | $version",
      })
  void ofItsPatch(String patch, String says) {
    refused("patch: " + patch, BAD, says);
  }

  private static void refused(String fields, String query, String says) {
    String name = "refused-" + NAMES.incrementAndGet();
    try {
      apply(name, fields, query);
    } catch (KubernetesClientException e) {
      assertThat(e.getCode())
          .as(e.getMessage())
          .isIn(UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST);
      return;
    }
    FleetRolloutStatus status = awaitStatus(name, AwaitedStatus::isStalled);
    assertThat(ready(status).getStatus()).isEqualTo("False");
    assertThat(ready(status).getMessage()).contains(says);
    assertThat(cluster.twin("bad-1", "/properties/desired/interval").isMissingNode()).isTrue();
    rollout(name).delete();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"missing | is missing. Restore it", "truncated | is damaged", "newer | has format"})
  void ofItsLedgerIsSaidAndWhenItIsRestoredItGoesOn(String mishap, String says) {
    String fleet = "ledger-" + mishap;
    for (int n = 1; n <= 3; n++) {
      cluster.createDevice(fleet + n, new Behaviour.Acknowledge(Duration.ofMillis(100)));
      cluster.patchTwin(fleet + n, "{\"tags\":{\"fleet\":\"" + fleet + "\"}}");
    }
    String query = "tags.fleet = '" + fleet + "'";
    String held =
        "patch: {desired: {interval: 10}}, strategy: {waves: [{name: canary, size: 1, gate: Manual}]}";
    apply(fleet, held, query);
    awaitStatus(fleet, s -> ready(s).getReason().equals("GateClosed"));
    cluster.stopOperator();
    FleetRolloutLedger shard = ledger(fleet + "-progress").get();
    if (mishap.equals("missing")) {
      ledger(fleet + "-progress").delete();
    } else {
      ledger(fleet + "-progress")
          .edit(
              found -> {
                found.setSpec(damaged(found.getSpec(), mishap));
                return found;
              });
    }

    cluster.startOperator();
    FleetRolloutStatus status =
        awaitStatus(fleet, s -> ready(s).getReason().equals("LedgerUnreadable"));
    assertThat(ready(status).getMessage()).contains(fleet + "-progress", says);
    assertThat(status.counts().converged()).as("what was known stays").isEqualTo(1);

    cluster.stopOperator();
    ledger(fleet + "-progress").delete();
    shard.getMetadata().setResourceVersion(null);
    shard.getMetadata().setUid(null);
    cluster.client().resource(shard).create();
    cluster.startOperator();
    apply(fleet, held + ", promoteTo: All", query);
    FleetRolloutStatus done = awaitStatus(fleet, s -> s.phase() == Phase.Succeeded);
    assertThat(done.counts().converged()).isEqualTo(3);
  }

  private static FleetRolloutLedgerSpec damaged(FleetRolloutLedgerSpec spec, String mishap) {
    boolean newer = mishap.equals("newer");
    return new FleetRolloutLedgerSpec(
        spec.rollout(),
        spec.revision(),
        spec.shard(),
        newer ? spec.format() + 1 : spec.format(),
        newer ? spec.content() : spec.content().substring(0, spec.content().length() / 2),
        spec.sha256(),
        spec.kind(),
        spec.plan(),
        spec.outcome());
  }

  @Test
  void aSelectorWithLeavesAndAWavesQueryOverTheHubsLimitIsNamedWithItsLength() {
    String wide = "tags.fleet = 'bad'" + " OR tags.fleet = 'bad'".repeat(180);
    String removals =
        String.join(
            ", ",
            java.util.stream.IntStream.range(0, 60)
                .mapToObj(n -> "desired." + "k".repeat(90) + n)
                .toList());
    refused("patch: {remove: [" + removals + "]}", wide, "the limit of IoT Hub is 8192");
  }

  private static Resource<FleetRolloutLedger> ledger(String name) {
    return cluster
        .client()
        .resources(FleetRolloutLedger.class)
        .inNamespace(TestCluster.NAMESPACE)
        .withName(name);
  }

  private static Resource<FleetRollout> rollout(String name) {
    return cluster
        .client()
        .resources(FleetRollout.class)
        .inNamespace(TestCluster.NAMESPACE)
        .withName(name);
  }

  private static void apply(String name, String fields, String query) {
    cluster.apply(
        """
        apiVersion: twin-operator.io/v1alpha1
        kind: FleetRollout
        metadata: {name: %s, namespace: plant}
        spec: {hubRef: {name: production}, selector: {query: "%s"}, %s}
        """
            .formatted(name, query, fields));
  }

  private static FleetRolloutStatus awaitStatus(String name, Predicate<FleetRolloutStatus> wanted) {
    return AwaitedStatus.of(cluster, name, wanted);
  }
}
