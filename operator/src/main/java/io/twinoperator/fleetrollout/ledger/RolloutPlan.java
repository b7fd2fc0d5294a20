package io.twinoperator.fleetrollout.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was decided before the first write, frozen: who, in which order, in which waves, and what
 * each had before.
 *
 * @param rolloutUid the object this plan was made for; the same object created again goes on with
 *     it
 * @param host the hub that it was made for
 * @param revision hash of hub, patch, selector and convergence rule: what is rolled out
 * @param basis hash of what else the plan was made from; while nothing is written, a spec with
 *     another one is planned anew
 * @param digest SHA-256 over members in order, waves, patch, before-images and strategy
 * @param members in the order in which they are taken
 * @param valueClasses the before-images that members have, each once
 * @param groups values of the tags that the disruption budget groups by, each once
 * @param notes what people should know of it, in sentences; not in the digest
 */
public record RolloutPlan(
    String rolloutUid,
    String host,
    String revision,
    String basis,
    String digest,
    Instant computedAt,
    List<PlannedWave> waves,
    List<Member> members,
    List<BeforeImage> valueClasses,
    List<String> groups,
    Forecast forecast,
    List<String> notes) {

  /** Copies the lists. */
  public RolloutPlan {
    waves = List.copyOf(waves);
    members = List.copyOf(members);
    valueClasses = List.copyOf(valueClasses);
    groups = List.copyOf(groups);
    notes = List.copyOf(notes);
  }

  /** The same with something to be known of it. */
  public RolloutPlan noting(List<String> sentences) {
    return new RolloutPlan(
        rolloutUid,
        host,
        revision,
        basis,
        digest,
        computedAt,
        waves,
        members,
        valueClasses,
        groups,
        forecast,
        sentences);
  }

  /** What a member had before, as the plan saw it. */
  public BeforeImage before(int member) {
    return valueClasses.get(members.get(member).valueClass());
  }

  /** How many failures a wave tolerates. */
  public enum Tolerance {
    /** As many as the failure policy says. */
    POLICY,
    /** None. */
    NONE
  }

  /** What must happen after a wave has succeeded before what follows is released. */
  public enum Gate {
    /** Nothing. */
    AUTO,
    /** A person names a later wave in {@code promoteTo}. */
    MANUAL
  }

  /**
   * A wave with its number of devices.
   *
   * @param soak how long it must stay converged
   * @param successPercent percent of its decided devices that must have converged
   * @param minConverged devices that must converge by this rollout, never more than it has
   */
  public record PlannedWave(
      String name,
      int devices,
      Duration soak,
      int successPercent,
      int minConverged,
      Gate gate,
      Tolerance tolerance) {}

  /**
   * A device of a rollout.
   *
   * @param wave index of its wave
   * @param fits a bit for each wave that it may be in: those without a query, and those whose query
   *     selects it
   * @param valueClass index of its before-image
   * @param group index of its group, 0 where there is one alone
   * @param desiredVersion {@code $version} of its desired properties when the plan was made; a
   *     lower one later is of a device that was created anew
   */
  public record Member(
      String deviceId, int wave, int fits, int valueClass, int group, long desiredVersion) {

    /** Whether the wave of this index may have it. */
    public boolean fitsInto(int otherWave) {
      return (fits & (1 << otherWave)) != 0;
    }
  }

  /**
   * What the plan costs.
   *
   * @param alreadyEqual members whose twin had every leaf already
   * @param overwrites members at which another value is replaced
   * @param jobs jobs at the least
   * @param twinReads twin reads at the least
   * @param messages of the hub's daily quota
   * @param writing when every device answers at once and nothing fails
   * @param soaks of all waves together, and the bake time
   */
  public record Forecast(
      int alreadyEqual,
      int overwrites,
      int claimed,
      int offline,
      int jobs,
      int twinWrites,
      int twinReads,
      int queries,
      long messages,
      Duration writing,
      Duration soaks) {

    /** Everything together. */
    public Duration duration() {
      return writing.plus(soaks);
    }
  }
}
