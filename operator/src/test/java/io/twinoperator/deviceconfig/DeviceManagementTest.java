package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DeviceConfigs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDrift;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.testing.OnApiServer;
import io.twinoperator.testing.TestCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DeviceConfigs beside automatic device management, which writes to the same twins. */
@OnApiServer
class DeviceManagementTest {

  private static final Behaviour AT_ONCE = new Behaviour.Apply(Duration.ZERO);

  private static TestCluster cluster;
  private static DeviceConfigs configs;

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    cluster = TestCluster.start();
    configs = new DeviceConfigs(cluster, "production");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    Awaitility.reset();
  }

  @Test
  void whatAConfigurationSetsIsLeftToItUntilItGoesAndWhatItTakesIsTakenBack() {
    device("targeted", 3);
    device("agreeing", 3);
    device("elsewhere", 4);
    device("moving", 4);
    configure("floor3", "tags.floor = 3", 9);
    configs.awaitDesired("targeted", "interval", "9");
    cluster.createHub("production");
    configs.apply("targeted", "{desired: {interval: 1, other: 2}}");
    configs.apply("agreeing", "{desired: {interval: 9}}");
    configs.apply("elsewhere", "{desired: {interval: 1}}");
    configs.apply("moving", "{drift: {policy: Report}, desired: {interval: 1}}");

    DeviceConfig conflict = configs.awaitReady("targeted", "False", "Conflict");
    assertThat(message(conflict, "Ready")).contains("desired.interval", "floor3", "to 9");
    assertThat(conflict.getStatus().conflicts())
        .extracting(LeafConflict::path)
        .containsExactly("desired.interval");
    assertThat(cluster.twin("targeted", "/properties/desired/interval").intValue()).isEqualTo(9);
    assertThat(cluster.twin("targeted", "/properties/desired/other").intValue()).isEqualTo(2);
    configs.awaitReady("agreeing", "True", "Converged");
    configs.awaitReady("elsewhere", "True", "Converged");
    configs.awaitReady("moving", "True", "Converged");
    assertThat(cluster.hubCalls().patches("agreeing")).isZero();

    // A change of any configuration has the hub look at all devices anew.
    cluster.patchTwin("moving", "{\"tags\":{\"floor\":3}}");
    configure("floor5", "tags.floor = 5", 5);
    DeviceConfig drifted = configs.awaitReady("moving", "False", "Drifted");
    assertThat(drifted.getStatus().drift())
        .extracting(LeafDrift::suspectedWriter)
        .containsExactly("configuration floor3 of the hub");
    assertThat(drifted.getStatus().conflicts()).isNull();

    cluster.hub().configurations().delete("floor3", new IfMatch.Any());
    configs.awaitReady("targeted", "True", "Converged");
    assertThat(cluster.twin("targeted", "/properties/desired/interval").intValue()).isEqualTo(1);
    await()
        .untilAsserted(() -> assertThat(configs.get("targeted").getStatus().conflicts()).isNull());
  }

  private static void device(String id, int floor) {
    cluster.createDevice(id, AT_ONCE);
    cluster.patchTwin(id, "{\"tags\":{\"floor\":%d}}".formatted(floor));
  }

  private static void configure(String id, String condition, int interval) {
    String body =
        """
        {"id":"%s","schemaVersion":"1.0","priority":1,"targetCondition":"%s",
         "content":{"deviceContent":{"properties.desired.interval":%d}}}
        """
            .formatted(id, condition, interval);
    cluster.hub().configurations().create(id, (ObjectNode) TestCluster.json(body));
  }
}
