package io.twinoperator.fleetrollout.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.twin.JobCharacters;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Leaves;
import io.twinoperator.twin.TwinLimits;
import io.twinoperator.twin.Violation;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the change that each device gets. */
final class ChangeReader {
  private static final String FIELD = "spec.patch";
  private static final String REMOVE = FIELD + ".remove";
  private static final int MOST_REMOVED = 64;

  private final SpecFields fields;
  private final Writing writing;

  ChangeReader(SpecFields fields, Writing writing) {
    this.fields = fields;
    this.writing = writing;
  }

  Change read(FleetRolloutSpec.Patch patch) {
    int before = fields.problems().found().size();
    SortedMap<LeafPath, JsonNode> set = leavesToSet(patch);
    SortedSet<LeafPath> remove = leavesToRemove(patch.remove());
    checkOverlaps(set, remove);
    checkMarker(patch.tags());
    if (writing.mode() == Mode.Job) {
      checkCharacters(patch, remove);
    }
    boolean sound = fields.problems().found().size() == before;
    if (set.isEmpty() && remove.isEmpty() && sound) {
      fields.refuse(FIELD, "changes nothing; give it tags, desired or remove");
    }
    return new Change(set, remove);
  }

  private SortedMap<LeafPath, JsonNode> leavesToSet(FleetRolloutSpec.Patch patch) {
    List<Violation> violations = TwinLimits.check(patch.tags(), patch.desired());
    violations.forEach(v -> fields.refuse(FIELD + "." + v.path(), v.rule()));
    return violations.isEmpty() ? Leaves.of(patch.tags(), patch.desired()) : new TreeMap<>();
  }

  private SortedSet<LeafPath> leavesToRemove(@Nullable List<String> given) {
    List<String> texts = given == null ? List.of() : given;
    if (texts.size() > MOST_REMOVED) {
      fields.refuse(
          REMOVE,
          "has %d paths, the limit is %d: spread them over several FleetRollouts"
              .formatted(texts.size(), MOST_REMOVED));
    }
    NavigableSet<LeafPath> remove = new TreeSet<>();
    for (String text : texts) {
      fields.path(REMOVE, text).ifPresent(remove::add);
    }
    return remove;
  }

  private void checkOverlaps(SortedMap<LeafPath, JsonNode> set, SortedSet<LeafPath> remove) {
    for (LeafPath path : remove) {
      set.keySet().stream()
          .filter(path::overlaps)
          .forEach(other -> fields.refuse(REMOVE, path + " is also set, as " + other));
      remove.stream()
          .filter(path::isAncestorOf)
          .forEach(
              other ->
                  fields.refuse(
                      REMOVE, "%s lies in %s: name each leaf once".formatted(other, path)));
    }
  }

  /** The marker is written in the same patch, and must fit in beside the tags that it sets. */
  private void checkMarker(@Nullable ObjectNode tags) {
    long size = tags == null ? 0 : TwinLimits.size(tags);
    long room = TwinLimits.TAGS_BYTES - Writing.MARKER_BYTES;
    if (writing.marker() == Marker.Tag && size > room && size <= TwinLimits.TAGS_BYTES) {
      fields.refuse(
          FIELD + ".tags",
          "is %d bytes as IoT Hub counts, the limit is %d beside the marker of the rollout: take something out, or set marker to None"
              .formatted(size, room));
    }
  }

  private void checkCharacters(FleetRolloutSpec.Patch patch, SortedSet<LeafPath> remove) {
    JobCharacters.check(patch.tags(), patch.desired())
        .forEach(v -> refuseForJob(FIELD + "." + v.path(), v));
    remove.stream()
        .flatMap(path -> JobCharacters.check(path).stream())
        .forEach(v -> refuseForJob(REMOVE, v));
  }

  private void refuseForJob(String field, Violation violation) {
    String where = field.equals(REMOVE) ? violation.path() + ": " : "";
    fields.refuse(field, where + violation.rule() + "; writer.mode Auto does the former");
  }
}
