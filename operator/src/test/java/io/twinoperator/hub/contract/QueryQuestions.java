package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.contract.RestHub.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Open questions about queries. */
final class QueryQuestions {
  private static final int MORE_THAN_A_PAGE = 101;

  private QueryQuestions() {}

  static List<OpenQuestion> all() {
    return List.of(
        new OpenQuestion(
            "ProjectionKey",
            "Under which key is a path without an alias answered?",
            QueryQuestions::projectionKey),
        new OpenQuestion(
            "BuiltInFieldCase",
            "In which letter case is SELECT DeviceId answered?",
            QueryQuestions::builtInFieldCase),
        new OpenQuestion(
            "MetadataInWhere", "May a condition name $metadata?", QueryQuestions::metadataInWhere),
        new OpenQuestion(
            "string functions", "Which functions do twin queries have?", QueryQuestions::functions),
        new OpenQuestion("pages", "How long is a page, in which order?", QueryQuestions::pages),
        new OpenQuestion(
            "Retry-After", "Does a 429 carry Retry-After?", QueryQuestions::retryAfter));
  }

  private static Finding projectionKey(RemoteHub hub) throws Exception {
    JsonNode row = rowOfANewDevice(hub, "tags.location.floor");
    return new Finding(
        row.toString(),
        row.has("floor")
            ? "ProjectionKey=LAST_SEGMENT"
            : row.has("tags.location.floor") ? "ProjectionKey=FULL_PATH" : "(no switch)");
  }

  private static Finding builtInFieldCase(RemoteHub hub) throws Exception {
    JsonNode row = rowOfANewDevice(hub, "DeviceId");
    return new Finding(
        row.toString(),
        row.has("deviceId") ? "BuiltInFieldCase=CANONICAL" : "BuiltInFieldCase=AS_WRITTEN");
  }

  private static JsonNode rowOfANewDevice(RemoteHub hub, String selected) throws Exception {
    String id = hub.createDevice("question-");
    hub.rest()
        .send("PATCH", "/twins/" + RestHub.encoded(id), "{\"tags\":{\"location\":{\"floor\":3}}}");
    String sql = "SELECT " + selected + " FROM devices WHERE deviceId = '" + id + "'";
    hub.until(() -> query(hub, sql, 10).json().size() == 1);
    return query(hub, sql, 10).json().path(0);
  }

  private static Finding metadataInWhere(RemoteHub hub) throws Exception {
    Reply reply =
        query(
            hub,
            "SELECT deviceId FROM devices WHERE"
                + " properties.desired.$metadata.$lastUpdated > '2026-01-01T00:00:00Z'",
            10);
    return new Finding(
        reply.status() == 200 ? "200" : reply.describe(),
        reply.status() == 200 ? "MetadataInWhere=ALLOWED" : "MetadataInWhere=REFUSED");
  }

  private static Finding functions(RemoteHub hub) throws Exception {
    List<String> calls =
        List.of(
            "IS_DEFINED(tags.a)",
            "STARTSWITH(deviceId, 'a')",
            "ENDSWITH(deviceId, 'a')",
            "STARTS_WITH(deviceId, 'a')",
            "ENDS_WITH(deviceId, 'a')",
            "CONTAINS(deviceId, 'a')",
            "IS_NULL(tags.a)",
            "IS_STRING(tags.a)",
            "LOWER(tags.a) = 'a'");
    List<String> taken = new ArrayList<>();
    for (String call : calls) {
      if (query(hub, "SELECT deviceId FROM devices WHERE " + call, 1).status() == 200) {
        taken.add(call.substring(0, call.indexOf('(')));
      }
    }
    return new Finding(
        "taken: " + String.join(", ", taken), "(the emulator: IS_DEFINED, STARTSWITH, ENDSWITH)");
  }

  private static Finding pages(RemoteHub hub) throws Exception {
    for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
      hub.createDevice("question-");
    }
    String sql = "SELECT deviceId FROM devices WHERE STARTSWITH(deviceId, 'question-')";
    hub.until(
        () ->
            query(
                        hub,
                        "SELECT COUNT() AS n FROM devices WHERE STARTSWITH(deviceId, 'question-')",
                        1)
                    .json()
                    .at("/0/n")
                    .asInt()
                >= MORE_THAN_A_PAGE);
    List<String> first = ids(query(hub, sql, 1000));
    List<String> again = ids(query(hub, sql, 1000));
    return new Finding(
        "1000 rows asked, %d came; %s; a second time %s"
            .formatted(
                first.size(),
                first.equals(first.stream().sorted().toList()) ? "in the order of ids" : "unsorted",
                first.equals(again) ? "the same" : "others"),
        "(the emulator: 100, in the order of ids, the same)");
  }

  private static Finding retryAfter(RemoteHub hub) throws Exception {
    Optional<Reply> refused = Optional.empty();
    for (int i = 0; i < 60 && refused.isEmpty(); i++) {
      refused =
          Optional.of(query(hub, "SELECT COUNT() AS n FROM devices", 1))
              .filter(reply -> reply.status() == 429);
    }
    return new Finding(
        refused
            .map(r -> r.describe() + "; Retry-After: " + r.header("Retry-After").orElse("none"))
            .orElse("60 queries in a row and no 429"),
        "(the emulator sends none)");
  }

  private static Reply query(RemoteHub hub, String sql, int pageSize) throws Exception {
    return hub.rest()
        .send(
            "POST",
            "/devices/query",
            "{\"query\":\"" + sql + "\"}",
            "x-ms-max-item-count",
            Integer.toString(pageSize));
  }

  private static List<String> ids(Reply reply) {
    return Stream.iterate(0, i -> i < reply.json().size(), i -> i + 1)
        .map(i -> reply.json().path(i).path("deviceId").asText())
        .collect(Collectors.toList());
  }
}
