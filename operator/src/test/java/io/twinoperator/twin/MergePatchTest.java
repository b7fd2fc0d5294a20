package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergePatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1} | {b: 2} | {a: 1, b: 2}",
        "{a: {b: 1, c: 2}} | {a: {b: 3}} | {a: {b: 3, c: 2}}",
        "{a: {b: 1, c: 2}} | {a: {b: null}} | {a: {c: 2}}",
        "{a: {b: 1}} | {a: {b: null}} | {a: {}}",
        "{a: {b: 1}} | {a: null} | {}",
        "{a: {b: 1}} | {a: 5} | {a: 5}",
        "{a: 5} | {a: {b: 1}} | {a: {b: 1}}",
        "{a: [1, 2]} | {a: [3]} | {a: [3]}",
        "{a: [1, 2]} | {a: {b: 1}} | {a: {b: 1}}",
        "{a: 1} | {} | {a: 1}",
        "{} | {a: null} | {}"
      })
  void mergesAsTheHubDoes(String base, String patch, String result) {
    var before = object(base);

    assertThat(MergePatch.merge(before, object(patch))).isEqualTo(json(result));
    assertThat(before).isEqualTo(json(base));
  }

  @Test
  void putsEachChangeAtItsPlace() {
    MergePatch patch =
        MergePatch.of(
            List.of(
                new SetLeaf(path("desired.a.b"), json("1"), Cause.DRIFT),
                new RemoveLeaf(path("desired.a.c")),
                new SetLeaf(path("tags.site"), json("'x'"), Cause.FIRST_SIGHT)));

    assertThat(patch.tags()).isEqualTo(json("{site: 'x'}"));
    assertThat(patch.desired()).isEqualTo(json("{a: {b: 1, c: null}}"));
    assertThat(patch.asJson())
        .isEqualTo(json("{tags: {site: 'x'}, properties: {desired: {a: {b: 1, c: null}}}}"));
  }

  @Test
  void leavesOutASectionWithoutChanges() {
    assertThat(MergePatch.of(List.of()).isEmpty()).isTrue();
    assertThat(MergePatch.of(List.of()).asJson()).isEqualTo(json("{}"));
    assertThat(MergePatch.of(List.of(new RemoveLeaf(path("tags.a")))).asJson())
        .isEqualTo(json("{tags: {a: null}}"));
    assertThat(MergePatch.of(List.of(new RemoveLeaf(path("desired.a")))).asJson())
        .isEqualTo(json("{properties: {desired: {a: null}}}"));
  }

  @Test
  void overlappingChangesAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MergePatch.of(
                    List.of(
                        new SetLeaf(path("desired.a.b.c"), json("1"), Cause.DRIFT),
                        new RemoveLeaf(path("desired.a")))))
        .withMessageContaining("desired.a and desired.a.b.c");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MergePatch.of(
                    List.of(new RemoveLeaf(path("tags.a")), new RemoveLeaf(path("tags.a")))))
        .withMessageContaining("tags.a");
  }

  @Test
  void appliesToBothSectionsAndKeepsTheRest() {
    Twin before = TwinDocuments.twin(object("{t: 1}"), object("{d: 1}"));

    Twin after =
        MergePatch.of(
                List.of(
                    new SetLeaf(path("tags.u"), json("2"), Cause.DRIFT),
                    new RemoveLeaf(path("desired.d"))))
            .applyTo(before);

    assertThat(after.tags()).isEqualTo(json("{t: 1, u: 2}"));
    assertThat(after.desired()).isEqualTo(json("{}"));
    assertThat(after.deviceId()).isEqualTo(before.deviceId());
    assertThat(before.tags()).isEqualTo(json("{t: 1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{b: 1}"})
  void whatAHubWouldTakeAsSomethingElseIsNoLeaf(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SetLeaf(path("desired.a"), json(value), Cause.DRIFT))
        .withMessageContaining("desired.a");
  }
}
