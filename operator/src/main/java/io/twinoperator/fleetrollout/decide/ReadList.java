package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Progress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose twins a pass reads.
 *
 * @param first in the order in which they are read
 * @param round converged members that are read after those, whose turn it is to be looked at again
 */
public record ReadList(List<Integer> first, List<Integer> round) {

  /** Copies the lists. */
  public ReadList {
    first = List.copyOf(first);
    round = List.copyOf(round);
  }

  /** All of them. */
  public List<Integer> all() {
    return Stream.concat(first.stream(), round.stream()).toList();
  }

  /**
   * How far the round has come once these were read ({@link Progress#verified}): whose reading
   * failed is read first next time.
   */
  public int verified(int before, Set<Integer> read) {
    int last = before;
    for (int member : round) {
      if (!read.contains(member)) {
        return last;
      }
      last = member;
    }
    return last;
  }
}
