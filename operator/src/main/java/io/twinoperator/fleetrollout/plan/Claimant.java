package io.twinoperator.fleetrollout.plan;

import java.util.List;

/** For whom a device is left alone: kind and name, and the leaves of the change that it owns. */
public record Claimant(String owner, List<String> paths) {
  /** Copies the paths. */
  public Claimant {
    paths = List.copyOf(paths);
  }
}
