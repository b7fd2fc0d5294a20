package io.twinoperator.emulator.device;

import java.time.Duration;

/**
 * One report of a device about a change.
 *
 * @param delay from the notification to the report
 * @param form what it reports
 * @param code the {@code ac} of an acknowledgement
 * @param text the {@code ad} of an acknowledgement
 */
public record Answer(Duration delay, Form form, int code, String text) {

  /** What a report holds. */
  public enum Form {
    /** The wanted value, without an acknowledgement. */
    PLAIN,
    /** The wanted value, acknowledged. */
    WANTED,
    /** The value it had, acknowledged. */
    OWN,
    /** Neither, acknowledged. */
    OTHER
  }

  boolean takesTheValue() {
    return form == Form.PLAIN || form == Form.WANTED;
  }
}
