package io.twinoperator.emulator.query;

import java.util.Optional;

/** One element of a SELECT list. */
public sealed interface Element {

  /** What AS gives. */
  Optional<String> alias();

  /** Whether it is folded over rows. */
  boolean isAggregate();

  /** A value of each row or group. */
  record Column(Path path, Optional<String> alias) implements Element {
    @Override
    public boolean isAggregate() {
      return false;
    }
  }

  /** A value of many rows; COUNT has no argument, the others have one. */
  record Aggregate(Fold fold, Optional<Path> argument, Optional<String> alias) implements Element {
    @Override
    public boolean isAggregate() {
      return true;
    }
  }

  /** The aggregate functions. */
  enum Fold {
    COUNT,
    AVG,
    SUM,
    MIN,
    MAX
  }
}
