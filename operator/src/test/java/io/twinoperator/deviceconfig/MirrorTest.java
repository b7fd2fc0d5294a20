package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.json;
import static io.twinoperator.deviceconfig.Observations.object;
import static io.twinoperator.deviceconfig.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorTest {

  @Test
  void whatFitsIsCopiedWhole() {
    ReportedMirror mirror = mirror(object("{a: 1, b: {c: 2}}"));

    assertThat(mirror.reported()).isEqualTo(object("{a: 1, b: {c: 2}}"));
    assertThat(mirror.omitted()).isNull();
    assertThat(mirror.omittedCount()).isNull();
  }

  @Test
  void theLargestPropertiesAreLeftOutUntilTheRestFits() {
    var reported = object("{small: 1}");
    reported.put("large", "é".repeat(3_000)).put("larger", "x".repeat(7_000));
    reported.put("medium", "x".repeat(1_500));

    ReportedMirror mirror = mirror(reported);

    assertThat(mirror.omitted()).containsExactly("larger");
    assertThat(mirror.omittedCount()).isEqualTo(1);
    assertThat(mirror.reported().fieldNames()).toIterable().contains("small", "medium", "large");
    assertThat(bytes(mirror)).isLessThanOrEqualTo(Mirror.MAX_BYTES);
    assertThat(reported.has("larger")).as("the twin itself is not changed").isTrue();
  }

  @Test
  void exactlyEightKilobytesFit() {
    ObjectNode reported = object("{}").put("a", "x".repeat(Mirror.MAX_BYTES - 8));
    assertThat(bytes(mirror(reported))).isEqualTo(Mirror.MAX_BYTES);

    reported.put("a", "x".repeat(Mirror.MAX_BYTES - 7));
    assertThat(mirror(reported).omitted()).containsExactly("a");
  }

  @Test
  void aThousandThatDoNotFitAreCountedAndTwentyNamed() {
    ObjectNode reported = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 3_000; i++) {
      reported.put("k%04d".formatted(i), i);
    }
    ReportedMirror mirror = mirror(reported);

    assertThat(mirror.omitted()).hasSize(Mirror.MAX_NAMES);
    assertThat(mirror.omittedCount()).isEqualTo(3_000 - mirror.reported().size());
    assertThat(bytes(mirror)).isBetween(Mirror.MAX_BYTES - 20, Mirror.MAX_BYTES);
  }

  @Test
  void aLongNameIsCutAndControlCharactersAreTakenOut() {
    ObjectNode reported = object("{}").put("\u001b[31m" + "n".repeat(1_000), "x".repeat(9_000));

    assertThat(mirror(reported).omitted())
        .singleElement()
        .asString()
        .startsWith(" [31mnnn")
        .endsWith("…")
        .hasSize(Mirror.MAX_NAME_CHARS);
  }

  /** What is reported, which paths are given, and what is mirrored. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [a]          | {a: 1}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [b]          | {b: {c: 2, d: 3}}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [b.c, a]     | {a: 1, b: {c: 2}}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [b.c, b]     | {b: {c: 2, d: 3}}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [b.c, b.d]   | {b: {c: 2, d: 3}}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | [x, a.b, e]  | {e: [4]}",
        "{a: 1, b: {c: 2, d: 3}, e: [4]} | []           | {}",
        "{a: null, b: {c: null, d: 3}}   | [a, b.c]     | {}",
        "{a: null, b: {c: null, d: 3}}   | [b]          | {b: {d: 3}}"
      })
  void pathsSayWhatIsMirrored(String reported, String paths, String mirrored) {
    var policy = MirrorPolicy.of(spec("{report: {paths: %s}}".formatted(paths)));
    ReportedMirror mirror = Mirror.of(object(reported), policy, NOW);

    assertThat(mirror.reported()).isEqualTo(json(mirrored));
    assertThat(mirror.omitted()).isNull();
  }

  @Test
  void aPathThatIsTooLargeIsLeftOutByItsWholeName() {
    ObjectNode reported = object("{a: {small: 1}}");
    reported.withObjectProperty("a").put("large", "x".repeat(9_000));
    var policy = MirrorPolicy.of(spec("{report: {paths: [a.large, a.small]}}"));
    ReportedMirror mirror = Mirror.of(reported, policy, NOW);

    assertThat(mirror.omitted()).containsExactly("a.large");
    assertThat(mirror.reported()).isEqualTo(json("{a: {small: 1}}"));
  }

  @Test
  void deepPathsStayWithinTheBoundToo() {
    ObjectNode reported = JsonNodeFactory.instance.objectNode();
    StringBuilder paths = new StringBuilder("[");
    for (int i = 0; i < 100; i++) {
      ObjectNode level = reported;
      for (int depth = 0; depth < 8; depth++) {
        level = level.withObjectProperty("k%d-%d".formatted(i, depth));
      }
      level.put("v", i);
      paths.append(i == 0 ? "" : ", ");
      for (int depth = 0; depth < 8; depth++) {
        paths.append("k%d-%d.".formatted(i, depth));
      }
      paths.append("v");
    }
    var policy = MirrorPolicy.of(spec("{report: {paths: %s]}}".formatted(paths)));
    ReportedMirror mirror = Mirror.of(reported, policy, NOW);

    assertThat(mirror.omittedCount()).isPositive();
    assertThat(bytes(mirror)).isBetween(Mirror.MAX_BYTES * 3 / 4, Mirror.MAX_BYTES);
  }

  private static ReportedMirror mirror(ObjectNode reported) {
    return Mirror.of(reported, MirrorPolicy.STANDARD, NOW);
  }

  private static int bytes(ReportedMirror mirror) {
    return mirror.reported().toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
