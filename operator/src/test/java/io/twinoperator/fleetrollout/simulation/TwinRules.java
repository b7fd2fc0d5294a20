package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.TwinState;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be true of what a write of the operator has done to a twin. */
final class TwinRules implements Truth.Listener {
  private static final String MARKERS = "twinOperator";

  private final Seen seen;

  TwinRules(Seen seen) {
    this.seen = seen;
  }

  @Override
  public void applied(DeviceTruth device, TwinState before, TwinState after, Truth.Author author) {
    Set<LeafPath> changed = new HashSet<>();
    differences(Section.TAGS, before.tags(), after.tags(), List.of(), changed);
    differences(
        Section.DESIRED, before.desired().values(), after.desired().values(), List.of(), changed);
    changed.removeIf(TwinRules::isMarker);
    onlyOurs(device, changed);
    notForNothing(device, before, after, author, changed);
    List<LeafPath> made = new ArrayList<>();
    List<LeafPath> undone = new ArrayList<>();
    for (LeafPath path : changed) {
      JsonNode now = Change.value(after, path);
      (isWanted(path, now) ? made : undone).add(path);
    }
    if (!undone.isEmpty()) {
      takenBack(device, before, after, undone, author);
    }
    if (!made.isEmpty()) {
      made(device, before, after, made);
    }
  }

  private static boolean isMarker(LeafPath path) {
    return path.section() == Section.TAGS && path.keys().get(0).equals(MARKERS);
  }

  private boolean isWanted(LeafPath path, JsonNode value) {
    JsonNode wanted = seen.change().wanted(path);
    return wanted.isMissingNode() ? value.isMissingNode() : JsonValues.equal(value, wanted);
  }

  /** Promise 5. */
  private void onlyOurs(DeviceTruth device, Set<LeafPath> changed) {
    for (LeafPath path : changed) {
      if (!seen.change().set().containsKey(path) && !seen.change().remove().contains(path)) {
        throw new Violation(5, "the operator has changed " + path + " of " + device);
      }
    }
  }

  /** Promise 5: a leaf that is equal is not written again, or its acknowledgement goes stale. */
  private static void notForNothing(
      DeviceTruth device,
      TwinState before,
      TwinState after,
      Truth.Author author,
      Set<LeafPath> changed) {
    boolean wrote = before.desired().version() != after.desired().version();
    boolean desired = changed.stream().anyMatch(path -> path.section() == Section.DESIRED);
    if (wrote && !desired && author == Truth.Author.OPERATOR) {
      throw new Violation(5, "desired of " + device + " was written with what it had");
    }
  }

  /** Promises 6 and 8: once, and with the ledger knowing of it. */
  private void made(DeviceTruth device, TwinState before, TwinState after, List<LeafPath> made) {
    if (device.undone.isPresent()) {
      throw new Violation(6, device + " has the change again after it was taken back");
    }
    if (device.written.isPresent() && !device.touchedByOthers) {
      throw new Violation(6, device + " is written twice");
    }
    LedgerView ledger = seen.ledger(device + " has the change");
    Optional<Integer> member = seen.member(ledger, device.id);
    if (member.isEmpty()) {
      throw new Violation(5, device + " has the change and is no member");
    }
    MemberState state = ledger.state(member.get());
    if (state == MemberState.PENDING || state == MemberState.DEFERRED) {
      throw new Violation(
          8, "%s has the change, and the ledger says that it is %s".formatted(device, state));
    }
    asPlanned(device, ledger, member.get(), before, made);
    device.original = device.original.or(() -> Optional.of(before));
    device.written = Optional.of(seen.now());
    device.writtenVersion = after.desired().version();
    device.confirmed.clear();
    device.denied.clear();
    made.forEach(path -> device.before.put(path, Change.value(before, path)));
  }

  /**
   * Promise 5: what somebody has changed since the plan is not overwritten; by a job, but in the
   * window between the reading and its run. What was changed before the plan was begun, and after
   * the rows that it read, is no change since.
   */
  private void asPlanned(
      DeviceTruth device, LedgerView ledger, int member, TwinState before, List<LeafPath> made) {
    Optional<Instant> decided =
        seen.jobsOf(device.id).stream()
            .map(ledger::decidedAt)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
    if (decided.filter(at -> !device.touchedAt.isBefore(at)).isPresent()
        || device.touchedAt.isBefore(ledger.plannedAt())) {
      return;
    }
    for (LeafPath path : made) {
      JsonNode was = Change.value(before, path);
      if (!same(was, ledger.planned(member, path))) {
        throw new Violation(
            5,
            "%s of %s had %s, was %s when it was planned, and is overwritten"
                .formatted(path, device, was, ledger.planned(member, path)));
      }
    }
  }

  /** Promise 7: only what is still ours, and back to what was there. */
  private void takenBack(
      DeviceTruth device,
      TwinState before,
      TwinState after,
      List<LeafPath> undone,
      Truth.Author author) {
    if (author == Truth.Author.OPERATOR && seen.isTakenForTheOneBefore(device)) {
      return;
    }
    if (author == Truth.Author.JOB || device.written.isEmpty()) {
      throw new Violation(6, "%s has another value than the change: %s".formatted(device, undone));
    }
    for (LeafPath path : undone) {
      JsonNode was = Change.value(before, path);
      JsonNode now = Change.value(after, path);
      if (!isWanted(path, was)) {
        throw new Violation(
            7, "%s of %s had %s by somebody else and was taken back".formatted(path, device, was));
      }
      if (!isFormer(device, path, now)) {
        throw new Violation(
            7,
            "%s of %s was taken back to %s; it had %s"
                .formatted(path, device, now, device.before.get(path)));
      }
    }
    device.undone = Optional.of(seen.now());
  }

  /** By a job, what was read may be what somebody has overwritten in the window before it ran. */
  private static boolean isFormer(DeviceTruth device, LeafPath path, JsonNode now) {
    JsonNode before = device.before.getOrDefault(path, MissingNode.getInstance());
    return same(now, before)
        || (device.touchedByOthers
            && device.ofOthers.getOrDefault(path, List.of()).stream()
                .anyMatch(other -> same(now, other)));
  }

  static boolean same(JsonNode one, JsonNode other) {
    return one.isMissingNode() ? other.isMissingNode() : JsonValues.equal(one, other);
  }

  /** Paths of the values that differ; an object that is not there counts as an empty one. */
  @SuppressWarnings("ReferenceEquality") // What a merge does not touch stays the same node.
  static void differences(
      Section section,
      ObjectNode before,
      ObjectNode after,
      List<String> above,
      Set<LeafPath> changed) {
    if (before == after) {
      return;
    }
    before
        .fieldNames()
        .forEachRemaining(
            key -> difference(section, before.path(key), after.path(key), above, key, changed));
    after
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!before.has(key)) {
                difference(
                    section, MissingNode.getInstance(), after.path(key), above, key, changed);
              }
            });
  }

  private static void difference(
      Section section,
      JsonNode before,
      JsonNode after,
      List<String> above,
      String key,
      Set<LeafPath> changed) {
    if (before.equals(after)) {
      return;
    }
    List<String> keys = new ArrayList<>(above);
    keys.add(key);
    boolean objects =
        (before.isObject() || before.isMissingNode())
            && (after.isObject() || after.isMissingNode());
    if (objects) {
      ObjectNode none = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
      differences(
          section,
          before instanceof ObjectNode object ? object : none,
          after instanceof ObjectNode object ? object : none,
          keys,
          changed);
    } else {
      changed.add(new LeafPath(section, keys));
    }
  }
}
