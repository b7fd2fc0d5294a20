package io.twinoperator.fleetrollout.decide;

import java.util.BitSet;
import java.util.Set;

/**
 * What is known before any twin is read of where reading is worth it. The hub's query store says
 * it, which lags: so it is a hint, and no more than a reading comes of it.
 *
 * @param suspects members to read now: those of whom the store says that they do not report what is
 *     wanted, or are back
 * @param watched members that are away and whose return a query looks for, so that they need hardly
 *     be read; not to be changed
 * @param idleReads twins that can be read now without waiting
 * @param readsPerSecond the pace of reads within the budget
 */
public record Outlook(Set<Integer> suspects, BitSet watched, int idleReads, double readsPerSecond) {

  /** Copies the set. */
  public Outlook {
    suspects = Set.copyOf(suspects);
  }

  /** Where no query says anything. */
  public static Outlook without(int idleReads, double readsPerSecond) {
    return new Outlook(Set.of(), new BitSet(), idleReads, readsPerSecond);
  }
}
