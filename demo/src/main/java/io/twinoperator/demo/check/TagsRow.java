package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.MergePatch;
import java.util.Optional;
import java.util.TreeSet;

/** Row 1: tags are merged into what is there. */
public final class TagsRow {
  private TagsRow() {}

  /**
   * What was seen.
   *
   * @param asked tags of the spec
   * @param before tags of the twin before it was applied
   * @param after tags of the twin at the end
   */
  public record Seen(
      ObjectNode asked, ObjectNode before, ObjectNode after, Optional<DeviceConfigStatus> status) {}

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(1);
    String synced =
        Json.word(seen.status().map(DeviceConfigStatus::conditions).orElse(null), "Synced");
    judgement.expect(!seen.asked().isEmpty(), "the spec asks for no tags");
    judgement.expect(
        JsonValues.equal(MergePatch.merge(seen.before(), seen.asked()), seen.after()),
        "the twin's tags are %s, not what was there merged with %s"
            .formatted(seen.after(), seen.asked()));
    judgement.expect(synced.equals("True"), "Synced is " + synced);
    var kept = new TreeSet<>(Json.leaves(seen.before()).keySet());
    kept.removeAll(Json.leaves(seen.asked()).keySet());
    return judgement.finding(
        "%d tags merged into the twin, others kept (%s), Synced=%s"
            .formatted(Json.leaves(seen.asked()).size(), String.join(", ", kept), synced));
  }
}
