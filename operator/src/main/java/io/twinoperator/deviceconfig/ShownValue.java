package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.status.Excerpt;
import org.jspecify.annotations.Nullable;

/** Values as status shows them: whole where they are short, so that status stays small; pure. */
final class ShownValue {

  /** Characters of JSON up to which a value stands as it is. */
  static final int MAX_CHARS = 256;

  private ShownValue() {}

  /** The value, as the API server will give it back, or the beginning of its text. */
  static @Nullable JsonNode of(@Nullable JsonNode value) {
    if (value == null) {
      return null;
    }
    JsonNode stored = StorableJson.of(value);
    String text = stored.toString();
    return text.length() <= MAX_CHARS ? stored : TextNode.valueOf(Excerpt.of(text, MAX_CHARS));
  }

  /** The value in a sentence. */
  static String text(@Nullable JsonNode value) {
    return LeafReport.text(value);
  }
}
