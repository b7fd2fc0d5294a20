package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.twin.JsonValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of a device as an API server stores them: written in Go, it has int64 and float64. */
class StorableJsonTest {

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(LongNode.valueOf(9_007_199_254_740_993L), "9007199254740993"),
        Arguments.of(LongNode.valueOf(Long.MIN_VALUE), "-9223372036854775808"),
        Arguments.of(DoubleNode.valueOf(20.0), "20.0"),
        Arguments.of(
            BigIntegerNode.valueOf(new BigInteger("12345678901234567890")),
            "1.2345678901234567E19"),
        Arguments.of(
            DecimalNode.valueOf(new BigDecimal("0.1234567890123456789")), "0.12345678901234568"),
        Arguments.of(DecimalNode.valueOf(new BigDecimal("1e400")), "\"1E+400\""));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersAreThoseThatGoHas(JsonNode number, String stored) {
    assertThat(StorableJson.of(number)).hasToString(stored);
  }

  @Test
  void whatIsStoredIsStoredTheSameAgain() {
    numbers()
        .map(arguments -> StorableJson.of((JsonNode) arguments.get()[0]))
        .forEach(
            once ->
                assertThat(JsonValues.equal(once, StorableJson.of(once))).as("%s", once).isTrue());
  }

  @Test
  void halfASurrogatePairIsReplacedInKeysAndValues() {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("k\udc00", "v\ud83d");
    object.putArray("pair").add("\ud83d\ude00");

    assertThat(StorableJson.object(object))
        .hasToString("{\"k\ufffd\":\"v\ufffd\",\"pair\":[\"\ud83d\ude00\"]}");
  }

  @Test
  void nullMembersAreLeftOutAndNothingElseIs() {
    ObjectNode object = JsonNodeFactory.instance.objectNode().putNull("gone").put("empty", "");
    object.putObject("inner").putNull("gone");
    object.putArray("array").addNull().add(true);

    assertThat(StorableJson.object(object))
        .hasToString("{\"empty\":\"\",\"inner\":{},\"array\":[null,true]}");
  }

  @Test
  void wordsForPeopleCannotActOnATerminal() {
    assertThat(StorableJson.line("no\u001b[31m\r\n\u009b2Jway\u0000"))
        .isEqualTo("no [31m   2Jway ");
  }

  @Test
  void aLongValueIsShownAsTheBeginningOfItsText() {
    JsonNode shown = ShownValue.of(TextNode.valueOf("x".repeat(5_000)));

    assertThat(shown.textValue()).hasSize(ShownValue.MAX_CHARS).startsWith("\"xxx").endsWith("…");
    assertThat(ShownValue.of(TextNode.valueOf("x".repeat(254))).textValue()).hasSize(254);
    assertThat(ShownValue.of(null)).isNull();
  }
}
