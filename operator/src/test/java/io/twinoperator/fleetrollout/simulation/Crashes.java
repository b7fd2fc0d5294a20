package io.twinoperator.fleetrollout.simulation;

/** Decides at which hub call or ledger write, before or after it took effect, the operator dies. */
final class Crashes {
  private final Dice dice;
  private final double perPoint;
  private int left;

  /**
   * Crashes of one run.
   *
   * @param perPoint how likely one is at each point, 0 to 1
   * @param most how many there are in a run
   */
  Crashes(Dice dice, double perPoint, int most) {
    this.dice = dice;
    this.perPoint = perPoint;
    this.left = most;
  }

  /** The operator is at a point at which it may die. */
  void point() {
    if (left > 0 && perPoint > 0 && dice.chance(perPoint)) {
      left--;
      throw new Died();
    }
  }
}
