package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.demo.check.QueriesRow.Query;
import io.twinoperator.demo.world.World;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.twin.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scenario's queries, and what the twins themselves say to each. */
final class TwinQueries {
  private static final int TRIES = 10;

  private record Question(
      String title, String sql, Function<List<JsonNode>, List<String>> answer) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "low battery on floor 3",
              "SELECT deviceId, tags.location, properties.reported.batteryLevel FROM devices WHERE"
                  + " tags.location.floor = 3 AND properties.reported.batteryLevel < 20",
              TwinQueries::lowBattery),
          new Question(
              "other firmware than desired",
              "SELECT deviceId FROM devices WHERE properties.desired.firmwareVersion !="
                  + " properties.reported.firmwareVersion",
              TwinQueries::otherFirmware),
          new Question(
              "buildings",
              "SELECT tags.location.building, COUNT() AS deviceCount FROM devices GROUP BY"
                  + " tags.location.building",
              TwinQueries::byBuilding),
          new Question(
              "disconnected",
              "SELECT deviceId, connectionState, lastActivityTime FROM devices WHERE"
                  + " connectionState = 'Disconnected'",
              TwinQueries::disconnected));

  private final World world;
  private final Hub hub;

  /** Asks through the vendor's SDK, as another service would. */
  TwinQueries(World world) {
    this.world = world;
    this.hub = world.otherService();
  }

  /**
   * Asks all four.
   *
   * @throws HubException if the hub refuses one
   */
  List<Query> ask() throws HubException {
    List<Query> answers = new ArrayList<>();
    for (Question question : QUESTIONS) {
      answers.add(ask(question));
    }
    return answers;
  }

  /** Asks until nothing that matters has changed meanwhile: devices go on reporting. */
  private Query ask(Question question) throws HubException {
    List<String> before = question.answer().apply(twins());
    for (int left = TRIES; ; left--) {
      List<String> rows = rows(question.sql());
      List<String> after = question.answer().apply(twins());
      if (left == 0 || before.equals(after)) {
        return new Query(question.title(), rows, after);
      }
      before = after;
    }
  }

  private List<String> rows(String sql) throws HubException {
    List<String> rows = new ArrayList<>();
    Optional<String> continuation = Optional.empty();
    do {
      Hub.QueryPage page = hub.query(sql, Hub.QueryPage.MAX_ROWS, continuation);
      page.rows().forEach(row -> rows.add(JsonValues.canonical(row)));
      continuation = page.continuation();
    } while (continuation.isPresent());
    return rows;
  }

  private List<JsonNode> twins() {
    return world.fleet().deviceIds().stream()
        .map(device -> (JsonNode) world.hub().twins().get(ClientId.device(device)))
        .toList();
  }

  private static List<String> lowBattery(List<JsonNode> twins) {
    return twins.stream()
        .filter(twin -> twin.at("/tags/location/floor").asInt() == 3)
        .filter(twin -> twin.at("/properties/reported/batteryLevel").asInt(100) < 20)
        .map(
            twin -> {
              ObjectNode row = row(twin);
              row.set("location", twin.at("/tags/location"));
              row.set("batteryLevel", twin.at("/properties/reported/batteryLevel"));
              return JsonValues.canonical(row);
            })
        .toList();
  }

  /** An acknowledged version is an object on the hub, which the query language cannot compare. */
  private static List<String> otherFirmware(List<JsonNode> twins) {
    return twins.stream()
        .filter(twin -> twin.at("/properties/desired/firmwareVersion").isTextual())
        .filter(twin -> twin.at("/properties/reported/firmwareVersion").isTextual())
        .filter(
            twin ->
                !twin.at("/properties/desired/firmwareVersion")
                    .equals(twin.at("/properties/reported/firmwareVersion")))
        .map(twin -> JsonValues.canonical(row(twin)))
        .toList();
  }

  private static List<String> byBuilding(List<JsonNode> twins) {
    return twins.stream()
        .collect(
            Collectors.groupingBy(
                twin -> twin.at("/tags/location/building").asText(), Collectors.counting()))
        .entrySet()
        .stream()
        .map(
            entry ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("building", entry.getKey())
                    .put("deviceCount", entry.getValue()))
        .map(JsonValues::canonical)
        .toList();
  }

  private static List<String> disconnected(List<JsonNode> twins) {
    return twins.stream()
        .filter(twin -> twin.path("connectionState").asText().equals("Disconnected"))
        .map(
            twin -> {
              ObjectNode row = row(twin);
              Stream.of("connectionState", "lastActivityTime")
                  .forEach(field -> row.set(field, twin.path(field)));
              return JsonValues.canonical(row);
            })
        .toList();
  }

  private static ObjectNode row(JsonNode twin) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.set("deviceId", twin.path("deviceId"));
    return row;
  }
}
