package io.twinoperator.fleetrollout.plan;

/** Numbers of things in a sentence. */
final class Counted {
  private Counted() {}

  /** Such as {@code 1 device} or {@code 12 devices}. */
  static String devices(long number) {
    return number == 1 ? "1 device" : number + " devices";
  }
}
