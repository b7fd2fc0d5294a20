package io.twinoperator.emulator.time;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as IoT Hub writes them: UTC with seven digits of a second, as .NET has. */
public final class HubTime {
  /** What the hub writes for "never": the first instant of .NET's calendar. */
  public static final String NEVER = "0001-01-01T00:00:00Z";

  private static final DateTimeFormatter SEVEN_DIGITS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HubTime() {}

  /** {@code 2026-02-10T14:30:00.0000000Z}. */
  public static String format(Instant instant) {
    return SEVEN_DIGITS.format(instant);
  }
}
