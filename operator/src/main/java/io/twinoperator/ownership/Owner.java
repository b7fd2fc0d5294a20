package io.twinoperator.ownership;

import java.time.Instant;
import java.util.Comparator;

/**
 * An object that claims leaves. Owners are ordered by age, the oldest first, and among equals by
 * namespace and name: the first one wins a leaf that two claim.
 */
public record Owner(String kind, String namespace, String name, Instant createdAt)
    implements Comparable<Owner> {

  /** The kind of a rollout, which holds its leaves only while it runs. */
  public static final String FLEET_ROLLOUT = "FleetRollout";

  private static final Comparator<Owner> OLDEST_FIRST =
      Comparator.comparing(Owner::createdAt)
          .thenComparing(Owner::namespace)
          .thenComparing(Owner::name)
          .thenComparing(Owner::kind);

  /** Whether it will let go of its leaves by itself. */
  public boolean isTemporary() {
    return kind.equals(FLEET_ROLLOUT);
  }

  @Override
  public int compareTo(Owner other) {
    return OLDEST_FIRST.compare(this, other);
  }

  /** Kind, namespace and name, such as {@code DeviceConfig plant/sensor-temp-042}. */
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
