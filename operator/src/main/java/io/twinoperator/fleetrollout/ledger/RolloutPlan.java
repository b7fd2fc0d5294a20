package io.twinoperator.fleetrollout.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was decided before the first write, frozen: who, in which order, in which waves.
 *
 * @param rolloutUid the object this plan was made for; one of the same name created later has a
 *     plan of its own
 * @param digest SHA-256 over members in order, waves, patch and strategy
 * @param members in the order in which they are taken
 */
public record RolloutPlan(
    String rolloutUid,
    String revision,
    String digest,
    Instant computedAt,
    List<PlannedWave> waves,
    List<Member> members,
    Forecast forecast) {

  /** Copies the lists. */
  public RolloutPlan {
    waves = List.copyOf(waves);
    members = List.copyOf(members);
  }

  /**
   * A wave with its number of devices.
   *
   * @param soak how long it must stay converged
   * @param minConverged devices that must converge by this rollout, never more than it has
   */
  public record PlannedWave(
      String name, int devices, Duration soak, int successPercent, int minConverged) {}

  /** A device and the index of its wave. */
  public record Member(String deviceId, int wave) {}

  /**
   * What the plan costs.
   *
   * @param alreadyEqual members whose twin had every leaf already
   * @param jobs jobs at the least
   * @param twinReads twin reads at the least
   * @param duration when every device answers at once, soak included
   */
  public record Forecast(
      int alreadyEqual,
      int claimed,
      int offline,
      int jobs,
      int twinWrites,
      int twinReads,
      int queries,
      Duration duration) {}
}
