package io.twinoperator.fleetrollout.spec;

import io.fabric8.kubernetes.api.model.IntOrString;

/** A number of devices, or a percentage of them. */
public sealed interface Amount {

  /** A number. */
  record Count(int number) implements Amount {
    @Override
    public int sizeOf(int devices) {
      return Math.min(number, devices);
    }

    @Override
    public boolean exceededBy(int part, int whole) {
      return part > number;
    }

    @Override
    public boolean countsAtOnce() {
      return true;
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /** A percentage from 0 to 100. */
  record Percent(int percent) implements Amount {
    @Override
    public int sizeOf(int devices) {
      return devices == 0 ? 0 : Math.max(1, (int) ((devices * (long) percent + 99) / 100));
    }

    @Override
    public boolean exceededBy(int part, int whole) {
      return part * 100L > (long) percent * whole;
    }

    @Override
    public boolean countsAtOnce() {
      return false;
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /**
   * As a size: what it takes of this many devices; a percentage rounds up, and takes at least one
   * of any.
   */
  int sizeOf(int devices);

  /**
   * As a limit: whether a part of the whole is more than this allows; percentages are compared as
   * ratios and never rounded.
   */
  boolean exceededBy(int part, int whole);

  /** Whether it says something of a sample however small. */
  boolean countsAtOnce();

  /**
   * Reads a number or a percentage.
   *
   * @param least the smallest number that makes sense
   * @throws IllegalArgumentException if it is neither or out of bounds, naming it
   */
  static Amount parse(IntOrString value, int least) {
    if (value.getIntVal() != null) {
      return new Count(atLeast(value.getIntVal(), least));
    }
    String text = String.valueOf(value.getStrVal());
    if (!text.endsWith("%")) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a number nor a percentage such as 10%");
    }
    return percent(text, least);
  }

  /**
   * Reads a percentage.
   *
   * @param least the smallest that makes sense
   * @throws IllegalArgumentException if it is none or out of bounds, naming it
   */
  static Percent percent(String text, int least) {
    if (!text.matches("[0-9]{1,3}%")) {
      throw new IllegalArgumentException("'" + text + "' is no percentage such as 10%");
    }
    int percent = Integer.parseInt(text.substring(0, text.length() - 1));
    if (percent > 100) {
      throw new IllegalArgumentException("'" + text + "' is more than 100%");
    }
    return new Percent(atLeast(percent, least));
  }

  private static int atLeast(int number, int least) {
    if (number < least) {
      throw new IllegalArgumentException(number + " is less than " + least);
    }
    return number;
  }
}
