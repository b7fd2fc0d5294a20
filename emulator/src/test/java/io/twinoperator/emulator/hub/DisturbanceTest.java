package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.hub.Interference.Disturbance;
import io.twinoperator.emulator.twin.Json;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DisturbanceTest {
  private static final ClientId ID = ClientId.device("d");
  private static final Disturbance DROP = new Disturbance(true, Optional.empty(), false);
  private static final Disturbance TWICE = new Disturbance(false, Optional.empty(), true);
  private static final Disturbance BUSY =
      new Disturbance(false, Optional.of(new HubError(ErrorCode.SERVER_BUSY, "on demand")), false);

  private final HubFixture f = new HubFixture();
  private final HubFixture.Recorder recorder = new HubFixture.Recorder();

  DisturbanceTest() {
    f.device("d", "{}");
  }

  @Test
  void aNotificationIsSentTwice() {
    f.hub.connect(ID, recorder);
    only(DeviceOperation.DESIRED_NOTIFICATION, TWICE);
    f.patch("d", "{\"properties\":{\"desired\":{\"a\":1}}}");
    assertThat(recorder.heard).hasSize(2);
    assertThat(recorder.heard.get(0)).isEqualTo(recorder.heard.get(1)).contains("\"a\":1");
  }

  @Test
  void aNotificationIsLostWithItsConnection() {
    f.hub.connect(ID, recorder);
    only(DeviceOperation.DESIRED_NOTIFICATION, DROP);
    f.patch("d", "{\"properties\":{\"desired\":{\"a\":1}}}");
    assertThat(recorder.heard).containsExactly("dropped");
  }

  @Test
  void aConnectionIsRefusedOrDroppedAtOnce() {
    only(DeviceOperation.DEVICE_CONNECT, BUSY);
    assertThatThrownBy(() -> f.hub.connect(ID, recorder))
        .isInstanceOfSatisfying(
            HubError.class, e -> assertThat(e.shape()).isEqualTo(ErrorShape.DEVICE))
        .hasMessage("on demand");
    only(DeviceOperation.DEVICE_CONNECT, DROP);
    DeviceLink link = f.hub.connect(ID, recorder);
    assertThat(recorder.heard).containsExactly("dropped");
    assertThatThrownBy(link::twin).hasMessageContaining("has ended");
  }

  @Test
  void aReportIsRefusedAndNotWritten() {
    PacedLink paced = f.hub.paced(ID, f.hub.connect(ID, recorder));
    only(DeviceOperation.DEVICE_REPORT, BUSY);
    assertThatThrownBy(() -> report(paced)).cause().hasMessage("on demand");
    assertThat(f.hub.twins().get(ID).at("/properties/reported/a").isMissingNode()).isTrue();
    assertThat(paced.twin().toCompletableFuture()).isCompleted();
  }

  @Test
  void aReadDropsTheConnection() {
    PacedLink paced = f.hub.paced(ID, f.hub.connect(ID, recorder));
    only(DeviceOperation.DEVICE_GET_TWIN, DROP);
    assertThatThrownBy(() -> paced.twin().toCompletableFuture().join())
        .cause()
        .hasMessageContaining("has ended");
    assertThat(recorder.heard).containsExactly("dropped");
  }

  @Test
  void connectionsAreDroppedByName() {
    f.device("e", "{}");
    HubFixture.Recorder other = new HubFixture.Recorder();
    f.hub.connect(ID, recorder);
    f.hub.connect(ClientId.device("e"), other);
    assertThat(f.hub.drop(id -> id.deviceId().equals("d"))).isEqualTo(1);
    assertThat(f.hub.drop(id -> id.deviceId().equals("d"))).isZero();
    assertThat(recorder.heard).containsExactly("dropped");
    assertThat(other.heard).isEmpty();
    assertThat(f.hub.twins().get(ID).path("connectionState").asText()).isEqualTo("Disconnected");
  }

  private void only(DeviceOperation disturbed, Disturbance disturbance) {
    f.hub.disturbedBy((operation, id) -> operation == disturbed ? disturbance : Disturbance.NONE);
  }

  private static void report(PacedLink paced) {
    paced.report(Json.object("{\"a\":1}"), OptionalLong.empty()).toCompletableFuture().join();
  }
}
