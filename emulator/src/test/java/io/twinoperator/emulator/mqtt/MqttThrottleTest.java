package io.twinoperator.emulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.HubThrottles;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.emulator.throttle.Throttling;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Throttles and faults as devices meet them on the socket; time is the test's. */
class MqttThrottleTest {
  private static final String ANSWERS = "$iothub/twin/res/#";
  private static final String DESIRED = "$iothub/twin/PATCH/properties/desired/#";
  private static final ClientId D1 = ClientId.device("d1");

  private final SteppedClock clock = new SteppedClock();
  private final HubEmulator emulator =
      HubEmulator.builder()
          .clock(clock, clock.agenda())
          .settings(HubSettings.defaults().with(ThrottleSettings.on()))
          .start();
  private final HubThrottles throttles = emulator.hub().throttles();

  @BeforeEach
  void register() {
    emulator.hub().identities().create(D1, Json.object("{}"));
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aReportWaitsForItsTurn() {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(ANSWERS)) {
      fill(ThrottledOperation.TWIN_UPDATE, 50);
      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", "{\"r\":1}");
      await().until(() -> throttles.waiting(ThrottledOperation.TWIN_UPDATE) == 1);
      device.publish("$iothub/twin/GET/?$rid=2", "");
      assertThat(device.heard()).as("reads have their own throttle").contains("res/200/?$rid=2");
      clock.advance(Duration.ofMillis(20));
      assertThat(device.heard()).contains("res/204/?$rid=1&$version=2");
    }
  }

  @Test
  void aReportIsRefusedWhenTooManyWait() {
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(ANSWERS)) {
      fill(ThrottledOperation.TWIN_UPDATE, 150);
      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", "{\"r\":1}");
      assertThat(device.heard()).contains("res/429/?$rid=1").contains("\"errorCode\":429001");
    }
  }

  @Test
  void aNewConnectionWaitsForItsTurnAndIsRefusedWhenTooManyWait() {
    fill(ThrottledOperation.DEVICE_CONNECTION, 100);
    CompletableFuture<RawDevice> connecting =
        CompletableFuture.supplyAsync(() -> RawDevice.online(emulator, "d1"));
    await().until(() -> throttles.waiting(ThrottledOperation.DEVICE_CONNECTION) == 1);
    assertThat(connecting).isNotDone();
    clock.advance(Duration.ofMillis(10));
    try (RawDevice device = connecting.join().subscribe(ANSWERS)) {
      device.publish("$iothub/twin/GET/?$rid=1", "");
      assertThat(device.heard()).contains("res/200/?$rid=1");
    }
    fill(ThrottledOperation.DEVICE_CONNECTION, 200);
    assertThatThrownBy(() -> RawDevice.online(emulator, "d1"))
        .hasMessageContaining(
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE.toString());
  }

  @Test
  void faultsReachDevices() {
    throttles.set(Throttling.OFF);
    emulator.faults().add(FaultText.parse("operation=DEVICE_REPORT,status=503,count=1"));
    emulator.faults().add(FaultText.parse("notification=duplicate,count=1"));
    try (RawDevice device = RawDevice.online(emulator, "d1").subscribe(ANSWERS, DESIRED)) {
      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=1", "{\"r\":1}");
      assertThat(device.heard()).contains("res/503/?$rid=1").contains("\"errorCode\":503001");
      device.publish("$iothub/twin/PATCH/properties/reported/?$rid=2", "{\"r\":1}");
      assertThat(device.heard()).contains("res/204/?$rid=2");
      emulator
          .hub()
          .twins()
          .patch(D1, Json.object("{\"properties\":{\"desired\":{\"a\":1}}}"), new IfMatch.Absent());
      assertThat(device.heard()).contains("\"a\":1");
      assertThat(device.heard()).contains("\"a\":1");
      emulator.faults().add(FaultText.parse("operation=DEVICE_GET_TWIN,connection=drop"));
      device.publish("$iothub/twin/GET/?$rid=3", "");
      await()
          .until(
              () ->
                  emulator
                      .hub()
                      .twins()
                      .get(D1)
                      .path("connectionState")
                      .textValue()
                      .equals("Disconnected"));
    }
  }

  @Test
  void telemetryCountsInTheQuota() {
    try (RawDevice device = RawDevice.online(emulator, "d1")) {
      device.publish("devices/d1/messages/events/", "x".repeat(5000));
      await().until(() -> throttles.messagesToday() == 2);
    }
  }

  private void fill(ThrottledOperation operation, int requests) {
    for (int i = 0; i < requests; i++) {
      throttles.enter(operation, 1);
    }
  }
}
