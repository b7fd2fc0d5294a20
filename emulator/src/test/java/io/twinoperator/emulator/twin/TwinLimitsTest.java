package io.twinoperator.emulator.twin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwinLimitsTest {

  static Stream<ObjectNode> allowed() {
    return Stream.of(
        object().put("k".repeat(1024), 1),
        object().put("é".repeat(512), 1),
        object().put("a-b_c:d/e", 1),
        object().put("v", "x".repeat(4096)),
        object().put("v", "é".repeat(2048)),
        object().put("v", (1L << 52) - 1),
        object().put("v", -(1L << 52)),
        object().put("v", 1e300),
        object().put("v", true),
        object().putNull("gone"),
        Json.object("{'o':{'gone':null}}"),
        Json.object("{'a':[1,'x',{'b':2},[3]]}"),
        nestedObjects(10),
        nestedArrays(10));
  }

  @ParameterizedTest
  @MethodSource
  void allowed(ObjectNode patch) {
    assertThatCode(() -> TwinLimits.checkPatch(patch)).doesNotThrowAnyException();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            object().put("k".repeat(1025), 1),
            "Length of property name kkkkkkkkkk.. exceeds maximum length of 1024"),
        Arguments.of(
            object().put("é".repeat(513), 1),
            "Length of property name éééééééééé.. exceeds maximum length of 1024"),
        Arguments.of(
            object().put("v", "x".repeat(4097)),
            "Property or Tag value should be maximum 4096 bytes. Error in Property/Tag v"),
        Arguments.of(
            object().put("v", "é".repeat(2049)),
            "Property or Tag value should be maximum 4096 bytes. Error in Property/Tag v"),
        Arguments.of(
            object().put("v", 1L << 52),
            "Property v has an out of bound value. Valid values are between -4503599627370496 and"
                + " 4503599627370495"),
        Arguments.of(
            object().put("v", -(1L << 52) - 1),
            "Property v has an out of bound value. Valid values are between -4503599627370496 and"
                + " 4503599627370495"),
        Arguments.of(
            object().put("v", BigInteger.TEN.pow(30)),
            "Property v has an out of bound value. Valid values are between -4503599627370496 and"
                + " 4503599627370495"),
        Arguments.of(Json.object("{'a':[1,null]}"), "Arrays cannot contain 'null' as value"),
        Arguments.of(
            Json.object("{'a':[{'b':null}]}"),
            "Property b of an object in an array cannot be 'null'"),
        Arguments.of(nestedObjects(11), "Nested depth of twin property exceeds 10"),
        Arguments.of(nestedArrays(11), "Nested depth of twin property exceeds 10"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(ObjectNode patch, String message) {
    assertThatThrownBy(() -> TwinLimits.checkPatch(patch))
        .isInstanceOf(InvalidTwinException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "$", "#", " ", "\t", "\u0001", "\u0085", "\u00a0"})
  void refusesCharactersInKeysAtEveryDepth(String character) {
    ObjectNode patch = object();
    patch.putArray("list").addObject().put("a" + character + "b", 1);

    assertThatThrownBy(() -> TwinLimits.checkPatch(patch))
        .hasMessage(
            "Property name a" + character + "b contains invalid character '" + character + "'");
  }

  @Test
  void aReplacementHasNoNull() {
    assertThatThrownBy(() -> TwinLimits.checkReplacement(Json.object("{'o':{'my-tag':null}}")))
        .hasMessage("Value of Property or Tag cannot be null. Error in Property/Tag my-tag");
  }

  @ParameterizedTest
  @ValueSource(ints = {TwinLimits.TAGS_SIZE, TwinLimits.PROPERTIES_SIZE})
  void countsASectionAsDocumented(int limit) {
    // n (1) + number (8), b (1) + boolean (4), o (1) + é (2) + control characters (0), then keys of
    // 3 with 97 characters.
    ObjectNode section = Json.object("{'n':1.5,'b':true,'o':{'é':''}}");
    section.put("c", "\u0001\u009f");
    int rest = limit - 18;
    for (int i = 100; rest > 0; i++) {
      int length = Math.min(100, rest);
      section.put(Integer.toString(i), "x".repeat(length - 3));
      rest -= length;
    }

    assertThatCode(() -> TwinLimits.checkSize(section, limit)).doesNotThrowAnyException();
    section.put("n2", "");
    assertThatThrownBy(() -> TwinLimits.checkSize(section, limit))
        .hasMessage("Twin properties size " + (limit + 2) + " exceeds maximum " + limit);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode nestedObjects(int levels) {
    ObjectNode node = object().put("leaf", 1);
    for (int i = 0; i < levels; i++) {
      node = object().set("level", node);
    }
    return node;
  }

  private static ObjectNode nestedArrays(int levels) {
    return Json.object("{'a':" + "[".repeat(levels) + "1" + "]".repeat(levels) + "}");
  }
}
