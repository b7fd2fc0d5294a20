package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.OwnMarker;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What one pass is asked to do: carry on this rollout, on this hub.
 *
 * @param uid of the object; one that is created again has another
 * @param createdAt when the object was created: older rollouts go first
 * @param restraint what keeps it from going on, beside its spec and the hub
 * @param schema what the schema that it names has against the patch; stops what has not begun
 * @param priority of its calls to the hub
 */
public record RolloutRequest(
    RolloutKey key,
    String uid,
    Instant createdAt,
    RolloutSpec spec,
    HubLink.Connected link,
    Optional<Restraint> restraint,
    Optional<Restraint> schema,
    Priority priority) {

  /** A request of a rollout that goes forward. */
  public RolloutRequest(
      RolloutKey key,
      String uid,
      Instant createdAt,
      RolloutSpec spec,
      HubLink.Connected link,
      Optional<Restraint> restraint,
      Optional<Restraint> schema) {
    this(key, uid, createdAt, spec, link, restraint, schema, Priority.ROLLOUT);
  }

  private static final int HASH_CHARS = 8;
  private static final int REVISION_CHARS = 6;

  /** What keeps the rollout from going on: what was found, else a suspended hub. */
  Optional<Restraint> hindrance() {
    return restraint.or(
        () ->
            Optional.of(link.writes())
                .filter(writes -> writes == HubLink.Writes.FROZEN)
                .map(
                    writes ->
                        new Restraint(
                            Hindrance.FROZEN,
                            "HubSuspended",
                            "the IoTHub is suspended: nothing more is written, and devices are"
                                + " only read")));
  }

  /** The same with something that keeps it from going on, where nothing else does. */
  RolloutRequest hinderedBy(Restraint found) {
    return new RolloutRequest(
        key,
        uid,
        createdAt,
        spec,
        link,
        hindrance().or(() -> Optional.of(found)),
        schema,
        priority);
  }

  /** The hub, for calls on this rollout's behalf. */
  Hub hub() {
    return link.hub(turn());
  }

  /** How the rollout stands among those who want something of the hub. */
  Turn turn() {
    return new Turn(priority, turn(key).caller());
  }

  /** The same for a rollout that has come so far: an undo goes before all other work of the hub. */
  RolloutRequest on(Ledger ledger) {
    Course course = ledger.progress().course();
    boolean undoes =
        course.finish().isEmpty()
            && (course.rollback().isPresent() || spec.control().state() == State.Rollback);
    return undoes
        ? new RolloutRequest(key, uid, createdAt, spec, link, restraint, schema, Priority.UNDO)
        : this;
  }

  /** How a rollout stands among those who want something of the hub: each is one caller. */
  static Turn turn(RolloutKey key) {
    return new Turn(Priority.ROLLOUT, "FleetRollout " + key);
  }

  /** The rollout's mark on devices. */
  OwnMarker marker(RolloutPlan plan) {
    return new OwnMarker(key, plan.revision());
  }

  /**
   * How the ids of a rollout's batches begin. What the plan was made for, and when, is in it, so
   * that one whose ledger was lost does not take the jobs of the one before for its own.
   */
  static String jobPrefix(RolloutKey key, RolloutPlan plan) {
    String whose = key + "/" + plan.rolloutUid() + "/" + plan.computedAt();
    return "fr-"
        + Sha256.hex(whose.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_CHARS)
        + "-"
        + plan.revision().substring(0, REVISION_CHARS);
  }
}
