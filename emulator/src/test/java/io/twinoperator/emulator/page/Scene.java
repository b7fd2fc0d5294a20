package io.twinoperator.emulator.page;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.http.Caller;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A hub in the middle of its work: 60 devices, some of them away, one job that ended with failures,
 * one that is running, and clients that asked for this and that.
 */
final class Scene implements AutoCloseable {
  static final String HUB = "iothub-production-001.azure-devices.net";

  private final SteppedClock clock = new SteppedClock();
  private final HubEmulator emulator =
      HubEmulator.builder()
          .hosts(HUB)
          .clock(clock, clock.agenda())
          .fault(FaultText.parse("operation=PATCH_TWIN,reset=before,device=cut-off"))
          .start();
  private final Caller caller = Caller.of(emulator);

  Scene() {
    SimulatedFleet fleet =
        SimulatedFleet.builder(emulator.hub(), clock.agenda(), clock)
            .count(60)
            .behaviour(new Behaviour.Apply(Duration.ofSeconds(2)))
            .reportEvery(Duration.ofMinutes(1))
            .build();
    List<SimulatedDevice> devices = List.copyOf(fleet.devices());
    devices.forEach(SimulatedDevice::connect);
    clock.advance(Duration.ofMinutes(30));
    devices.subList(54, 58).forEach(SimulatedDevice::disconnect);
    device("edge-gateway-01");
    caller.send("PUT", "/devices/edge-gateway-01/modules/optical-sorter", "{\"managedBy\":\"me\"}");
    caller.send("PUT", "/devices/edge-gateway-01/modules/recorder", "{}");
    caller.send(
        "PATCH", "/twins/edge-gateway-01/modules/recorder", "{\"tags\":{\"codec\":\"av1\"}}");
    caller.send(
        "PUT", "/devices/old-sensor-9", "{\"deviceId\":\"old-sensor-9\",\"status\":\"disabled\"}");
    oneJobThatEnded();
    changes();
    refusals();
    oneJobThatRuns();
  }

  HubEmulator emulator() {
    return emulator;
  }

  SteppedClock clock() {
    return clock;
  }

  Caller caller() {
    return caller;
  }

  private void device(String id) {
    caller.send("PUT", "/devices/" + id, "{\"deviceId\":\"" + id + "\"}");
  }

  private void oneJobThatEnded() {
    device("short-lived");
    job("set-report-interval", "\"desired\":{\"reportInterval\":30}", "*");
    clock.advance(Duration.ofSeconds(1));
    caller.send("DELETE", "/devices/short-lived", "", "If-Match", "*");
    clock.advance(Duration.ofMinutes(4));
  }

  private void changes() {
    String twin = "/twins/sensor-temp-042";
    caller.send(
        "PATCH", twin, "{\"properties\":{\"desired\":{\"fan\":{\"speed\":3,\"mode\":\"auto\"}}}}");
    clock.advance(Duration.ofSeconds(40));
    caller.send("PATCH", twin, "{\"properties\":{\"desired\":{\"fan\":{\"speed\":5}}}}");
    clock.advance(Duration.ofSeconds(30));
    String query = "{\"query\":\"SELECT * FROM devices WHERE tags.location.floor = '3'\"}";
    caller.send("POST", "/devices/query", query, "x-ms-max-item-count", "100");
  }

  private void refusals() {
    caller.get("/twins/nobody");
    caller.send("PATCH", "/twins/sensor-temp-042", "{\"tags\":{}}", "If-Match", "\"AAAAAAAAAAA=\"");
    caller.send("PATCH", "/twins/sensor-temp-042", "{\"tags\":{\"a.b\":1}}");
    assertThatThrownBy(() -> caller.send("PATCH", "/twins/cut-off", "{}"))
        .hasCauseInstanceOf(IOException.class);
    caller.sendAs("", "GET", "/twins/sensor-temp-042", "");
    caller.raw(
        "GET",
        "/twins/x?api-version=2021-04-12&sig=c2VjcmV0",
        "",
        Caller.token("localhost", "service", Instant.now().plusSeconds(60)));
  }

  private void oneJobThatRuns() {
    job(
        "firmware-1-4-2",
        "\"desired\":{\"firmwareVersion\":\"1.4.2\"}",
        "is_defined(tags.location)");
    clock.advance(Duration.ofMillis(3_850));
    job("too-early", "\"desired\":{\"a\":1}", "*");
    caller.get("/jobs/v2/firmware-1-4-2");
    caller.get("/statistics/devices");
  }

  private void job(String id, String properties, String condition) {
    caller.send(
        "PUT",
        "/jobs/v2/" + id,
        "{\"jobId\":\""
            + id
            + "\",\"type\":\"scheduleUpdateTwin\",\"updateTwin\":{\"etag\":\"*\",\"properties\":{"
            + properties
            + "}},\"queryCondition\":\""
            + condition
            + "\"}");
  }

  @Override
  public void close() {
    emulator.close();
  }
}
