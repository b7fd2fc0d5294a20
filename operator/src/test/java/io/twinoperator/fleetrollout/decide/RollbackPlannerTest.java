package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.decide.RollbackPlanner.Undo;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Undo restores the before-image of each leaf that is still ours, and nothing else. */
class RollbackPlannerTest {

  /** The rollout set desired.a to 5. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          back to the value before       | {a: 1}       | {a: 5}       | {a: 1}       | 0
          back to absence                | {}           | {a: 5}       | {}           | 0
          back to null's neighbours      | {b: 2}       | {a: 5, b: 2} | {b: 2}       | 0
          ours in another notation       | {a: 1}       | {a: 5.0}     | {a: 1}       | 0
          edited by somebody since       | {a: 1}       | {a: 7}       | {a: 7}       | 1
          taken away by somebody since   | {a: 1}       | {}           | {}           | 1
          put back by somebody already   | {a: 1}       | {a: 1}       | {a: 1}       | 0
          never got there                | {}           | {}           | {}           | 0
          it was our value before        | {a: 5}       | {a: 5}       | {a: 5}       | 0
          it was so before, edited since | {a: 5}       | {a: 6}       | {a: 6}       | 0
          a text again                   | {a: 'old'}   | {a: 5}       | {a: 'old'}   | 0
          a list again                   | {a: [1, 2]}  | {a: 5}       | {a: [1, 2]}  | 0
          others have come beside it     | {a: 1}       | {a: 5, c: 3} | {a: 1, c: 3} | 0
          """)
  void restores(String rule, String before, String now, String after, int skipped) {
    Outcome outcome = undo(Map.of("desired.a", "5"), Set.of(), before, now, Set.of());

    assertThat(outcome.after().desired()).as(rule).isEqualTo(Specs.json(after));
    assertThat(outcome.undo().skipped()).hasSize(skipped);
  }

  /** The rollout set desired.log.level and desired.log.sink.url. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          objects that we created go             | {}                      | {log: {level: 3, sink: {url: 'u'}}}                 | {}
          objects that were there stay, empty    | {log: {}}               | {log: {level: 3, sink: {url: 'u'}}}                 | {log: {}}
          both levels were there                 | {log: {sink: {}}}       | {log: {level: 3, sink: {url: 'u'}}}                 | {log: {sink: {}}}
          one leaf was there                     | {log: {level: 1}}       | {log: {level: 3, sink: {url: 'u'}}}                 | {log: {level: 1}}
          somebody else lives in our object      | {}                      | {log: {level: 3, sink: {url: 'u'}, age: 1}}         | {log: {age: 1}}
          somebody else lives in the inner one   | {}                      | {log: {level: 3, sink: {url: 'u', age: 1}}}         | {log: {sink: {age: 1}}}
          somebody changed one of two            | {}                      | {log: {level: 9, sink: {url: 'u'}}}                 | {log: {level: 9}}
          somebody put a value where it was      | {}                      | {log: 'off'}                                        | {log: 'off'}
          """)
  void takesItsOwnObjectsAway(String rule, String before, String now, String after) {
    Outcome outcome =
        undo(
            Map.of("desired.log.level", "3", "desired.log.sink.url", "'u'"),
            Set.of(),
            before,
            now,
            Set.of());

    assertThat(outcome.after().desired()).as(rule).isEqualTo(Specs.json(after));
  }

  @ParameterizedTest(name = "claimed {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          desired.a   | {a: 5, b: {c: 1}} | desired.a
          desired.b   | {a: 1, b: {c: 6}} | desired.b.c
          desired.b.c | {a: 1, b: {c: 6}} | desired.b.c
          desired.x   | {a: 1, b: {c: 1}} | ""
          tags.a      | {a: 1, b: {c: 1}} | ""
          """)
  void leavesWhatOthersClaimEvenWhereItIsOurs(String claimed, String after, String skipped) {
    Outcome outcome =
        undo(
            Map.of("desired.a", "5", "desired.b.c", "6"),
            Set.of(),
            "{a: 1, b: {c: 1}}",
            "{a: 5, b: {c: 6}}",
            Set.of(LeafPath.parse(claimed)));

    assertThat(outcome.after().desired()).isEqualTo(Specs.json(after));
    assertThat(outcome.undo().skipped().stream().map(LeafPath::toString))
        .containsExactlyElementsOf(skipped.isEmpty() ? List.of() : List.of(skipped));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a removal is undone              | {r: 1}        | {}       | {r: 1}        | 0
          somebody has set it since        | {r: 1}        | {r: 2}   | {r: 2}        | 1
          somebody has set it to what was  | {r: 1}        | {r: 1}   | {r: 1}        | 0
          it was absent before             | {}            | {}       | {}            | 0
          absent before, somebody's now    | {}            | {r: 3}   | {r: 3}        | 0
          """)
  void undoesRemovals(String rule, String before, String now, String after, int skipped) {
    Outcome outcome = undo(Map.of(), Set.of("desired.r"), before, now, Set.of());

    assertThat(outcome.after().desired()).as(rule).isEqualTo(Specs.json(after));
    assertThat(outcome.undo().skipped()).hasSize(skipped);
  }

  @Test
  void aRemovalBelowAnObjectThatBecameAValueIsNotOursAnyMore() {
    Outcome outcome =
        undo(Map.of(), Set.of("desired.log.level"), "{log: {level: 1}}", "{log: 'off'}", Set.of());

    assertThat(outcome.undo().changes()).isEmpty();
    assertThat(outcome.undo().skipped()).containsExactly(LeafPath.parse("desired.log.level"));
  }

  @Test
  void tagsAreUndoneLikeDesired() {
    Twin before = Fleet.twin("{t: 'old'}", "{}", "{}");
    Twin now = Fleet.twin("{t: 'new', mine: 1}", "{}", "{}");
    Change change = Specs.changing(Map.of("tags.t", "'new'"), Set.of()).change();

    Undo undo = RollbackPlanner.plan(change, BeforeImage.of(change.paths(), before), now, Set.of());

    assertThat(MergePatch.of(undo.changes()).applyTo(now).tags())
        .isEqualTo(Specs.json("{t: 'old', mine: 1}"));
  }

  @Test
  void seldomALeafIsOursAndAnotherIsNot() {
    Outcome outcome =
        undo(
            Map.of("desired.a", "5", "desired.b", "6", "desired.c", "7"),
            Set.of(),
            "{a: 1, c: 3}",
            "{a: 5, b: 6, c: 99}",
            Set.of());

    assertThat(outcome.after().desired()).isEqualTo(Specs.json("{a: 1, c: 99}"));
    assertThat(outcome.undo().restored().stream().map(LeafPath::toString))
        .containsExactly("desired.a", "desired.b");
    assertThat(outcome.undo().skipped().stream().map(LeafPath::toString))
        .containsExactly("desired.c");
  }

  private record Outcome(Undo undo, Twin after) {}

  private static Outcome undo(
      Map<String, String> set,
      Set<String> remove,
      String before,
      String now,
      Set<LeafPath> claimed) {
    Change change = Specs.changing(set, remove).change();
    Twin twin = Fleet.twin("{}", now, "{}");
    Undo undo =
        RollbackPlanner.plan(
            change, BeforeImage.of(change.paths(), Fleet.twin("{}", before, "{}")), twin, claimed);
    Twin after = MergePatch.of(undo.changes()).applyTo(twin);
    // Null never stays behind.
    assertThat(Stream.of(after.desired()).map(ObjectNode::toString))
        .noneMatch(t -> t.contains("null"));
    return new Outcome(undo, after);
  }
}
