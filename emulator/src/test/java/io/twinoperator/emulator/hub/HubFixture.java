package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A hub on a clock that stands still. */
final class HubFixture {
  final VirtualClock clock = new VirtualClock();
  final Agenda agenda = new Agenda(clock);
  final EmulatedHub hub;

  HubFixture() {
    this(HubSettings.defaults());
  }

  HubFixture(HubSettings settings) {
    hub = new EmulatedHub("test.azure-devices.net", settings, clock, agenda);
  }

  void device(String id, String twin) {
    hub.identities().create(ClientId.device(id), Json.object("{}"));
    hub.twins().patch(ClientId.device(id), Json.object(twin), new IfMatch.Absent());
  }

  ObjectNode patch(String id, String body) {
    return hub.twins().patch(ClientId.device(id), Json.object(body), new IfMatch.Absent());
  }

  void report(String id, String reported) {
    DeviceLink link = hub.connect(ClientId.device(id), new Recorder());
    link.report(Json.object(reported));
    link.close();
  }

  /** Every row of a query, over as many pages as it takes. */
  List<JsonNode> all(String query, int pageSize) {
    List<JsonNode> rows = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      QueryPage page = hub.query(query, pageSize, token);
      rows.addAll(page.items());
      token = page.continuation();
    } while (token.isPresent());
    return rows;
  }

  List<String> texts(String query) {
    return all(query, 100).stream().map(JsonNode::toString).toList();
  }

  void pass(Duration duration) {
    clock.advance(duration, agenda);
  }

  /** A device that writes down what it is told. */
  static final class Recorder implements DeviceListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void onDesired(ObjectNode patchWithVersion) {
      heard.add(patchWithVersion.toString());
    }

    @Override
    public void dropped() {
      heard.add("dropped");
    }
  }
}
