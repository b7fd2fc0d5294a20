package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.applied;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class TwinDiffPropertyTest {

  /** What is wanted, what was applied before, and a twin that others have written to as well. */
  record World(SortedMap<LeafPath, JsonNode> wanted, List<AppliedLeaf> managed, Twin twin) {

    Diff diff() {
      return TwinDiff.between(wanted, managed, twin);
    }

    /** Whether a leaf stands where one was that we had applied and still want. */
    boolean hasReplacedOurs(LeafPath path) {
      return managedPaths().stream().filter(wanted().keySet()::contains).anyMatch(path::overlaps);
    }

    Set<LeafPath> managedPaths() {
      return managed.stream().map(AppliedLeaf::path).collect(Collectors.toSet());
    }
  }

  @Property(tries = 3000)
  void thePatchYieldsTheSpecWhereverThereIsNoConflict(@ForAll("worlds") World world) {
    Diff diff = world.diff();
    Twin after = diff.patch().applyTo(world.twin());
    Statistics.collect(diff.conflicts().isEmpty() ? "no conflict" : "conflict");

    Set<LeafPath> inConflict = conflicting(diff);
    world
        .wanted()
        .forEach(
            (path, value) -> {
              if (!inConflict.contains(path)) {
                assertThat(after.value(path))
                    .as(path.toString())
                    .hasValueSatisfying(
                        stored -> assertThat(JsonValues.equal(stored, value)).isTrue());
              }
            });
  }

  @Property(tries = 3000)
  void noLeafOfOthersIsTouched(@ForAll("worlds") World world) {
    Twin after = world.diff().patch().applyTo(world.twin());
    SortedMap<LeafPath, JsonNode> leavesAfter = leaves(after);

    leaves(world.twin())
        .forEach(
            (path, value) -> {
              if (!world.managedPaths().contains(path)
                  && !world.wanted().containsKey(path)
                  && !world.hasReplacedOurs(path)) {
                assertThat(leavesAfter).containsEntry(path, value);
              }
            });
    leavesAfter.forEach(
        (path, value) -> {
          if (!world.wanted().containsKey(path)) {
            assertThat(leaves(world.twin())).containsEntry(path, value);
          }
        });
  }

  @Property(tries = 3000)
  void aManagedLeafThatIsNotWantedGoesOnlyIfItIsStillOurs(@ForAll("worlds") World world) {
    Diff diff = world.diff();
    Twin after = diff.patch().applyTo(world.twin());

    for (AppliedLeaf leaf : world.managed()) {
      if (world.wanted().keySet().stream().noneMatch(leaf.path()::overlaps)) {
        var before = world.twin().value(leaf.path());
        boolean ours = before.map(JsonValues::hash).filter(leaf.hash()::equals).isPresent();
        if (ours) {
          assertThat(after.value(leaf.path())).isEmpty();
          assertThat(diff.released()).doesNotContain(leaf);
        } else {
          assertThat(diff.changes()).extracting(LeafChange::path).doesNotContain(leaf.path());
          assertThat(diff.released()).contains(leaf);
        }
      }
    }
  }

  @Property(tries = 3000)
  void neverANullForAnAbsentKey(@ForAll("worlds") World world) {
    MergePatch patch = world.diff().patch();

    for (Section section : Section.values()) {
      for (LeafPath path : nulls(section, List.of(), patch.section(section))) {
        assertThat(world.twin().value(path)).as(path.toString()).isPresent();
      }
    }
  }

  @Property(tries = 3000)
  void aConflictLeavesTheTwinAsItWas(@ForAll("worlds") World world) {
    Diff diff = world.diff();
    Twin after = diff.patch().applyTo(world.twin());

    for (ShapeConflict conflict : diff.conflicts()) {
      assertThat(under(conflict.path(), after)).isEqualTo(under(conflict.path(), world.twin()));
      assertThat(under(conflict.path(), world.twin()))
          .as("what stands in the way")
          .anySatisfy((path, value) -> assertThat(world.managedPaths()).doesNotContain(path));
    }
  }

  @Property
  void equalDocumentsHaveNoDifference(
      @ForAll("objects") ObjectNode document, @ForAll("objects") ObjectNode old) {
    Twin twin = TwinDocuments.twin(document, document);
    var wanted = Leaves.of(document, document);

    for (var managed :
        List.of(List.<AppliedLeaf>of(), applied(wanted), applied(Leaves.of(old, old)))) {
      Diff diff = TwinDiff.between(wanted, managed, twin);
      assertThat(diff.changes()).isEmpty();
      assertThat(diff.conflicts()).isEmpty();
      assertThat(diff.patch().isEmpty()).isTrue();
    }
  }

  @Property(tries = 2000)
  void whereAllIsOursNothingIsAConflictAndTheSpecIsAllThatStays(
      @ForAll("objects") ObjectNode spec, @ForAll("objects") ObjectNode old) {
    Twin twin = TwinDocuments.twin(old, old);
    var wanted = Leaves.of(spec, spec);

    Diff diff = TwinDiff.between(wanted, applied(Leaves.of(old, old)), twin);

    assertThat(diff.conflicts()).isEmpty();
    Twin after = diff.patch().applyTo(twin);
    assertThat(hashes(leaves(after))).isEqualTo(hashes(wanted));
  }

  @Property(tries = 2000)
  void asSoonAsItIsAppliedNothingIsLeftToDo(@ForAll("worlds") World world) {
    Diff diff = world.diff();
    Twin after = diff.patch().applyTo(world.twin());
    List<AppliedLeaf> managed = new ArrayList<>(world.managed());
    managed.removeAll(diff.released());
    managed.removeIf(
        leaf -> diff.changes().stream().anyMatch(change -> change.path().equals(leaf.path())));
    diff.changes().stream()
        .filter(change -> !(change instanceof RemoveLeaf))
        .map(change -> AppliedLeaf.applied(change.path(), world.wanted().get(change.path()), after))
        .forEach(managed::add);

    Diff again = TwinDiff.between(world.wanted(), managed, after);

    assertThat(again.changes()).isEmpty();
    assertThat(conflicting(again)).isEqualTo(conflicting(diff));
  }

  @Property(tries = 2000)
  void removalsTakeOutWhatIsOursAndNothingElse(@ForAll("worlds") World world) {
    Twin after =
        MergePatch.of(TwinDiff.removals(world.managed(), world.twin())).applyTo(world.twin());

    Map<LeafPath, String> expected = hashes(leaves(world.twin()));
    world.managed().forEach(leaf -> expected.remove(leaf.path(), leaf.hash()));
    assertThat(hashes(leaves(after))).isEqualTo(expected);
  }

  @Provide
  Arbitrary<ObjectNode> objects() {
    return TwinDocuments.objects();
  }

  /** Others wrote first, then we did, then perhaps others again. */
  @Provide
  Arbitrary<World> worlds() {
    return Combinators.combine(
            TwinDocuments.objects(),
            TwinDocuments.objects(),
            TwinDocuments.objects(),
            TwinDocuments.objects(),
            Arbitraries.of(true, false))
        .as(
            (spec, old, before, later, changedLater) -> {
              ObjectNode stored = MergePatch.merge(before, old);
              ObjectNode now = changedLater ? MergePatch.merge(stored, later) : stored;
              return new World(
                  Leaves.of(spec, spec),
                  applied(Leaves.of(old, old)),
                  TwinDocuments.twin(now, now));
            });
  }

  private static SortedMap<LeafPath, JsonNode> leaves(Twin twin) {
    return Leaves.of(twin.tags(), twin.desired());
  }

  private static Map<LeafPath, String> hashes(SortedMap<LeafPath, JsonNode> leaves) {
    return leaves.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, leaf -> JsonValues.hash(leaf.getValue())));
  }

  private static Map<LeafPath, JsonNode> under(LeafPath path, Twin twin) {
    return leaves(twin).entrySet().stream()
        .filter(leaf -> leaf.getKey().overlaps(path))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Set<LeafPath> conflicting(Diff diff) {
    return diff.conflicts().stream().map(ShapeConflict::path).collect(Collectors.toSet());
  }

  private static List<LeafPath> nulls(Section section, List<String> above, JsonNode object) {
    List<LeafPath> nulls = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      List<String> keys = new ArrayList<>(above);
      keys.add(member.getKey());
      if (member.getValue().isNull()) {
        nulls.add(new LeafPath(section, keys));
      } else if (member.getValue().isObject()) {
        nulls.addAll(nulls(section, keys, member.getValue()));
      }
    }
    return nulls;
  }
}
