package io.twinoperator.twin;

import static io.twinoperator.twin.TwinDocuments.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | 20.0 | true",
        "20 | 2e1 | true",
        "0 | -0.0 | true",
        "100 | 1e2 | true",
        "0.1 | 0.10 | true",
        "0.1 | 0.2 | false",
        "9007199254740993 | 9007199254740993 | true",
        "9007199254740993 | 9007199254740992.0 | false",
        "9007199254740993 | 9007199254740992 | false",
        "123456789012345678901234567890 | 123456789012345678901234567890 | true",
        "123456789012345678901234567890 | 123456789012345678901234567891 | false",
        "1e400 | 1e400 | true",
        "1e400 | -1e400 | false",
        "1 | true | false",
        "1 | \"1\" | false",
        "\"a\" | \"A\" | false",
        "{a: 1, b: 2} | {b: 2.0, a: 1} | true",
        "{a: 1} | {a: 1, b: 2} | false",
        "{a: 1, c: 2} | {a: 1, b: 2} | false",
        "{a: {b: [1]}} | {a: {b: [1.0]}} | true",
        "[1, 2] | [1.0, 2.0] | true",
        "[1, 2] | [2, 1] | false",
        "[1] | [1, 1] | false",
        "[] | {} | false",
        "{} | null | false",
        "null | null | true"
      })
  void valuesCompareByContentAndHashAlike(String a, String b, boolean equal) {
    assertThat(JsonValues.equal(json(a), json(b))).isEqualTo(equal);
    assertThat(JsonValues.hash(json(a)).equals(JsonValues.hash(json(b)))).isEqualTo(equal);
  }

  @Test
  void theTypeOfTheNodeDoesNotMatter() {
    assertThat(
            JsonValues.equal(DoubleNode.valueOf(0.1), DecimalNode.valueOf(new BigDecimal("0.10"))))
        .isTrue();
  }

  @Test
  void theCanonicalTextIsPinnedBecauseHashesOfItAreStored() {
    JsonNode value = json("{b: [1.50, true, null], a: '\\u00e9\\\"x', c: 1e20, d: {}}");

    assertThat(JsonValues.canonical(value))
        .isEqualTo("{\"a\":\"\\u00e9\\u0022x\",\"b\":[1.5,true,null],\"c\":1E+20,\"d\":{}}");
    assertThat(JsonValues.hash(json("20"))).isEqualTo("e2908d558f33d98a");
  }

  @Test
  void loneSurrogatesAreToldApart() {
    assertThat(JsonValues.hash(TextNode.valueOf("\uD800")))
        .isNotEqualTo(JsonValues.hash(TextNode.valueOf("?")))
        .isNotEqualTo(JsonValues.hash(TextNode.valueOf("\uD801")));
  }

  @Property
  void hashesAreEqualIfAndOnlyIfValuesAre(
      @ForAll("values") JsonNode a, @ForAll("values") JsonNode b) {
    assertThat(JsonValues.hash(a).equals(JsonValues.hash(b))).isEqualTo(JsonValues.equal(a, b));
  }

  @Property
  void anotherSpellingIsTheSameValue(@ForAll("values") JsonNode value) {
    JsonNode respelt = respell(value);

    assertThat(JsonValues.equal(value, respelt)).isTrue();
    assertThat(JsonValues.hash(respelt)).isEqualTo(JsonValues.hash(value));
  }

  @Property
  void stringsAreToldApart(@ForAll String a, @ForAll String b) {
    JsonNode left = TextNode.valueOf(a);
    JsonNode right = TextNode.valueOf(b);

    assertThat(JsonValues.equal(left, right)).isEqualTo(a.equals(b));
    assertThat(JsonValues.hash(left).equals(JsonValues.hash(right))).isEqualTo(a.equals(b));
    assertThat(json(JsonValues.canonical(left))).isEqualTo(left);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return TwinDocuments.values();
  }

  /** Keys in the reverse order, and every number as a decimal with a useless zero. */
  private static JsonNode respell(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return DecimalNode.valueOf(number.setScale(number.scale() + 1));
    }
    if (value.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      value.forEach(item -> array.add(respell(item)));
      return array;
    }
    if (value.isObject()) {
      List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
      Collections.reverse(members);
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      members.forEach(member -> object.set(member.getKey(), respell(member.getValue())));
      return object;
    }
    return value;
  }
}
