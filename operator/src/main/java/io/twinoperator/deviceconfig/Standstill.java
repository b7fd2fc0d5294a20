package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Mode;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.reconcile.MeaningfulChange;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a twin is read and compared, and not written although it could be: somebody asked for that.
 * What the object itself asks for is no failure, so it is ready; a suspended hub holds up its
 * writes.
 */
enum Standstill {
  /** The spec asks to look only. */
  OBSERVED("Observed", "spec.mode is Observe: the twin is compared and not written"),
  /** An annotation stops what the spec asks. */
  HELD("Held", "the annotation " + Api.HOLD + " stops every write; take it off to go on"),
  /** The IoTHub is suspended. */
  HUB_SUSPENDED(
      "HubSuspended",
      "IoTHub %s is suspended: nothing is written to the hub until its spec.suspend is false");

  private final String reason;
  private final String message;

  Standstill(String reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  /** What stands in the way of writing, if anything does; what the object itself says first. */
  static Optional<Standstill> of(DeviceConfig config, HubLink link) {
    if (config.getSpec().modeOrDefault() == Mode.Observe) {
      return Optional.of(OBSERVED);
    }
    if (MeaningfulChange.isAsked(config, Api.HOLD)) {
      return Optional.of(HELD);
    }
    return link.fold(connected -> connected.writes() == HubLink.Writes.FROZEN, notReady -> false)
        ? Optional.of(HUB_SUSPENDED)
        : Optional.empty();
  }

  /** Whether a condition's reason is that of a standstill. */
  static boolean isReason(String word) {
    return Arrays.stream(values()).anyMatch(why -> why.reason.equals(word));
  }

  /** The reason for conditions. */
  String reason() {
    return reason;
  }

  /** What was asked for, and where. */
  String message(HubKey hub) {
    return message.formatted(hub);
  }

  /** Whether the leaves managed so far stay managed meanwhile; else they are let go of. */
  boolean keepsLeaves() {
    return switch (this) {
      case OBSERVED -> false;
      case HELD, HUB_SUSPENDED -> true;
    };
  }
}
