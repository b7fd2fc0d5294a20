package io.twinoperator.emulator.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Where the next page begins. Opaque to clients, and bound to its query: a token that was changed,
 * or that comes with another query, is refused.
 *
 * @param returned rows answered so far
 * @param position the last device id, or an index, as text
 */
record ContinuationToken(int returned, String position) {
  private static final int DIGEST_LENGTH = 16;

  String encode(String query) {
    String content = returned + "\n" + position;
    String text = digest(query + "\n" + content) + content;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static ContinuationToken decode(String token, String query) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String content = text.substring(Math.min(DIGEST_LENGTH, text.length()));
      if (text.startsWith(digest(query + "\n" + content))) {
        int split = content.indexOf('\n');
        return new ContinuationToken(
            Integer.parseInt(content.substring(0, split)), content.substring(split + 1));
      }
    } catch (IllegalArgumentException notBase64) {
      throw refused();
    }
    throw refused();
  }

  int index() {
    return Integer.parseInt(position);
  }

  private static HubError refused() {
    return new HubError(
        ErrorCode.ARGUMENT_INVALID, "The continuation token does not belong to this query");
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_LENGTH / 2);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every JDK has SHA-256", missing);
    }
  }
}
