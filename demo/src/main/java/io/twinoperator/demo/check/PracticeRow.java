package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.MergePatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Row 8: limits are checked before writing, patches are minimal, and nothing is written twice. */
public final class PracticeRow {
  private PracticeRow() {}

  /**
   * What was seen.
   *
   * @param refusal of a DeviceConfig that breaks a limit of the hub
   * @param patches every patch of the landmark's twin by the operator
   * @param before the landmark's tags and desired properties before the first
   * @param second a reconciliation that was asked for when all was done
   */
  public record Seen(
      Refusal refusal, List<MergePatch> patches, Sections before, SecondPass second) {
    /** Copies the list. */
    public Seen {
      patches = List.copyOf(patches);
    }
  }

  /** Tags and desired properties of a twin. */
  public record Sections(ObjectNode tags, ObjectNode desired) {}

  /**
   * A DeviceConfig that breaks a limit.
   *
   * @param path the leaf that does
   * @param size the size it has
   * @param limit the size it may have
   * @param status what the operator says
   * @param twinBefore the whole twin's tags and desired before, with versions
   * @param twinAfter the same after
   */
  public record Refusal(
      String path,
      int size,
      int limit,
      Optional<DeviceConfigStatus> status,
      JsonNode twinBefore,
      JsonNode twinAfter) {}

  /**
   * A reconciliation when all was done.
   *
   * @param handled whether the operator says that it did as asked
   * @param patchesBefore patches of the twin before
   * @param patchesAfter patches of the twin after
   */
  public record SecondPass(boolean handled, int patchesBefore, int patchesAfter) {}

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(8);
    refusal(seen.refusal(), judgement);
    minimal(seen, judgement);
    SecondPass second = seen.second();
    judgement.expect(second.handled(), "the second pass was not made");
    judgement.expect(
        second.patchesAfter() == second.patchesBefore(),
        "the second pass wrote %d patches"
            .formatted(second.patchesAfter() - second.patchesBefore()));
    return judgement.finding(
        "%s of %d bytes refused before writing (limit %d); 1 patch of %d changed leaves; a second pass wrote nothing"
            .formatted(
                seen.refusal().path(),
                seen.refusal().size(),
                seen.refusal().limit(),
                seen.patches().stream().mapToInt(PracticeRow::size).sum()));
  }

  private static void refusal(Refusal refusal, Judgement judgement) {
    Optional<Condition> ready =
        Json.condition(refusal.status().map(DeviceConfigStatus::conditions).orElse(null), "Ready");
    String message = ready.map(Condition::getMessage).orElse("");
    judgement.expect(
        ready
            .filter(c -> c.getStatus().equals("False") && c.getReason().equals("InvalidSpec"))
            .isPresent(),
        "the DeviceConfig over the limit is not Ready=False/InvalidSpec");
    for (String part :
        List.of(
            refusal.path(), Integer.toString(refusal.size()), Integer.toString(refusal.limit()))) {
      judgement.expect(
          digits(message).contains(digits(part)),
          "the refusal does not name %s: %s".formatted(part, message));
    }
    judgement.expect(
        JsonValues.equal(refusal.twinBefore(), refusal.twinAfter()),
        "the refused change was written all the same");
  }

  private static String digits(String text) {
    return text.replace(",", "");
  }

  private static void minimal(Seen seen, Judgement judgement) {
    judgement.expect(
        seen.patches().size() == 1,
        "the twin was patched %d times, not once".formatted(seen.patches().size()));
    for (MergePatch patch : seen.patches()) {
      unchanged("tags", patch.tags(), seen.before().tags(), judgement);
      unchanged("desired", patch.desired(), seen.before().desired(), judgement);
    }
  }

  private static void unchanged(
      String section, ObjectNode patch, ObjectNode before, Judgement judgement) {
    Map<String, JsonNode> old = Json.leaves(before);
    Json.leaves(patch)
        .forEach(
            (path, value) ->
                judgement.expect(
                    !(old.containsKey(path) && JsonValues.equal(old.get(path), value)),
                    "the patch wrote %s.%s, which was so already".formatted(section, path)));
  }

  private static int size(MergePatch patch) {
    return Json.leaves(patch.tags()).size() + Json.leaves(patch.desired()).size();
  }
}
