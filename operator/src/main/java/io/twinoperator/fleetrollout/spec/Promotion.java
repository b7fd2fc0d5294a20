package io.twinoperator.fleetrollout.spec;

import java.util.List;

/** Up to where waves may be released. */
public sealed interface Promotion {
  /** How people write it that every wave may be released. */
  String ALL = "All";

  /**
   * Whether it covers a wave.
   *
   * @param wave its place in the order, from 0
   * @param names of all waves, in order
   */
  boolean covers(int wave, List<String> names);

  /** Whether it is one of these waves, or every wave. */
  boolean isAmong(List<String> names);

  /** Reads the name of a wave or {@link #ALL}. */
  static Promotion of(String text) {
    return text.equals(ALL) ? new All() : new UpTo(text);
  }

  /** Every wave. */
  record All() implements Promotion {
    @Override
    public boolean covers(int wave, List<String> names) {
      return true;
    }

    @Override
    public boolean isAmong(List<String> names) {
      return true;
    }

    @Override
    public String toString() {
      return ALL;
    }
  }

  /** A wave and all before it; none if there is no wave of that name. */
  record UpTo(String name) implements Promotion {
    @Override
    public boolean covers(int wave, List<String> names) {
      return wave <= names.indexOf(name);
    }

    @Override
    public boolean isAmong(List<String> names) {
      return names.contains(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
