package io.twinoperator.fleetrollout.simulation;

/** Something that must always be true was not. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final int item;

  /**
   * Says what was not true.
   *
   * @param item its number in the list of what must always be true
   */
  Violation(int item, String words) {
    super("promise " + item + ": " + words);
    this.item = item;
  }

  int item() {
    return item;
  }
}
