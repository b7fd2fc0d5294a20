package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Mode;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a twin is read and compared, and not written although it could be: somebody asked for that.
 * What was asked for is no failure, so the object is ready.
 */
enum Standstill {
  /** The spec asks to look only. */
  OBSERVED("Observed", "spec.mode is Observe: the twin is compared and not written");

  private final String reason;
  private final String message;

  Standstill(String reason, String message) {
    this.reason = reason;
    this.message = message;
  }

  /** What stands in the way of writing, if anything does. */
  static Optional<Standstill> of(DeviceConfigSpec spec) {
    return spec.modeOrDefault() == Mode.Observe ? Optional.of(OBSERVED) : Optional.empty();
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
  String message() {
    return message;
  }

  /** Whether the leaves managed so far stay managed meanwhile; else they are let go of. */
  boolean keepsLeaves() {
    return switch (this) {
      case OBSERVED -> false;
    };
  }
}
