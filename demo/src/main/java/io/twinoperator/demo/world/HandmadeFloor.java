package io.twinoperator.demo.world;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.device.FleetMember;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.IfMatch;
import java.util.List;

/** A floor whose devices were set up one by one, so that nearly each has values of its own. */
final class HandmadeFloor {
  private static final List<Integer> INTERVALS = List.of(60, 30, 20);

  private HandmadeFloor() {}

  /** Gives the floor's devices their values, and has them report these; they are still off. */
  static void on(EmulatedHub hub, List<FleetMember> members) {
    members.stream()
        .filter(member -> member.floor() == DemoFleet.HANDMADE_FLOOR)
        .map(FleetMember::deviceId)
        .forEach(device -> setUp(hub, device));
  }

  private static void setUp(EmulatedHub hub, String device) {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("properties").set("desired", values(DemoFleet.number(device)));
    hub.twins().patch(ClientId.device(device), twin, new IfMatch.Absent());
    try (DeviceLink link = hub.connect(ClientId.device(device), new NotListening())) {
      link.report(values(DemoFleet.number(device)));
    }
  }

  private static ObjectNode values(int number) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    values.put("telemetryInterval", INTERVALS.get(number % INTERVALS.size()));
    if (number % 2 == 0) {
      values.put("uploadMode", "batch");
    }
    return values;
  }

  private record NotListening() implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }
}
