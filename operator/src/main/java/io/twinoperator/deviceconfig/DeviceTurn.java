package io.twinoperator.deviceconfig;

import static io.twinoperator.status.Conditions.SYNCED;

import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The standing of one pass with the hub: how urgent its calls are, and whether it must wait before
 * it reads a twin that it could not write.
 */
final class DeviceTurn {

  private DeviceTurn() {}

  /**
   * A changed spec goes first, then what was never reported, then the rest. Status that speaks of
   * this generation only to say that the hub could take no more does not lower it.
   */
  static Turn of(DeviceConfig config) {
    return new Turn(
        priority(config.getStatus(), config.getMetadata().getGeneration()),
        "DeviceConfig "
            + config.getMetadata().getNamespace()
            + "/"
            + config.getMetadata().getName());
  }

  private static Priority priority(@Nullable DeviceConfigStatus status, long generation) {
    if (status == null || status.observedGeneration() == null || status.observedGeneration() < 1) {
      return Priority.FIRST;
    }
    if (status.observedGeneration() < generation) {
      return Priority.EDIT;
    }
    return wasHeldBack(status) ? notYetWritten(status) : Priority.CHECK;
  }

  private static Priority notYetWritten(DeviceConfigStatus status) {
    return status.etag() == null ? Priority.FIRST : Priority.EDIT;
  }

  private static boolean wasHeldBack(DeviceConfigStatus status) {
    return status.conditions().stream()
        .anyMatch(
            condition ->
                SYNCED.equals(condition.getType())
                    && HubFailure.HELD_BACK.contains(condition.getReason()));
  }

  /**
   * Has a pass that will probably write take its token for that before it reads the twin.
   *
   * @return zero if the pass may begin, otherwise how long to stay away
   */
  static Duration begin(DeviceConfig config, HubLink link, Turn turn) {
    return link.fold(
        connected ->
            willProbablyWrite(config, connected, turn)
                ? connected.reserveWrite(turn)
                : Duration.ZERO,
        gone -> Duration.ZERO);
  }

  private static boolean willProbablyWrite(DeviceConfig config, HubLink.Connected link, Turn turn) {
    return switch (turn.priority()) {
      case EDIT, FIRST ->
          !config.getSpec().suspended() && DeviceIntent.of(config.getSpec()).isValid();
      case UNDO, ROLLOUT, CHECK, SWEEP -> link.awaitsWrite(turn);
    };
  }

  /** Ends a pass: what it did not need is given back. */
  static void end(HubLink link, Turn turn) {
    link.fold(
        connected -> {
          connected.release(turn);
          return turn;
        },
        gone -> turn);
  }
}
