package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.twin.LeafPath;
import java.util.List;

/**
 * The order in which devices are taken.
 *
 * @param salt what is hashed together with their ids
 * @param spreadBy tags over whose values the order is spread; empty if it is not
 */
public record Order(By by, String salt, List<LeafPath> spreadBy) {
  /** Copies the tags. */
  public Order {
    spreadBy = List.copyOf(spreadBy);
  }

  /** By the hash with this salt, not spread. */
  public static Order of(String salt) {
    return new Order(By.Hash, salt, List.of());
  }
}
