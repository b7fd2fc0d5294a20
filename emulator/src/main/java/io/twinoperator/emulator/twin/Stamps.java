package io.twinoperator.emulator.twin;

/**
 * When and by whom a part of a section was written, in the shape of its values and without their
 * names: the n-th child is of the n-th member. Immutable.
 */
sealed interface Stamps permits Stamp, StampedLevel {

  /** Of the part itself. */
  Stamp own();

  /** Of the part's n-th member, from 0. */
  Stamps child(int n);
}
