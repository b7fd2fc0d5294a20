package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON values compared by content.
 *
 * <p>Numbers compare as numbers, exactly and whatever their size: 20 equals 20.0, and
 * 9007199254740993 does not equal 9007199254740992.0. Objects compare regardless of the order of
 * their keys, arrays in order. API servers store 20.0 as 20, and devices write numbers as their
 * language likes, so a comparison of texts or of node types would see changes where there are none.
 */
public final class JsonValues {

  /** Characters of {@link #hash}: 64 bits, enough to tell one leaf's values apart by accident. */
  public static final int HASH_CHARS = 16;

  private JsonValues() {}

  /** Whether both are the same value. */
  public static boolean equal(JsonNode a, JsonNode b) {
    if (a.isObject() && b.isObject()) {
      return equalObjects(a, b);
    }
    if (a.isArray() && b.isArray()) {
      return equalArrays(a, b);
    }
    if (a.isNumber() && b.isNumber()) {
      return number(a).equals(number(b));
    }
    return a.equals(b);
  }

  private static boolean equalObjects(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> member : a.properties()) {
      JsonNode other = b.get(member.getKey());
      if (other == null || !equal(member.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalArrays(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return false;
    }
    Iterator<JsonNode> others = b.iterator();
    for (JsonNode item : a) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  /**
   * One ASCII text for all equal values: keys sorted, numbers in one form, no blanks. Hashes of it
   * are stored in status, so the form must never change.
   */
  public static String canonical(JsonNode value) {
    StringBuilder text = new StringBuilder();
    append(value, text);
    return text.toString();
  }

  /**
   * The first {@value #HASH_CHARS} hexadecimal characters of SHA-256 over {@link #canonical}. It
   * tells a changed value from an unchanged one; it is not meant to resist an attacker, and it does
   * not hide a short value from somebody who guesses.
   */
  public static String hash(JsonNode value) {
    byte[] text = canonical(value).getBytes(StandardCharsets.US_ASCII);
    return Sha256.hex(text).substring(0, HASH_CHARS);
  }

  private static void append(JsonNode value, StringBuilder text) {
    switch (value.getNodeType()) {
      case OBJECT -> appendObject(value, text);
      case ARRAY -> appendArray(value, text);
      case NUMBER -> text.append(number(value));
      case STRING -> appendString(value.textValue(), text);
      case NULL, BOOLEAN, BINARY, MISSING, POJO -> text.append(value);
    }
  }

  private static void appendObject(JsonNode value, StringBuilder text) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
    String separator = "";
    text.append('{');
    for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
      text.append(separator);
      appendString(member.getKey(), text);
      text.append(':');
      append(member.getValue(), text);
      separator = ",";
    }
    text.append('}');
  }

  private static void appendArray(JsonNode value, StringBuilder text) {
    String separator = "";
    text.append('[');
    for (JsonNode item : value) {
      text.append(separator);
      append(item, text);
      separator = ",";
    }
    text.append(']');
  }

  /** Escapes all but printable ASCII, lone surrogates too: UTF-8 would make '?' of them. */
  private static void appendString(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** The number in its one form; 1e400 reads as an infinite double, which has no decimal value. */
  private static String number(JsonNode value) {
    boolean infinite = value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue());
    if (infinite && !value.isBigDecimal()) {
      return value.asText();
    }
    BigDecimal decimal = value.decimalValue();
    return decimal.stripTrailingZeros().toString();
  }
}
