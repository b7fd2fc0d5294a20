package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.MergePatch;
import java.util.List;
import java.util.Optional;

/** Row 2: desired properties reach the twin, and count when the device has confirmed them. */
public final class DesiredRow {
  private static final String FIRMWARE = "firmwareVersion";
  private static final String LEAF = "desired." + FIRMWARE;

  private DesiredRow() {}

  /**
   * What was seen.
   *
   * @param asked desired properties of the spec
   * @param before desired properties of the twin before it was applied, with {@code $version}
   * @param after the same at the end
   * @param history every status of the object
   * @param reported what the device reports at the end
   */
  public record Seen(
      ObjectNode asked,
      JsonNode before,
      JsonNode after,
      List<StatusMoment> history,
      JsonNode reported) {
    /** Copies the list. */
    public Seen {
      history = List.copyOf(history);
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(2);
    long from = seen.before().path("$version").asLong();
    long to = seen.after().path("$version").asLong();
    judgement.expect(
        JsonValues.equal(
            MergePatch.merge(Json.content(seen.before()), seen.asked()),
            Json.content(seen.after())),
        "desired is %s, not what was there merged with %s"
            .formatted(Json.content(seen.after()), seen.asked()));
    judgement.expect(to > from, "desired $version is %d as before".formatted(to));
    Optional<LeafConvergence> waiting =
        seen.history().stream()
            .flatMap(moment -> whileDownloading(seen, moment).stream())
            .findFirst();
    judgement.expect(
        waiting.isPresent(),
        "no status with Converged=False named %s with both values while the device downloaded"
            .formatted(LEAF));
    atTheEnd(seen, judgement);
    return judgement.finding(
        "$version %d to %d; Converged=False with %s asked %s, reported %s while downloading;"
                .formatted(
                    from,
                    to,
                    LEAF,
                    waiting.map(LeafConvergence::expected).map(JsonNode::asText).orElse("-"),
                    waiting.map(LeafConvergence::observed).map(JsonNode::asText).orElse("-"))
            + " then the device reported it: Converged=True");
  }

  private static Optional<LeafConvergence> whileDownloading(Seen seen, StatusMoment moment) {
    DeviceConfigStatus status = moment.status();
    boolean downloads =
        moment.reported().path("firmwareUpdate").path("status").asText().equals("downloading");
    if (!downloads
        || status.convergence() == null
        || !Json.word(status.conditions(), "Synced").equals("True")
        || !Json.word(status.conditions(), "Converged").equals("False")) {
      return Optional.empty();
    }
    return status.convergence().stream()
        .filter(leaf -> leaf.path().equals(LEAF))
        .filter(leaf -> leaf.state() != DeviceConfigStatus.LeafState.Converged)
        .filter(leaf -> seen.asked().path(FIRMWARE).equals(leaf.expected()))
        .filter(leaf -> leaf.observed() != null && !leaf.observed().equals(leaf.expected()))
        .findFirst();
  }

  private static void atTheEnd(Seen seen, Judgement judgement) {
    JsonNode firmware = Json.plain(seen.reported().path(FIRMWARE));
    judgement.expect(
        firmware.equals(seen.asked().path(FIRMWARE)),
        "the device reports firmware %s at the end".formatted(firmware));
    if (seen.history().isEmpty()) {
      judgement.expect(false, "the object never got a status");
      return;
    }
    DeviceConfigStatus last = seen.history().get(seen.history().size() - 1).status();
    String converged = Json.word(last.conditions(), "Converged");
    judgement.expect(converged.equals("True"), "Converged is " + converged + " at the end");
    judgement.expect(
        Long.valueOf(seen.after().path("$version").asLong()).equals(last.desiredVersion()),
        "status.desiredVersion is " + last.desiredVersion());
  }
}
