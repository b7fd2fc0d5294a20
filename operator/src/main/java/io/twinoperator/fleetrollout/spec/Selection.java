package io.twinoperator.fleetrollout.spec;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which devices the change is for.
 *
 * @param query condition that selects them, whole in itself: put in parentheses it can be joined to
 *     others
 * @param excluded ids of devices that are left out all the same
 * @param expected how many there must be
 */
public record Selection(String query, SortedSet<String> excluded, ExpectedDevices expected) {
  /** Copies the ids. */
  public Selection {
    excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
  }

  /** Every device that a condition finds. */
  public static Selection of(String query) {
    return new Selection(query, new TreeSet<>(), ExpectedDevices.ANY);
  }
}
