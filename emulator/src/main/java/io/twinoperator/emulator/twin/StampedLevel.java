package io.twinoperator.emulator.twin;

import java.util.List;

/**
 * The stamps of an object whose members were not all written at once.
 *
 * @param own of the last write that touched it
 * @param children in the order of the object's members
 */
record StampedLevel(Stamp own, List<Stamps> children) implements Stamps {

  StampedLevel {
    children = List.copyOf(children);
  }

  /** The shortest form: a stamp alone where each member has it too. */
  static Stamps of(Stamp own, List<Stamps> children) {
    return children.stream().allMatch(own::equals) ? own : new StampedLevel(own, children);
  }

  @Override
  public Stamps child(int n) {
    return children.get(n);
  }
}
