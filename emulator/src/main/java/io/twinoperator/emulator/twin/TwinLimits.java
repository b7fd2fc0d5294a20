package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;

/**
 * IoT Hub's rules for keys, values, depth and size, with its messages (Azure documents, quotas and
 * device twins; the constants and texts are those of Azure/iotedge, which took them from the hub).
 */
final class TwinLimits {
  static final int KEY_BYTES = 1024;
  static final int STRING_BYTES = 4096;
  static final int DEPTH = 10;
  static final long MAX_INTEGER = (1L << 52) - 1;
  static final long MIN_INTEGER = -(1L << 52);
  static final int TAGS_SIZE = 8 * 1024;
  static final int PROPERTIES_SIZE = 32 * 1024;

  private static final BigInteger MAX = BigInteger.valueOf(MAX_INTEGER);
  private static final BigInteger MIN = BigInteger.valueOf(MIN_INTEGER);

  private TwinLimits() {}

  /** Checks keys, values and depth of a patch, in which null deletes a key. */
  static void checkPatch(ObjectNode patch) {
    checkMembers(patch, 0, NullMeaning.DELETES);
  }

  /** Checks keys, values and depth of a replacement, in which null has no meaning. */
  static void checkReplacement(ObjectNode values) {
    checkMembers(values, 0, NullMeaning.REFUSED);
  }

  /** Checks the documented size of a whole section. */
  static void checkSize(ObjectNode section, int limit) {
    int size = TwinSize.of(section);
    if (size > limit) {
      throw new InvalidTwinException("Twin properties size " + size + " exceeds maximum " + limit);
    }
  }

  private enum NullMeaning {
    DELETES,
    REFUSED,
    REFUSED_IN_ARRAY
  }

  private static void checkMembers(JsonNode object, int depth, NullMeaning nulls) {
    object
        .properties()
        .forEach(
            entry -> {
              checkKey(entry.getKey());
              checkValue(entry.getKey(), entry.getValue(), depth, nulls);
            });
  }

  private static void checkKey(String key) {
    if (TwinSize.utf8Length(key) > KEY_BYTES) {
      throw new InvalidTwinException(
          "Length of property name "
              + key.substring(0, 10)
              + ".. exceeds maximum length of "
              + KEY_BYTES);
    }
    key.codePoints()
        .filter(TwinLimits::isForbidden)
        .findFirst()
        .ifPresent(
            c -> {
              throw new InvalidTwinException(
                  "Property name "
                      + key
                      + " contains invalid character '"
                      + Character.toString(c)
                      + "'");
            });
  }

  private static boolean isForbidden(int codePoint) {
    return codePoint == '.'
        || codePoint == '$'
        || codePoint == '#'
        || Character.isISOControl(codePoint)
        || Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint);
  }

  private static void checkValue(String key, JsonNode value, int depth, NullMeaning nulls) {
    switch (value.getNodeType()) {
      case OBJECT -> checkMembers(value, deeper(depth), nulls);
      case ARRAY -> checkElements(key, value, deeper(depth));
      case STRING -> checkString(key, value.textValue());
      case NUMBER -> checkNumber(key, value);
      case NULL -> checkNull(key, nulls);
      case BOOLEAN -> {}
      case BINARY, MISSING, POJO ->
          throw new InvalidTwinException(
              "Property "
                  + key
                  + " has a value of unsupported type. Valid types are integer, float, string, bool,"
                  + " null, array and nested object");
    }
  }

  private static int deeper(int depth) {
    if (depth == DEPTH) {
      throw new InvalidTwinException("Nested depth of twin property exceeds " + DEPTH);
    }
    return depth + 1;
  }

  private static void checkElements(String key, JsonNode array, int depth) {
    for (JsonNode element : array) {
      if (element.isNull()) {
        throw new InvalidTwinException("Arrays cannot contain 'null' as value");
      }
      checkValue(key, element, depth, NullMeaning.REFUSED_IN_ARRAY);
    }
  }

  private static void checkString(String key, String value) {
    if (TwinSize.utf8Length(value) > STRING_BYTES) {
      throw new InvalidTwinException(
          "Property or Tag value should be maximum "
              + STRING_BYTES
              + " bytes. Error in Property/Tag "
              + key);
    }
  }

  private static void checkNumber(String key, JsonNode value) {
    boolean outOfBound =
        value.isIntegralNumber()
            ? value.bigIntegerValue().compareTo(MAX) > 0
                || value.bigIntegerValue().compareTo(MIN) < 0
            : !Double.isFinite(value.doubleValue());
    if (outOfBound) {
      throw new InvalidTwinException(
          "Property "
              + key
              + " has an out of bound value. Valid values are between "
              + MIN_INTEGER
              + " and "
              + MAX_INTEGER);
    }
  }

  private static void checkNull(String key, NullMeaning nulls) {
    switch (nulls) {
      case DELETES -> {}
      case REFUSED ->
          throw new InvalidTwinException(
              "Value of Property or Tag cannot be null. Error in Property/Tag " + key);
      case REFUSED_IN_ARRAY ->
          throw new InvalidTwinException(
              "Property " + key + " of an object in an array cannot be 'null'");
    }
  }
}
