package io.twinoperator.demo.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.twin.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Row 10: a rollout that devices refuse stops itself and gives each device back what it had. */
public final class RollbackRow {
  private RollbackRow() {}

  /**
   * What was seen.
   *
   * @param history every status of the rollout
   * @param wanted the desired properties of the patch
   * @param before twins of the floor before, by device
   * @param written devices whose twin held what was wanted at some time
   * @param applied devices that reported what was wanted at some time
   * @param after twins of the floor at the end, by device
   * @param refusals what devices said beside a code of 400, by device
   * @param refusing devices that refuse
   * @param words what they say
   */
  public record Seen(
      List<FleetRolloutStatus> history,
      ObjectNode wanted,
      Map<String, JsonNode> before,
      Set<String> written,
      Set<String> applied,
      Map<String, JsonNode> after,
      Map<String, String> refusals,
      Set<String> refusing,
      String words) {
    /** Copies the collections. */
    public Seen {
      history = List.copyOf(history);
      before = Map.copyOf(before);
      written = Set.copyOf(written);
      applied = Set.copyOf(applied);
      after = Map.copyOf(after);
      refusals = Map.copyOf(refusals);
      refusing = Set.copyOf(refusing);
    }

    private Set<ObjectNode> formerValues() {
      return before.entrySet().stream()
          .filter(device -> written.contains(device.getKey()))
          .map(device -> wantedLeaves(desired(device.getValue()), wanted))
          .collect(Collectors.toSet());
    }
  }

  /** Judges the row. */
  public static Finding judge(Seen seen) {
    Judgement judgement = new Judgement(10);
    if (seen.history().isEmpty()) {
      judgement.expect(false, "the rollout never got a status");
      return judgement.finding("");
    }
    FleetRolloutStatus last = seen.history().get(seen.history().size() - 1);
    stopped(seen, last, judgement);
    written(seen, judgement);
    counts(seen, last, judgement);
    undone(seen, judgement);
    return judgement.finding(
        "%d devices refused (\"%s\") and the rollout stopped itself: of %d devices %d had been written, %d had applied it; all %d have their own values again (%d different sets), %d were never touched"
            .formatted(
                seen.refusing().size(),
                seen.words(),
                seen.before().size(),
                seen.written().size(),
                seen.applied().size(),
                seen.written().size(),
                seen.formerValues().size(),
                seen.before().size() - seen.written().size()));
  }

  private static void stopped(Seen seen, FleetRolloutStatus last, Judgement judgement) {
    judgement.expect(
        seen.history().stream().anyMatch(status -> status.phase() == Phase.RollingBack),
        "no status was RollingBack");
    judgement.expect(
        last.phase() == Phase.RolledBack,
        "the phase is %s: %s".formatted(last.phase(), last.message()));
    judgement.expect(
        seen.history().stream()
            .map(FleetRolloutStatus::message)
            .filter(Objects::nonNull)
            .anyMatch(message -> message.contains(seen.refusing().size() + " of ")),
        "no message counts the %d devices that refuse: %s"
            .formatted(seen.refusing().size(), last.message()));
    for (String device : seen.refusing()) {
      judgement.expect(
          seen.words().equals(seen.refusals().get(device)),
          "%s did not say: %s".formatted(device, seen.words()));
      judgement.expect(
          isSampled(last, device, seen.words()),
          "failureSamples do not say of %s at the end: %s".formatted(device, seen.words()));
    }
  }

  /** Why it was stopped is still to be read when everything is undone. */
  private static boolean isSampled(FleetRolloutStatus status, String device, String words) {
    return status.failureSamples() != null
        && status.failureSamples().stream()
            .filter(sample -> sample.deviceId().equals(device))
            .anyMatch(sample -> sample.message() != null && sample.message().contains(words));
  }

  private static void written(Seen seen, Judgement judgement) {
    judgement.expect(
        seen.written().containsAll(seen.refusing()),
        "the refusing devices were not all written: " + seen.written());
    judgement.expect(!seen.applied().isEmpty(), "no device had applied it, so none is undone");
    judgement.expect(
        seen.written().size() < seen.before().size(), "it did not stop before all were written");
    judgement.expect(
        seen.formerValues().size() > 2,
        "the written devices had %d different sets of values"
            .formatted(seen.formerValues().size()));
  }

  private static void counts(Seen seen, FleetRolloutStatus last, Judgement judgement) {
    RolloutCounts counts = last.counts();
    judgement.expect(
        counts != null
            && counts.rolledBack() == seen.written().size()
            && counts.pending() == seen.before().size() - seen.written().size(),
        "%d devices were written, the counts are %s".formatted(seen.written().size(), counts));
    seen.history().stream()
        .map(FleetRolloutStatus::counts)
        .filter(Objects::nonNull)
        .filter(each -> each.sum() != each.total())
        .findFirst()
        .ifPresent(each -> judgement.expect(false, "counts do not sum: " + each));
  }

  private static void undone(Seen seen, Judgement judgement) {
    judgement.expect(
        seen.after().keySet().equals(seen.before().keySet()), "not all twins were read");
    seen.after()
        .forEach(
            (device, twin) -> {
              JsonNode before = seen.before().get(device);
              judgement.expect(
                  before != null && JsonValues.equal(desired(twin), desired(before)),
                  "%s has desired %s, not %s again"
                      .formatted(device, desired(twin), before == null ? "" : desired(before)));
              judgement.expect(
                  before != null && JsonValues.equal(tags(twin), tags(before)),
                  "%s has other tags than before".formatted(device));
              judgement.expect(
                  before != null && reportsAsBefore(seen, before, twin),
                  "%s does not report what it had".formatted(device));
            });
  }

  private static boolean reportsAsBefore(Seen seen, JsonNode before, JsonNode after) {
    for (String key : seen.wanted().properties().stream().map(Map.Entry::getKey).toList()) {
      JsonNode was = reported(before, key);
      // What it never had, a device may go on refusing.
      if (!was.isMissingNode() && !JsonValues.equal(was, reported(after, key))) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode reported(JsonNode twin, String key) {
    return Json.plain(twin.at("/properties/reported").path(key));
  }

  private static ObjectNode desired(JsonNode twin) {
    return Json.content(twin.at("/properties/desired"));
  }

  private static ObjectNode wantedLeaves(ObjectNode desired, ObjectNode wanted) {
    return desired.retain(wanted.properties().stream().map(Map.Entry::getKey).toList());
  }

  /** Without the operator's own, which say that it was written and undone. */
  private static ObjectNode tags(JsonNode twin) {
    ObjectNode tags = Json.content(twin.path("tags"));
    tags.remove("twinOperator");
    return tags;
  }
}
