package io.twinoperator.status;

/** The beginning of a text that may be too long for status. */
public final class Excerpt {

  private Excerpt() {}

  /**
   * The text itself, or its beginning and an ellipsis. No character is cut in two: the API server
   * would store a question mark for the half, and the next pass would take that for news.
   *
   * @param maxChars UTF-16 units of the result, the ellipsis counted; at least 2
   */
  public static String of(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = maxChars - 1;
    boolean splitsPair = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splitsPair ? end - 1 : end) + "…";
  }
}
