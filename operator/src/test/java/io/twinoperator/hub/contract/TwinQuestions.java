package io.twinoperator.hub.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.hub.contract.RestHub.Reply;
import java.util.List;

/** Open questions about twins. */
final class TwinQuestions {
  private TwinQuestions() {}

  static List<OpenQuestion> all() {
    return List.of(
        new OpenQuestion(
            "NoOpPatch",
            "Does a patch that changes nothing raise versions?",
            TwinQuestions::noOpPatch),
        new OpenQuestion(
            "EmptySection", "Is \"desired\":{} in a patch a write?", TwinQuestions::emptySection),
        new OpenQuestion(
            "AbsentNull",
            "Does a null for a nested key that is not there drop its siblings?",
            TwinQuestions::absentNull),
        new OpenQuestion(
            "UnquotedEtag",
            "What does If-Match without quotes do when the etag is stale?",
            TwinQuestions::unquotedEtag),
        new OpenQuestion(
            "section overflow",
            "With what is a desired section of more than 32 KB refused?",
            TwinQuestions::sectionOverflow),
        new OpenQuestion(
            "arrays in tags", "May a tag hold an array?", TwinQuestions::arraysInTags));
  }

  private static Finding noOpPatch(RemoteHub hub) throws Exception {
    String twin = twinOfANewDevice(hub);
    JsonNode first = patched(hub, twin, "{\"properties\":{\"desired\":{\"a\":1}}}").json();
    JsonNode second = patched(hub, twin, "{\"properties\":{\"desired\":{\"a\":1}}}").json();
    long before = desiredVersion(first);
    long after = desiredVersion(second);
    return new Finding(
        "desired.$version went from %d to %d".formatted(before, after),
        after > before ? "NoOpPatch=RAISES_VERSIONS" : "NoOpPatch=KEEPS_VERSIONS");
  }

  private static Finding emptySection(RemoteHub hub) throws Exception {
    String twin = twinOfANewDevice(hub);
    JsonNode first = patched(hub, twin, "{\"properties\":{\"desired\":{\"a\":1}}}").json();
    JsonNode second =
        patched(hub, twin, "{\"tags\":{\"t\":1},\"properties\":{\"desired\":{}}}").json();
    long before = desiredVersion(first);
    long after = desiredVersion(second);
    return new Finding(
        "desired.$version went from %d to %d".formatted(before, after),
        after > before ? "EmptySection=IS_A_WRITE" : "EmptySection=IS_NO_WRITE");
  }

  private static Finding absentNull(RemoteHub hub) throws Exception {
    String twin = twinOfANewDevice(hub);
    patched(hub, twin, "{\"properties\":{\"desired\":{\"o\":{\"kept\":1}}}}");
    JsonNode after =
        patched(hub, twin, "{\"properties\":{\"desired\":{\"o\":{\"absent\":null}}}}").json();
    boolean kept = after.at("/properties/desired/o/kept").isNumber();
    return new Finding(
        kept ? "the sibling stayed" : "the sibling is gone: " + after.at("/properties/desired/o"),
        kept ? "AbsentNull=IGNORED" : "AbsentNull=DROPS_SIBLINGS");
  }

  private static Finding unquotedEtag(RemoteHub hub) throws Exception {
    String twin = twinOfANewDevice(hub);
    String stale = patched(hub, twin, "{\"tags\":{\"a\":1}}").json().path("etag").asText();
    patched(hub, twin, "{\"tags\":{\"a\":2}}");
    Reply reply = hub.rest().send("PATCH", twin, "{\"tags\":{\"a\":3}}", "If-Match", stale);
    return new Finding(
        reply.describe(),
        switch (reply.status()) {
          case 200 -> "UnquotedEtag=IGNORED";
          case 400 -> "UnquotedEtag=REFUSED";
          default -> "(no switch: it was honoured, or refused otherwise)";
        });
  }

  private static Finding sectionOverflow(RemoteHub hub) throws Exception {
    String twin = twinOfANewDevice(hub);
    StringBuilder desired = new StringBuilder();
    for (int key = 0; key < 9; key++) {
      desired.append(key == 0 ? "" : ",").append("\"k").append(key).append("\":\"");
      desired.append("x".repeat(4096)).append('"');
    }
    Reply reply = patched(hub, twin, "{\"properties\":{\"desired\":{" + desired + "}}}");
    return new Finding(reply.describe(), "(the emulator's text for it)");
  }

  private static Finding arraysInTags(RemoteHub hub) throws Exception {
    Reply reply = patched(hub, twinOfANewDevice(hub), "{\"tags\":{\"list\":[1,2]}}");
    return new Finding(
        reply.status() == 200 ? "200" : reply.describe(),
        reply.status() == 200 ? "(as the emulator: allowed)" : "(the emulator allows it)");
  }

  private static String twinOfANewDevice(RemoteHub hub) throws Exception {
    return "/twins/" + RestHub.encoded(hub.createDevice("question-"));
  }

  private static Reply patched(RemoteHub hub, String twin, String body) throws Exception {
    return hub.rest().send("PATCH", twin, body);
  }

  private static long desiredVersion(JsonNode twin) {
    return twin.at("/properties/desired/$version").asLong();
  }
}
