package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.twin.LeafChange.RemoveLeaf;
import io.twinoperator.twin.LeafChange.SetLeaf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwinLimitsTest {

  @ParameterizedTest
  @CsvSource({"a,1024,true", "a,1025,false", "é,512,true", "é,513,false"})
  void aKeyHasAtMost1024BytesOfUtf8(String character, int count, boolean allowed) {
    var violations = TwinLimits.check(null, newObject().put(character.repeat(count), 1));

    assertAllowed(allowed, violations, "the limit is 1024");
  }

  @ParameterizedTest
  @CsvSource({"a,4096,true", "a,4097,false", "é,2048,true", "é,2049,false"})
  void aStringHasAtMost4096BytesOfUtf8(String character, int count, boolean allowed) {
    var violations = TwinLimits.check(null, newObject().put("a", character.repeat(count)));

    assertAllowed(allowed, violations, "the limit is 4096");
  }

  @Test
  void aStringInAnArrayObeysTheSameLimit() {
    var spec = object("{a: {b: ['%s']}}".formatted("x".repeat(5000)));

    assertThat(TwinLimits.check(null, spec))
        .singleElement()
        .hasToString(
            "desired.a.b[0]: the string is 5000 bytes long, the limit is 4096:"
                + " shorten it or spread it over several keys");
  }

  @ParameterizedTest
  @CsvSource({
    "4503599627370495,true",
    "4503599627370496,false",
    "-4503599627370496,true",
    "-4503599627370497,false",
    "9223372036854775808,false",
    "4503599627370496.5,true",
    "1e300,true"
  })
  void anIntegerLiesWithin52Bits(String number, boolean allowed) {
    var violations = TwinLimits.check(null, object("{a: {b: %s}}".formatted(number)));

    assertAllowed(allowed, violations, "outside -4503599627370496 to 4503599627370495");
  }

  @ParameterizedTest
  @CsvSource({"10,true", "11,false"})
  void objectsNestAtMostTenDeep(int depth, boolean allowed) {
    var spec = object("{a:".repeat(depth + 1) + "1" + "}".repeat(depth + 1));

    assertAllowed(allowed, TwinLimits.check(null, spec), "nested 11 deep, the limit is 10");
  }

  @ParameterizedTest
  @CsvSource({"10,true", "11,false"})
  void arraysCountTowardsTheDepth(int depth, boolean allowed) {
    var spec = object("{a: " + "[".repeat(depth) + "1" + "]".repeat(depth) + "}");

    assertAllowed(allowed, TwinLimits.check(null, spec), "nested 11 deep, the limit is 10");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "$", "#", " ", "\t", "\n", "\u0000", "\u007f", "\u0085", "\u00a0"})
  void someCharactersAreNotAllowedInAKey(String character) {
    var spec = newObject();
    spec.putObject("a").put("x" + character + "y", 1);

    assertThat(TwinLimits.check(spec, null))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.path()).startsWith("tags.a.x");
              assertThat(violation.rule()).startsWith("the key holds ");
            });
  }

  @Test
  void allOtherCharactersAreAllowedInAKey() {
    assertThat(TwinLimits.check(newObject().put("a-b_c:d/(e)é漢", 1), null)).isEmpty();
    assertThat(TwinLimits.check(null, newObject().put("", 1)))
        .singleElement()
        .extracting(Violation::rule)
        .asString()
        .contains("empty");
  }

  @Test
  void theCharacterIsNamed() {
    assertThat(TwinLimits.check(null, newObject().put("a.b", 1)).get(0).rule()).contains("'.'");
    assertThat(TwinLimits.check(null, newObject().put("a\tb", 1)).get(0).rule()).contains("U+0009");
  }

  @Test
  void aNullIsRefusedWithTheWayToRemove() {
    assertThat(TwinLimits.check(null, object("{a: {b: null}}")))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.path()).isEqualTo("desired.a.b");
              assertThat(violation.rule()).contains("leave it out", "'remove'");
            });
    assertThat(TwinLimits.check(object("{a: [1, null, {b: null}]}"), null))
        .extracting(Violation::path)
        .containsExactly("tags.a[1]", "tags.a[2].b");
  }

  @Test
  void theMarkersOfRolloutsAreReserved() {
    assertThat(TwinLimits.check(object("{twinOperator: {a: 1}}"), null))
        .extracting(Violation::path)
        .containsExactly("tags.twinOperator");
    assertThat(TwinLimits.check(null, object("{twinOperator: 1}"))).isEmpty();
    assertThat(TwinLimits.check(path("tags.twinOperator.r1"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"8192,true", "8193,false"})
  void tagsHaveAtMost8Kilobytes(int bytes, boolean allowed) {
    var tags = ofSize(bytes);

    assertThat(TwinLimits.size(tags)).isEqualTo(bytes);
    assertAllowed(allowed, TwinLimits.check(tags, null), "is 8193 bytes");
  }

  @ParameterizedTest
  @CsvSource({"32768,true", "32769,false"})
  void desiredHasAtMost32Kilobytes(int bytes, boolean allowed) {
    var desired = ofSize(bytes);

    assertThat(TwinLimits.size(desired)).isEqualTo(bytes);
    assertAllowed(allowed, TwinLimits.check(null, desired), "is 32769 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 0",
        "{ab: 1} | 10",
        "{ab: 123456789.5} | 10",
        "{ab: true} | 6",
        "{ab: 'xyz'} | 5",
        "{'é': '漢'} | 5",
        "{a: '\\u0001\\n\\u0085x'} | 2",
        "{a: {b: 1, c: {}}} | 11",
        "{a: [1, 'xy', {b: true}]} | 16",
        "{a: 1, '$version': 3, '$metadata': {a: 'x'}, '$etag': 'x'} | 9"
      })
  void theSizeIsCountedAsDocumented(String section, long bytes) {
    assertThat(TwinLimits.size(object(section))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"8192,true", "8193,false"})
  void whatIsInTheTwinCountsTowardsTheResult(int bytes, boolean allowed) {
    Twin twin = TwinDocuments.twin(ofSize(bytes - 9), newObject());
    var patch = MergePatch.of(List.of(new SetLeaf(path("tags.z"), json("1"), Cause.FIRST_SIGHT)));

    assertAllowed(
        allowed, TwinLimits.checkResult(twin, patch), "would be 8193 bytes with what the twin of");
  }

  @Test
  void whatThePatchReplacesOrRemovesNoLongerCounts() {
    Twin twin = TwinDocuments.twin(ofSize(8192), newObject());

    assertThat(
            TwinLimits.checkResult(
                twin,
                MergePatch.of(
                    List.of(
                        new RemoveLeaf(path("tags.k0")),
                        new SetLeaf(path("tags.z"), json("1"), Cause.FIRST_SIGHT)))))
        .isEmpty();
    assertThat(TwinLimits.checkResult(twin, MergePatch.of(List.of()))).isEmpty();
  }

  @Test
  void aPatchThatMakesAFullSectionNoLargerIsAllowed() {
    Twin twin = TwinDocuments.twin(ofSize(10_000), newObject());
    var removal = MergePatch.of(List.of(new RemoveLeaf(path("tags.k0"))));

    assertThat(TwinLimits.size(removal.applyTo(twin).tags())).isBetween(8193L, 9999L);
    assertThat(TwinLimits.checkResult(twin, removal)).isEmpty();
  }

  @Test
  void aLongKeyIsShownWithoutCuttingACharacterInTwo() {
    String key = "x" + "\uD83D\uDE00".repeat(60) + "$";
    var violations = TwinLimits.check(null, newObject().put(key, 1));

    assertThat(violations).hasSize(1);
    assertThat(UTF_8.newEncoder().canEncode(violations.get(0).toString())).isTrue();
  }

  @Test
  void pathsObeyTheRulesOfKeysAndDepth() {
    assertThat(TwinLimits.check(path("desired.a.b"))).isEmpty();
    assertThat(TwinLimits.check(path("desired.a$"))).hasSize(1);
    assertThat(TwinLimits.check(path("desired" + ".a".repeat(11)))).isEmpty();
    assertThat(TwinLimits.check(path("desired" + ".a".repeat(12)))).hasSize(1);
  }

  @Test
  void everyBrokenRuleIsListed() {
    List<String> paths = new ArrayList<>();
    TwinLimits.check(object("{'a b': 1}"), object("{c: null, d: 4503599627370496}"))
        .forEach(violation -> paths.add(violation.path()));

    assertThat(paths).containsExactly("tags.a b", "desired.c", "desired.d");
    assertThat(TwinLimits.check(null, null)).isEmpty();
  }

  private static void assertAllowed(boolean allowed, List<Violation> violations, String rule) {
    if (allowed) {
      assertThat(violations).isEmpty();
    } else {
      assertThat(violations).singleElement().extracting(Violation::rule).asString().contains(rule);
    }
  }

  private static ObjectNode newObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Strings of at most 1,000 bytes under keys k0, k1 and so on. */
  private static ObjectNode ofSize(int bytes) {
    ObjectNode object = newObject();
    int left = bytes;
    for (int i = 0; left > 0; i++) {
      String key = "k" + i;
      int value = Math.min(1000, left - key.length());
      object.put(key, "x".repeat(value));
      left -= key.length() + value;
    }
    return object;
  }
}
