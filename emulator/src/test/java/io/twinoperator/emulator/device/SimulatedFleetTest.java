package io.twinoperator.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedFleetTest {

  private static final String LANDMARK =
      """
      {"tags": {"location": {"building": "B1", "floor": 3, "room": "305"},
                "environment": "production",
                "firmware": {"currentVersion": "2.1.0", "lastUpdated": "2026-02-10T14:30:00Z"}},
       "desired": {"telemetryInterval": 30, "temperatureThreshold": {"min": 18.0, "max": 28.0},
                   "firmwareVersion": "2.2.0"},
       "reported": {"telemetryInterval": 30, "temperatureThreshold": {"min": 18.0, "max": 28.0},
                    "firmwareVersion": "2.1.0", "batteryLevel": 87,
                    "lastBootTime": "2026-02-15T08:12:33Z"}}
      """;

  private final SteppedClock clock = new SteppedClock();
  private final EmulatedHub hub = hub();

  @Test
  void theLandmarkHasTheTwinOfTheExamples() throws Exception {
    builder(hub).count(60).build();
    JsonNode expected = new JsonMapper().readTree(LANDMARK);
    ObjectNode twin = hub.twins().get(ClientId.device("sensor-temp-042"));
    assertThat(twin.path("tags")).isEqualTo(expected.path("tags"));
    assertThat(values(twin, "desired")).isEqualTo(expected.path("desired"));
    assertThat(values(twin, "reported")).isEqualTo(expected.path("reported"));
  }

  @Test
  void evenASmallFleetHasTheLandmark() {
    SimulatedFleet fleet = builder(hub).count(1).build();
    assertThat(fleet.members())
        .extracting(FleetMember::deviceId)
        .containsExactly("sensor-temp-042");
    assertThat(builder(hub()).count(42).build().members()).hasSize(42).doesNotHaveDuplicates();
  }

  @Test
  void devicesAreSpreadOverBuildingsFloorsAndRooms() {
    List<FleetMember> members = builder(hub).count(60).build().members();
    assertThat(members).extracting(FleetMember::building).contains("B1", "B2", "B3");
    assertThat(members).extracting(FleetMember::floor).contains(1, 2, 3, 4, 5);
    assertThat(members).extracting(FleetMember::firmware).contains("2.0.5", "2.1.0");
    assertThat(members.stream().filter(m -> m.floor() == 3 && m.batteryLevel() < 20))
        .as("somebody on floor 3 has a low battery")
        .isNotEmpty();
    assertThat(members)
        .allSatisfy(m -> assertThat(m.room()).startsWith(Integer.toString(m.floor())));
  }

  @Test
  void theSameSeedGivesTheSameFleetAndTheSameReports() {
    EmulatedHub second = hub();
    SimulatedFleet one = builder(hub).count(9).reportEvery(Duration.ofMinutes(1)).build();
    SimulatedFleet two = builder(second).count(9).reportEvery(Duration.ofMinutes(1)).build();
    assertThat(one.members()).isEqualTo(two.members());
    one.connectAll();
    two.connectAll();
    clock.advance(Duration.ofMinutes(10));
    for (FleetMember member : one.members()) {
      assertThat(values(hub.twins().get(ClientId.device(member.deviceId())), "reported"))
          .isEqualTo(values(second.twins().get(ClientId.device(member.deviceId())), "reported"));
    }
    assertThat(builder(hub()).seed(7).count(9).build().members()).isNotEqualTo(one.members());
  }

  @Test
  void reportsOfAThrottledHubComeAtItsPace() {
    EmulatedHub throttled =
        new EmulatedHub(
            "localhost", HubSettings.defaults().with(ThrottleSettings.on()), clock, clock.agenda());
    SimulatedFleet fleet =
        builder(throttled).count(80).behaviour(new Behaviour.Apply(Duration.ofSeconds(1))).build();
    fleet.devices().forEach(SimulatedDevice::connect);
    clock.advance(Duration.ofMinutes(10)); // what they report as they connect
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    change.putObject("properties").putObject("desired").put("telemetryInterval", 77);
    for (FleetMember member : fleet.members()) {
      ClientId id = ClientId.device(member.deviceId());
      throttled.twins().patch(id, change, new IfMatch.Absent());
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(applied(throttled, fleet)).as("a burst").isEqualTo(50);
    clock.advance(Duration.ofMillis(200));
    assertThat(applied(throttled, fleet)).as("then 50 a second").isEqualTo(60);
    clock.advance(Duration.ofMillis(400));
    assertThat(applied(throttled, fleet)).isEqualTo(80);
  }

  private static long applied(EmulatedHub hub, SimulatedFleet fleet) {
    return fleet.members().stream()
        .map(member -> hub.twins().get(ClientId.device(member.deviceId())))
        .filter(twin -> twin.at("/properties/reported/telemetryInterval").intValue() == 77)
        .count();
  }

  @Test
  void behavioursAreGivenByRuleAndById() {
    SimulatedFleet fleet =
        builder(hub)
            .count(6)
            .behaviour(new Behaviour.Silent())
            .behaviour(m -> m.building().equals("B2"), new Behaviour.Apply(Duration.ZERO))
            .behaviour("sensor-temp-042", new Behaviour.Reject(Duration.ZERO, 400, "no"))
            .build();
    fleet.connectAll();
    clock.advance(Duration.ofMinutes(1));
    assertThat(
            hub.twins()
                .get(ClientId.device("sensor-temp-042"))
                .at("/properties/reported/firmwareVersion/ad")
                .textValue())
        .isEqualTo("no");
    assertThat(fleet.devices()).allMatch(SimulatedDevice::isConnected);
    fleet.disconnectAll();
    assertThat(fleet.devices()).noneMatch(SimulatedDevice::isConnected);
    assertThatThrownBy(() -> fleet.device("nobody")).hasMessageContaining("'nobody'");
    assertThatThrownBy(() -> builder(hub).count(0)).hasMessageContaining("not 0");
  }

  private SimulatedFleet.Builder builder(EmulatedHub onHub) {
    return SimulatedFleet.builder(onHub, clock.agenda(), clock);
  }

  private EmulatedHub hub() {
    return new EmulatedHub("localhost", HubSettings.defaults(), clock, clock.agenda());
  }

  private static JsonNode values(ObjectNode twin, String section) {
    ObjectNode values = (ObjectNode) twin.at("/properties/" + section).deepCopy();
    values.remove("$metadata");
    values.remove("$version");
    return values;
  }
}
