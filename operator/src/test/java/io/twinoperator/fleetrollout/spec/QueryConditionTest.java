package io.twinoperator.fleetrollout.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.QuerySyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryConditionTest {
  private static final List<String> PIECES =
      List.of(
          "tags.a = 1",
          "tags.b = 'x'",
          " OR ",
          " AND ",
          "NOT ",
          "(",
          ")",
          ") OR (",
          "[",
          "]",
          "[[",
          "]]",
          "'",
          "\"",
          "\\",
          "tags.[[from]] = 1",
          "tags.a IN [1,2]",
          " FROM ",
          "--",
          "/*",
          " ");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tags.location.floor = 3",
        "(tags.a = 1 OR tags.b = 2) AND NOT (tags.c IN ['x', 'y'])",
        "tags.note = 'from here (to there'",
        "tags.note = \"it's ) a ] note\"",
        "tags.note = 'it\\'s -- a /* note'",
        "tags.[[from]].x = 1",
        "tags.fromage = 'brie' AND tags.whereabouts = 'here'",
        "STARTSWITH(deviceId, 'a')\n  AND tags.x = -1",
      })
  void takesWhatIsWholeInItself(String condition) {
    assertThat(QueryCondition.flaw(condition)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tags.a = 1) OR (tags.b = 2     | closes with ')' at character 11",
        "(tags.a = 1                    | '(' that is never closed",
        "tags.a IN ['x'                 | '[' that is never closed",
        "tags.a IN ['x')                | closes with ')'",
        "tags.a = 1]                    | closes with ']'",
        "tags.a = 'x                    | a string that begins with ' at character 10",
        "tags.a = 'x\\'                 | a string that begins with '",
        "tags.a = \"x'                  | a string that begins with \"",
        "tags.a = 1 FROM devices        | the word FROM",
        "tags.a = 1 from devices        | the word from",
        "tags.from = 1                  | write [[from]]",
        "WHERE tags.a = 1               | the word WHERE",
        "SELECT * WHERE tags.a = 1      | the word SELECT",
        "tags.[[a' = 1 OR tags.b = 'x   | '[[' at character 6",
        "tags.[[a')]] = 1               | '[[' at character 6",
        "tags.a = 1 -- AND tags.b = 2   | '--' at character 12",
        "tags.a = 1 /* AND tags.b = 2   | '/*' at character 12",
        "'  '                           | x",
      })
  void refusesWhatIsNot(String condition, String names) {
    if (names.equals("x")) {
      assertThat(QueryCondition.flaw("  "))
          .hasValueSatisfying(f -> assertThat(f).contains("blank"));
    } else {
      assertThat(QueryCondition.flaw(condition))
          .hasValueSatisfying(flaw -> assertThat(flaw).contains(names));
    }
  }

  @Test
  void joinsInParentheses() {
    assertThat(QueryCondition.allOf(List.of("a = 1 OR b = 2", "c = 3")))
        .isEqualTo("(a = 1 OR b = 2) AND (c = 3)");
  }

  /** What means something in parentheses alone has broken out of them. */
  @Test
  void nothingThatIsTakenBreaksOut() {
    Random random = new Random(6);
    int escapes = 0;
    int sound = 0;
    for (int n = 0; n < 60_000; n++) {
      StringBuilder text = new StringBuilder();
      for (int pieces = 1 + random.nextInt(7); pieces > 0; pieces--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String condition = text.toString();
      boolean alone = isParsed(condition);
      boolean joined = isParsed(QueryCondition.allOf(List.of("tags.z = 1", condition)));
      boolean taken = QueryCondition.flaw(condition).isEmpty();
      if (joined && !alone) {
        assertThat(taken).as(condition).isFalse();
        escapes++;
      }
      sound += alone && taken ? 1 : 0;
    }
    assertThat(escapes).isGreaterThan(20);
    assertThat(sound).isGreaterThan(1000);
  }

  private static boolean isParsed(String condition) {
    try {
      QueryParser.parse("SELECT * FROM devices WHERE " + condition);
      return true;
    } catch (QuerySyntaxException e) {
      return false;
    }
  }
}
