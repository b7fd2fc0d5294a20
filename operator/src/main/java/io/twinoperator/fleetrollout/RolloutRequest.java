package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;

/** What one pass is asked to do: carry on this rollout, on this hub. */
public record RolloutRequest(
    RolloutKey key, long generation, RolloutSpec spec, HubLink.Connected link) {

  /** Whether it runs by its own spec and stands still because its IoTHub is suspended. */
  boolean isFrozen() {
    return link.writes() == HubLink.Writes.FROZEN && spec.state() == State.Run;
  }

  /** The same rollout, paused. */
  RolloutRequest paused() {
    return new RolloutRequest(key, generation, spec.in(State.Pause), link);
  }

  /** The hub, for calls on this rollout's behalf. */
  Hub hub() {
    return link.hub(turn(key));
  }

  /** How a rollout stands among those who want something of the hub: each is one caller. */
  static Turn turn(RolloutKey key) {
    return new Turn(Priority.ROLLOUT, "FleetRollout " + key.namespace() + "/" + key.name());
  }

  /**
   * How the ids of this rollout's jobs begin. The object's uid is in it, so that a rollout created
   * again under the same name does not take the jobs of the one before for its own.
   */
  String jobPrefix(String revision) {
    return "fr-"
        + hash(key.namespace() + "/" + key.name() + "/" + key.uid())
        + "-"
        + revision.substring(0, 6);
  }

  private static String hash(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }
}
