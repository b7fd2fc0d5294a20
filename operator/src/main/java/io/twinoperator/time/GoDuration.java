package io.twinoperator.time;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them, and with it Flux and cert-manager: {@code 30s}, {@code 5m}, {@code
 * 1h30m}.
 */
public final class GoDuration {
  private static final Pattern WHOLE = Pattern.compile("^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$");
  private static final Pattern TERM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  /** Ten years: longer than any rollout, and short enough to be added to any time. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none or longer than ten years, naming it
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it like 30s, 5m or 1h30m");
    }
    BigDecimal millis = BigDecimal.ZERO;
    Matcher term = TERM.matcher(text);
    while (term.find()) {
      millis = millis.add(new BigDecimal(term.group(1)).multiply(millisOf(term.group(2))));
    }
    if (millis.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is longer than " + LONGEST.toHours() + "h, the longest there is");
    }
    return Duration.ofMillis(millis.longValue());
  }

  /**
   * Writes a duration in whole seconds, the largest units first: {@code 1h2m3s}; {@code 0s} for
   * none.
   */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toHours(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    return text.length() == 0 ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static BigDecimal millisOf(String unit) {
    return switch (unit) {
      case "ms" -> BigDecimal.ONE;
      case "s" -> BigDecimal.valueOf(1_000);
      case "m" -> BigDecimal.valueOf(60_000);
      case "h" -> BigDecimal.valueOf(3_600_000);
      default -> throw new IllegalArgumentException("'" + unit + "' is not a unit of time");
    };
  }
}
