package io.twinoperator.fleetrollout.simulation;

/** The operator is dead at this point; an Error, so that nothing in it can go on. */
final class Died extends Error {
  private static final long serialVersionUID = 1L;

  Died() {
    super("the operator died", null, false, false);
  }
}
