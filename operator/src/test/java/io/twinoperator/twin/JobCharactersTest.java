package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.object;
import static io.twinoperator.twin.TwinDocuments.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobCharactersTest {

  private static final String EXCLUDED = "$()<>@,;:\\\"/[]?={} \t";

  @Test
  void everyPrintableCharacterThatIsNotExcludedPasses() {
    StringBuilder allowed = new StringBuilder();
    for (char c = '!'; c <= '~'; c++) {
      if (EXCLUDED.indexOf(c) < 0) {
        allowed.append(c);
      }
    }
    String text = allowed.toString();

    assertThat(text).contains("a", "Z", "0", "-", "_", ".", "!", "~", "+", "%", "'");
    assertThat(JobCharacters.check(null, JsonNodeFactory.instance.objectNode().put(text, text)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$", "(", ")", "<", ">", "@", ",", ";", ":", "\\", "\"", "/", "[", "]", "?", "=", "{", "}",
        " ", "\t", "\u007f", "é", "漢"
      })
  void excludedCharactersAreNamedInKeysAndInStrings(String character) {
    var inKey = JsonNodeFactory.instance.objectNode().put("a" + character, 1);
    var inValue = JsonNodeFactory.instance.objectNode().put("a", "b" + character);

    assertThat(JobCharacters.check(inKey, null))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.path()).isEqualTo("tags.a" + character);
              assertThat(violation.rule()).startsWith("the key holds ").contains("twin patch");
            });
    assertThat(JobCharacters.check(null, inValue))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.path()).isEqualTo("desired.a");
              assertThat(violation.rule()).startsWith("the string holds ");
            });
  }

  @Test
  void numbersBooleansAndRemovalsPass() {
    assertThat(JobCharacters.check(object("{a: -1.5e30, b: true, c: null}"), null)).isEmpty();
    assertThat(JobCharacters.check(null, null)).isEmpty();
  }

  @Test
  void arraysAndObjectsAreSearched() {
    assertThat(JobCharacters.check(null, object("{a: {b: ['x', {c: 'y z'}]}}")))
        .extracting(Violation::path)
        .containsExactly("desired.a.b[1].c");
  }

  @Test
  void pathsAreCheckedKeyByKey() {
    assertThat(JobCharacters.check(path("desired.a.b"))).isEmpty();
    assertThat(JobCharacters.check(path("desired.a.b:c"))).hasSize(1);
  }
}
