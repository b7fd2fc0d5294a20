package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "plain, 'plain'",
        "it's, 'it\\'s'",
        "a\\b, 'a\\\\b'",
        "say \"x\", 'say \"x\"'",
        "Süd, 'S\\u00fcd'",
        "東, '\\u6771'",
        "😀, '\\ud83d\\ude00'",
      })
  void escapesWhatCouldEndTheLiteralOrNotTravel(String value, String literal) {
    assertThat(QueryText.literal(value)).isEqualTo(literal);
  }

  @Test
  void writesControlCharactersAsEscapes() {
    assertThat(QueryText.literal("a\nb\t\u007f")).isEqualTo("'a\\u000ab\\u0009\\u007f'");
  }

  @Test
  void writesLists() {
    assertThat(QueryText.list(List.of("a", "b'"))).isEqualTo("['a','b\\'']");
    assertThat(QueryText.list(List.of())).isEqualTo("[]");
  }

  @Property
  void noValueEndsItsLiteral(@ForAll String value) {
    String literal = QueryText.literal(value);
    assertThat(literal).matches("'([ -&(-\\[\\]-~]|\\\\['\\\\]|\\\\u[0-9a-f]{4})*'");
    assertThat(unescaped(literal)).isEqualTo(value);
  }

  private static String unescaped(String literal) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < literal.length() - 1; i++) {
      if (literal.charAt(i) != '\\') {
        text.append(literal.charAt(i));
      } else if (literal.charAt(i + 1) == 'u') {
        text.append((char) Integer.parseInt(literal.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        text.append(literal.charAt(++i));
      }
    }
    return text.toString();
  }
}
