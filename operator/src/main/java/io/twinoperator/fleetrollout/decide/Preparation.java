package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Diff;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Section;
import io.twinoperator.twin.ShapeConflict;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinDiff;
import io.twinoperator.twin.TwinLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a twin that was just read says of a write: what it lacks, or why it must not be written.
 * Pure; the last look before each write, in both lanes.
 */
final class Preparation {
  private final RolloutSpec spec;
  private final RolloutPlan plan;
  private final OwnMarker marker;
  private final Set<String> keptMarks;
  private final Instant now;

  /**
   * Looks at twins.
   *
   * @param neighbours other rollouts on the hub, by the keys of their marks
   */
  Preparation(
      RolloutSpec spec,
      RolloutPlan plan,
      OwnMarker marker,
      Map<String, Neighbour> neighbours,
      Instant now) {
    this.spec = spec;
    this.plan = plan;
    this.marker = marker;
    this.keptMarks = kept(marker, neighbours);
    this.now = now;
  }

  private static Set<String> kept(OwnMarker own, Map<String, Neighbour> neighbours) {
    Stream<String> underWay =
        neighbours.entrySet().stream()
            .filter(entry -> entry.getValue().life() == Neighbour.Life.UNDER_WAY)
            .map(Map.Entry::getKey);
    return Stream.concat(Stream.of(own.key()), underWay).collect(toUnmodifiableSet());
  }

  /** What is to be done. */
  sealed interface Finding {
    /** The result of the function for this kind of finding. */
    <T> T fold(Function<Write, T> write, Function<Equal, T> equal, Function<Obstacle, T> obstacle);
  }

  /** The device lacks something. */
  record Write(Writable writable) implements Finding {
    @Override
    public <T> T fold(
        Function<Write, T> write, Function<Equal, T> equal, Function<Obstacle, T> obstacle) {
      return write.apply(this);
    }
  }

  /** Nothing is to be written. */
  record Equal() implements Finding {
    @Override
    public <T> T fold(
        Function<Write, T> write, Function<Equal, T> equal, Function<Obstacle, T> obstacle) {
      return equal.apply(this);
    }
  }

  /** Whether an obstacle lies with others or with the write. */
  enum Kind {
    /** A leaf was changed since the plan, or has another shape. */
    CONFLICT,
    /** The hub would refuse the write. */
    REFUSED
  }

  /** The device must not be written. */
  record Obstacle(Kind kind, String why) implements Finding {
    @Override
    public <T> T fold(
        Function<Write, T> write, Function<Equal, T> equal, Function<Obstacle, T> obstacle) {
      return obstacle.apply(this);
    }
  }

  /** Looks at the twin of a member that is to be written for the sake of a wave. */
  Finding of(int member, Twin twin, String wave) {
    Diff diff = TwinDiff.between(spec.change().set(), List.of(), twin);
    Optional<String> conflict = shape(diff, twin).or(() -> changedSince(member, twin));
    if (conflict.isPresent()) {
      return new Obstacle(Kind.CONFLICT, conflict.get());
    }
    List<LeafChange> changes = new ArrayList<>(diff.changes());
    spec.change().remove().stream()
        .filter(path -> twin.value(path).isPresent())
        .forEach(path -> changes.add(new RemoveLeaf(path)));
    if (changes.isEmpty()) {
      return new Equal();
    }
    if (spec.writing().marker() == FleetRolloutSpec.Marker.Tag) {
      changes.addAll(marker.written(twin, wave, now));
      changes.addAll(OldMarkers.toDrop(twin, keptMarks, changes));
    }
    return TwinLimits.checkResult(twin, MergePatch.of(changes)).stream()
        .findFirst()
        .<Finding>map(violation -> new Obstacle(Kind.REFUSED, violation.toString()))
        .orElseGet(() -> new Write(new Writable(member, twin, changes, before(member, twin))));
  }

  private Optional<BeforeImage> before(int member, Twin twin) {
    BeforeImage now = BeforeImage.of(spec.change().paths(), twin);
    return Optional.of(now).filter(found -> !found.isCoveredBy(plan.before(member)));
  }

  private Optional<String> shape(Diff diff, Twin twin) {
    return diff.conflicts().stream()
        .map(ShapeConflict::message)
        .findFirst()
        .or(
            () ->
                spec.change().remove().stream()
                    .filter(path -> twin.value(path).filter(JsonNode::isObject).isPresent())
                    .map(path -> path + " is an object; name the leaves below it")
                    .findFirst());
  }

  /**
   * A leaf that is neither as planned nor as asked for was changed since the plan, unless its own
   * time says that the row it was planned by was old.
   */
  private Optional<String> changedSince(int member, Twin twin) {
    BeforeImage planned = plan.before(member);
    return spec.change()
        .paths()
        .filter(path -> !isAsPlanned(planned.value(path), twin.value(path)))
        .filter(path -> !isAsAsked(path, twin))
        .filter(path -> !isOlderThanPlan(path, twin))
        .map(path -> path + " was changed since the plan")
        .findFirst();
  }

  private static boolean isAsPlanned(Optional<JsonNode> planned, Optional<JsonNode> found) {
    return planned.isPresent() == found.isPresent()
        && (planned.isEmpty() || JsonValues.equal(planned.get(), found.orElseThrow()));
  }

  private boolean isAsAsked(LeafPath path, Twin twin) {
    JsonNode wanted = spec.change().set().get(path);
    return wanted == null
        ? twin.value(path).isEmpty()
        : twin.value(path).filter(value -> JsonValues.equal(value, wanted)).isPresent();
  }

  private boolean isOlderThanPlan(LeafPath path, Twin twin) {
    return path.section() == Section.DESIRED
        && twin.desiredUpdatedAt(path).filter(at -> !at.isAfter(plan.computedAt())).isPresent();
  }
}
