package io.twinoperator.emulator.fault;

import java.util.Map;
import java.util.TreeMap;

/**
 * The operations an emulator has, so that a rule for one it has not is refused instead of never
 * firing.
 *
 * @param sides who takes part, by the operation's name
 */
public record KnownOperations(Map<String, FaultSide> sides) {

  /** Keeps a copy. */
  public KnownOperations {
    sides = Map.copyOf(sides);
  }

  /** Refuses, by IllegalArgumentException, a rule that could never fire. */
  void check(FaultRule rule) {
    for (String operation : rule.operations()) {
      FaultSide side = sides.get(operation);
      if (side == null) {
        throw new IllegalArgumentException(
            "operation '" + operation + "' is not known; there are " + names());
      }
      if (!rule.kind().sides().contains(side)) {
        throw new IllegalArgumentException(
            "operation " + operation + " cannot fail in this way; there are " + names(rule.kind()));
      }
    }
  }

  /** Whether this kind can be done in this operation. */
  boolean allows(String operation, FaultKind kind) {
    FaultSide side = sides.get(operation);
    return side != null && kind.sides().contains(side);
  }

  private String names() {
    return String.join(", ", new TreeMap<>(sides).keySet());
  }

  private String names(FaultKind kind) {
    return String.join(
        ", ",
        new TreeMap<>(sides)
            .keySet().stream().filter(operation -> allows(operation, kind)).toList());
  }
}
