package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is at rest is left at rest, whatever happens to the operator or to the hub's settings. */
@OnApiServer
class LeftAtRestTest {

  private static final List<String> NAMES =
      IntStream.range(0, 60).mapToObj(i -> "device-" + i).toList();

  @Test
  void aRestartReadsAndWritesNothing() {
    isLeftAtRest(
        cluster -> {
          cluster.stopOperator();
          cluster.startOperator();
        });
  }

  @Test
  void aHubWithOtherLimitsReadsAndWritesNothing() {
    isLeftAtRest(
        cluster -> {
          String endpoint = cluster.emulator().endpoint().uri().toString();
          cluster.apply(
              cluster.hubYaml("production", "localhost", endpoint) + "  tier: S3\n  units: 2\n");
        });
  }

  @Test
  void aRenewedSecretReadsAndWritesNothing() {
    isLeftAtRest(
        cluster ->
            cluster.putSecret(
                "production-ca", Map.of("ca.crt", cluster.emulator().caPem() + "\n")));
  }

  /** Its twins may be other ones, with the same etags by accident. */
  @Test
  void aHubThatIsReachedElsewhereIsReadAnew() {
    atRest(
        (cluster, before) -> {
          String endpoint = cluster.emulator().endpoint().uri().toString();
          cluster.apply(
              cluster.hubYaml("production", "localhost", endpoint.replace("localhost", "127.0.0.1"))
                  + "  tier: S3\n");

          await("a read of each")
              .until(
                  () ->
                      IntStream.range(0, NAMES.size())
                          .allMatch(i -> Calls.of(cluster).reads().get(i) > before.reads().get(i)));
        });
  }

  private static void isLeftAtRest(Consumer<TestCluster> disturbance) {
    atRest(
        (cluster, before) -> {
          disturbance.accept(cluster);

          awaitSweeps(cluster);
          assertThat(Calls.of(cluster)).isEqualTo(before);
        });
  }

  /** So many that a sweep asks a query, and reads no twin. */
  private static void atRest(BiConsumer<TestCluster, Calls> test) {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    try (TestCluster cluster = TestCluster.start()) {
      var configs = new DeviceConfigs(cluster, "production");
      NAMES.forEach(name -> cluster.createDevice(name, new Behaviour.Apply(Duration.ZERO)));
      cluster.createHub("production");
      NAMES.forEach(
          name ->
              configs.apply(name, "{tags: {t: 1}, desired: {interval: 15, min: 20.0, max: 26.5}}"));
      NAMES.forEach(name -> configs.awaitReady(name, "True", "Converged"));
      test.accept(cluster, awaitRest(cluster));
    } finally {
      Awaitility.reset();
    }
  }

  /** What came of the last changes is told before some sweeps have passed. */
  private static Calls awaitRest(TestCluster cluster) {
    AtomicReference<Calls> last = new AtomicReference<>(Calls.of(cluster));
    await("rest")
        .until(
            () -> {
              awaitSweeps(cluster);
              Calls now = Calls.of(cluster);
              return now.equals(last.getAndSet(now));
            });
    return last.get();
  }

  private static void awaitSweeps(TestCluster cluster) {
    long queries = cluster.hubCalls().queries();
    await("sweeps").until(() -> cluster.hubCalls().queries() > queries + 3);
  }

  /**
   * All calls that a device or its object has cost so far. How the hub is swept may be said anew:
   * the last devices came after the last sweep began.
   */
  private record Calls(List<Long> reads, List<Long> patches, List<String> writes) {
    static Calls of(TestCluster cluster) {
      return new Calls(
          NAMES.stream().map(cluster.hubCalls()::reads).toList(),
          NAMES.stream().map(cluster.hubCalls()::patches).toList(),
          cluster.apiWrites().stream().filter(write -> write.contains("/deviceconfigs")).toList());
    }
  }
}
