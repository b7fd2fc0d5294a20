package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The size of a section as IoT Hub documents it: keys and strings by their UTF-8 bytes without C0
 * and C1 control characters, 8 for a number, 4 for a boolean, the sum for objects and arrays.
 */
final class TwinSize {
  private static final int NUMBER = 8;
  private static final int BOOLEAN = 4;

  private TwinSize() {}

  static int of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT ->
          node.properties().stream()
              .mapToInt(entry -> ofText(entry.getKey()) + of(entry.getValue()))
              .sum();
      case ARRAY -> node.valueStream().mapToInt(TwinSize::of).sum();
      case STRING -> ofText(node.textValue());
      case NUMBER -> NUMBER;
      case BOOLEAN -> BOOLEAN;
      case NULL, MISSING, BINARY, POJO -> 0;
    };
  }

  private static int ofText(String text) {
    return text.codePoints().filter(c -> !Character.isISOControl(c)).map(TwinSize::utf8Bytes).sum();
  }

  /** UTF-8 bytes of a whole text, control characters included. */
  static int utf8Length(String text) {
    return text.codePoints().map(TwinSize::utf8Bytes).sum();
  }

  private static int utf8Bytes(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
