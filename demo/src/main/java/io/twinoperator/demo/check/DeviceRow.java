package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.demo.check.Finding.Verdict;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.MergePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Row 4: a program on the vendor's device SDK handles its desired properties. */
public final class DeviceRow {
  private static final int ROW = 4;
  private static final String INTERVAL = "telemetryInterval";
  private static final String THRESHOLD = "temperatureThreshold";
  private static final String FIRMWARE = "firmwareVersion";
  private static final String UPDATE = "firmwareUpdate";

  private DeviceRow() {}

  /**
   * What was seen.
   *
   * @param program what ran on the device, for people
   * @param shortcoming why that was no program over MQTT; empty if it was
   * @param notes what the program says that it did, in order
   * @param asked desired properties of the DeviceConfig
   * @param before desired properties before it was applied, with {@code $version}
   * @param reported what the hub holds of the device at the end
   */
  public record Seen(
      String program,
      String shortcoming,
      List<JsonNode> notes,
      ObjectNode asked,
      JsonNode before,
      JsonNode reported) {
    /** Copies the list. */
    public Seen {
      notes = List.copyOf(notes);
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    if (!seen.shortcoming().isEmpty()) {
      return new Finding(ROW, Verdict.SKIP, seen.shortcoming());
    }
    Judgement judgement = new Judgement(ROW);
    Optional<JsonNode> twin = first(seen.notes(), "twin");
    Optional<JsonNode> patch = first(seen.notes(), "patch");
    judgement.expect(
        twin.map(note -> note.path("version"))
            .filter(version -> version.asLong() == seen.before().path("$version").asLong())
            .isPresent(),
        "%s did not read its whole twin at desired $version %s"
            .formatted(seen.program(), seen.before().path("$version")));
    judgement.expect(
        patch.isPresent() && namesOnly(patch.get(), seen.asked()),
        "it was not told of a change of %s alone, but of %s"
            .formatted(
                seen.asked().properties().stream().map(p -> p.getKey()).toList(),
                patch.map(note -> note.path("properties").toString()).orElse("nothing")));
    ObjectNode wanted = MergePatch.merge(Json.content(seen.before()), seen.asked());
    reports(seen, wanted, judgement);
    return judgement.finding(
        "%s (%s) read its twin at $version %s and was told of %s at %s; it applied and reported %s %s and %s %s; for %s it reported %s, then %s"
            .formatted(
                seen.program(),
                text(first(seen.notes(), "connected"), "sdk"),
                text(twin, "version"),
                words(patch),
                text(patch, "version"),
                INTERVAL,
                wanted.path(INTERVAL),
                THRESHOLD,
                wanted.path(THRESHOLD),
                FIRMWARE,
                update("downloading", wanted),
                wanted.path(FIRMWARE)));
  }

  /**
   * What it reported, and that the hub holds it. The new firmware may be in its twin from the
   * start, the other values came with the change.
   */
  private static void reports(Seen seen, ObjectNode wanted, Judgement judgement) {
    List<JsonNode> reports = reports(seen.notes());
    List<JsonNode> afterwards =
        reports(seen.notes().stream().dropWhile(n -> !event(n).equals("patch")).toList());
    for (String name : List.of(INTERVAL, THRESHOLD)) {
      judgement.expect(
          afterwards.stream().anyMatch(report -> report.has(name)), "it did not report " + name);
      judgement.expect(
          JsonValues.equal(wanted.path(name), seen.reported().path(name)),
          "the hub has %s %s of it, not %s"
              .formatted(name, seen.reported().path(name), wanted.path(name)));
    }
    int downloading = indexOf(reports, UPDATE, update("downloading", wanted));
    int installed = indexOf(reports, FIRMWARE, wanted.path(FIRMWARE));
    judgement.expect(
        downloading >= 0, "it did not report %s".formatted(update("downloading", wanted)));
    judgement.expect(
        installed > downloading,
        "it did not report %s %s after its download".formatted(FIRMWARE, wanted.path(FIRMWARE)));
  }

  private static List<JsonNode> reports(List<JsonNode> notes) {
    return notes.stream()
        .filter(note -> event(note).equals("reported"))
        .map(note -> note.path("patch"))
        .toList();
  }

  private static ObjectNode update(String status, ObjectNode wanted) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", status)
        .set("targetVersion", wanted.path(FIRMWARE));
  }

  private static int indexOf(List<JsonNode> reports, String name, JsonNode value) {
    for (int i = 0; i < reports.size(); i++) {
      if (reports.get(i).path(name).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean namesOnly(JsonNode patch, ObjectNode asked) {
    for (JsonNode name : patch.path("properties")) {
      if (!asked.has(name.asText())) {
        return false;
      }
    }
    return !patch.path("properties").isEmpty();
  }

  private static Optional<JsonNode> first(List<JsonNode> notes, String event) {
    return notes.stream().filter(note -> event(note).equals(event)).findFirst();
  }

  private static String event(JsonNode note) {
    return note.path("event").asText();
  }

  private static String text(Optional<JsonNode> note, String name) {
    return note.map(found -> found.path(name).asText()).orElse("-");
  }

  private static String words(Optional<JsonNode> patch) {
    List<String> names = new ArrayList<>();
    patch.ifPresent(note -> note.path("properties").forEach(name -> names.add(name.asText())));
    return String.join(", ", names);
  }
}
