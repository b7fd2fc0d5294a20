package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.applied;
import static io.twinoperator.twin.TwinDocuments.desired;
import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static io.twinoperator.twin.TwinDocuments.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinDiffTest {

  @ParameterizedTest(name = "wanted {0}, managed {1}, twin {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1} | {}     | {}     | FIRST_SIGHT",
        "{a: 1} | {}     | {a: 2} | FIRST_SIGHT",
        "{a: 1} | {a: 1} | {a: 2} | DRIFT",
        "{a: 1} | {a: 1.0} | {a: 2} | DRIFT",
        "{a: 1} | {a: 1} | {}     | DRIFT",
        "{a: 1} | {a: 2} | {a: 2} | SPEC_CHANGED",
        "{a: 1} | {a: 2} | {a: 3} | SPEC_CHANGED",
        "{a: 1} | {a: 2} | {}     | SPEC_CHANGED"
      })
  void saysWhyALeafIsSet(String wanted, String managed, String twin, Cause cause) {
    Diff diff = diff(wanted, managed, twin);

    assertThat(diff.changes()).containsExactly(new SetLeaf(path("desired.a"), json("1"), cause));
    assertThat(diff.isSynced()).isFalse();
  }

  @ParameterizedTest(name = "wanted {0}, managed {1}, twin {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 20}       | {}       | {a: 20.0, z: 1}",
        "{a: 20}       | {a: 20}  | {a: 20.0}",
        "{a: 20}       | {a: 1}   | {a: 20}",
        "{a: {b: [1]}} | {}       | {a: {b: [1.0], c: 1}}",
        "{a: {}}       | {}       | {z: 1}"
      })
  void anEqualLeafIsNeverWrittenAgain(String wanted, String managed, String twin) {
    Diff diff = diff(wanted, managed, twin);

    assertThat(diff.patch().isEmpty()).isTrue();
    assertThat(diff.isSynced()).isTrue();
    assertThat(diff.equal()).containsExactlyElementsOf(wanted(wanted).keySet());
  }

  @Test
  void aWriteThatWasRecordedButNotMadeIsNoDrift() {
    var intended = List.of(AppliedLeaf.intended(path("desired.a"), json("1")));

    assertThat(TwinDiff.between(wanted("{a: 1}"), intended, desired("{a: 2}")).changes())
        .containsExactly(new SetLeaf(path("desired.a"), json("1"), Cause.SPEC_CHANGED));
  }

  /** The patch of 1 to 2 did not go out, and then the leaf was taken out of the spec. */
  @Test
  void aValueThatAnUnfinishedWriteWasToReplaceIsStillOurs() {
    var first = AppliedLeaf.intended(path("desired.a"), json("1"));
    var applied = new AppliedLeaf(path("desired.a"), JsonValues.hash(json("1")), 3);
    var twice = applied.intending(json("2")).intending(json("3"));

    assertThat(TwinDiff.removals(List.of(twice), desired("{a: 1}"))).hasSize(1);
    assertThat(TwinDiff.removals(List.of(twice), desired("{a: 3}"))).hasSize(1);
    assertThat(TwinDiff.removals(List.of(twice), desired("{a: 4}"))).isEmpty();
    assertThat(first.intending(json("2")).formerHash()).isEmpty();
  }

  @ParameterizedTest(name = "managed {0}, twin {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1}      | {a: 1, z: 1}        | {a: null}      | 0",
        "{a: 1}      | {a: 1.0}            | {a: null}      | 0",
        "{a: 1}      | {a: 2}              | {}             | 1",
        "{a: 1}      | {}                  | {}             | 1",
        "{a: 1}      | {a: {b: 1}}         | {}             | 1",
        "{a: {b: 1}} | {a: {b: 1, c: 1}}   | {a: {b: null}} | 0",
        "{a: {b: 1}} | {a: 1}              | {}             | 1",
        "{a: {b: 1}} | {}                  | {}             | 1"
      })
  void whatIsNoLongerWantedIsRemovedOnlyIfStillOurs(
      String managed, String twin, String patch, int released) {
    Diff diff = diff("{}", managed, twin);

    assertThat(diff.patch().desired()).isEqualTo(json(patch));
    assertThat(diff.released()).hasSize(released);
    assertThat(TwinDiff.removals(applied(wanted(managed)), desired(twin)))
        .isEqualTo(diff.changes());
  }

  @ParameterizedTest(name = "managed {1} becomes {0}, twin {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: {b: 1}}            | {a: 5}                  | {a: 5, z: 1}                  | {a: {b: 1}, z: 1}",
        "{a: {b: 1, c: {d: 2}}} | {a: 5}                  | {a: 5}                        | {a: {b: 1, c: {d: 2}}}",
        "{a: {b: 1}}            | {a: 5}                  | {a: 7}                        | {a: {b: 1}}",
        "{a: {b: 1}}            | {a: [5]}                | {a: [5]}                      | {a: {b: 1}}",
        "{a: 5}                 | {a: {b: 1}}             | {a: {b: 1}, z: 1}             | {a: 5, z: 1}",
        "{a: 5}                 | {a: {b: 1, c: {d: 2}}}  | {a: {b: 1, c: {d: 2}}}        | {a: 5}",
        "{a: 5}                 | {a: {b: 1}}             | {a: {b: 7}}                   | {a: 5}",
        "{a: 5}                 | {a: {b: 1}}             | {a: {b: 1, e: {}}}            | {a: 5}",
        "{a: {b: {c: 1}}}       | {a: {b: 5, d: 1}}       | {a: {b: 5, d: 1}}             | {a: {b: {c: 1}}}",
        "{a: {b: 1}}            | {a: {c: 1}}             | {a: {c: 1, f: 1}}             | {a: {b: 1, f: 1}}"
      })
  void ourOwnFormerShapeIsReplaced(String wanted, String managed, String twin, String result) {
    Diff diff = diff(wanted, managed, twin);

    assertThat(diff.conflicts()).isEmpty();
    assertThat(diff.patch().applyTo(desired(twin)).desired()).isEqualTo(json(result));
  }

  @Test
  void aNewShapeOfOursIsAChangedSpecAndNotAFirstSight() {
    assertThat(diff("{a: {b: 1}}", "{a: 5}", "{a: 5}").changes())
        .containsExactly(new SetLeaf(path("desired.a.b"), json("1"), Cause.SPEC_CHANGED));
    assertThat(diff("{a: 5}", "{a: {b: 1}}", "{a: {b: 1}}").changes())
        .containsExactly(new SetLeaf(path("desired.a"), json("5"), Cause.SPEC_CHANGED));
  }

  @ParameterizedTest(name = "wanted {0}, managed {1}, twin {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: {b: 1}}    | {}          | {a: 5}               | type number at desired.a ",
        "{a: {b: 1}}    | {}          | {a: [5]}             | type array at desired.a ",
        "{a: {b: {c: 1}}} | {}        | {a: {b: 'x'}}        | type string at desired.a.b ",
        "{a: 5}         | {}          | {a: {b: 1}}          | (desired.a.b)",
        "{a: 5}         | {a: {b: 1}} | {a: {b: 1, c: {d: 2}}} | (desired.a.c.d)",
        "{a: 5}         | {}          | {a: {b: 1, c: 2, d: 3, e: 4, f: 5}} | (desired.a.b, desired.a.c, desired.a.d and 2 more)"
      })
  void foreignKeysOfAnotherShapeAreAConflictAndStayAsTheyAre(
      String wanted, String managed, String twin, String message) {
    Diff diff = diff(wanted, managed, twin);

    assertThat(diff.changes()).isEmpty();
    assertThat(diff.released()).isEmpty();
    assertThat(diff.conflicts()).hasSize(1);
    assertThat(diff.conflicts().get(0).path()).isIn(wanted(wanted).keySet());
    assertThat(diff.conflicts().get(0).message()).contains(message);
  }

  @ParameterizedTest(name = "{0} became {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 5}                     | {a: {b: 1}}      | desired.a",
        "{a: {b: 1}}                | {a: 5}           | desired.a.b",
        "{a: {b: 1, c: {d: 2}}}     | {a: {b: 1, c: 7}}| desired.a.c.d",
      })
  void aLeafOfOursThatWasReplacedByAnotherShapeHasDrifted(
      String applied, String twin, String path) {
    Diff diff = diff(applied, applied, twin);

    assertThat(diff.conflicts()).isEmpty();
    assertThat(diff.changes())
        .singleElement()
        .isInstanceOfSatisfying(
            SetLeaf.class,
            set -> {
              assertThat(set.path()).isEqualTo(path(path));
              assertThat(set.cause()).isEqualTo(Cause.DRIFT);
            });
    assertThat(diff.patch().applyTo(desired(twin)).desired()).isEqualTo(object(applied));
  }

  @Test
  void aLeafThatWasOnlyGoingToBeWrittenIsNotOursWhereAnotherShapeStands() {
    var intended = AppliedLeaf.intended(path("desired.a"), json("5"));

    Diff diff = TwinDiff.between(wanted("{a: 5}"), List.of(intended), desired("{a: {b: 1}}"));

    assertThat(diff.conflicts()).hasSize(1);
    assertThat(diff.changes()).isEmpty();
  }

  @Test
  void aConflictDoesNotStopTheOtherLeaves() {
    Diff diff = diff("{a: {b: 1}, c: 2, d: 4}", "{e: 5}", "{a: 5, d: 4, e: 5}");

    assertThat(diff.conflicts())
        .extracting(ShapeConflict::path)
        .containsExactly(path("desired.a.b"));
    assertThat(diff.equal()).containsExactly(path("desired.d"));
    assertThat(diff.changes())
        .containsExactly(
            new SetLeaf(path("desired.c"), json("2"), Cause.FIRST_SIGHT),
            new RemoveLeaf(path("desired.e")));
  }

  @Test
  void tagsAndDesiredPropertiesAreKeptApart() {
    var leaves = Leaves.of(object("{a: 1}"), object("{a: {b: 2}}"));
    Twin twin = TwinDocuments.twin(object("{z: 1}"), object("{z: 1}"));

    assertThat(TwinDiff.between(leaves, List.of(), twin).patch().asJson())
        .isEqualTo(json("{tags: {a: 1}, properties: {desired: {a: {b: 2}}}}"));
  }

  @Test
  void aRecordOfWhatWasAppliedTakesTheVersionFromTheTwin() {
    Twin twin =
        Twin.parse(
            json(
                """
                {deviceId: 'd', tags: {t: 1}, properties: {desired: {a: 20.0, '$version': 9,
                  '$metadata': {a: {'$lastUpdatedVersion': 8}}}}}
                """));
    JsonNode value = json("20");

    assertThat(AppliedLeaf.applied(path("desired.a"), value, twin))
        .isEqualTo(new AppliedLeaf(path("desired.a"), JsonValues.hash(value), 8));
    assertThat(AppliedLeaf.applied(path("tags.t"), json("1"), twin).desiredVersion()).isZero();
  }

  private static Diff diff(String wanted, String managed, String twin) {
    return TwinDiff.between(wanted(wanted), applied(wanted(managed)), desired(twin));
  }
}
