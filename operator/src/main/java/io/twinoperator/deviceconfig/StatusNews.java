package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a status that means something new from one that does not; pure. A device may report every
 * second, and the mirror must not become a stream of writes to the API server.
 */
final class StatusNews {

  private StatusNews() {}

  /**
   * Whether a status is worth a write.
   *
   * @param quiet how long status is left alone while only the mirror and the twin's versions differ
   */
  static boolean isWorthWriting(
      Optional<DeviceConfigStatus> previous, DeviceConfigStatus next, Instant now, Duration quiet) {
    if (previous.isEmpty()) {
      return true;
    }
    DeviceConfigStatus before = previous.get();
    if (!loud(before).equals(loud(next))) {
      return true;
    }
    return !timeless(before).equals(timeless(next)) && !isRecent(before.mirror(), now, quiet);
  }

  private static boolean isRecent(@Nullable ReportedMirror mirror, Instant now, Duration quiet) {
    return mirror != null && now.isBefore(Instant.parse(mirror.observedAt()).plus(quiet));
  }

  /** Without what may change all the time. */
  private static DeviceConfigStatus loud(DeviceConfigStatus status) {
    return new DeviceConfigStatus(
        status.conditions(),
        status.observedGeneration(),
        status.lastHandledReconcileAt(),
        status.deviceId(),
        null,
        null,
        null,
        status.connectionState(),
        status.managed(),
        status.convergence(),
        status.conflicts(),
        null);
  }

  private static DeviceConfigStatus timeless(DeviceConfigStatus status) {
    ReportedMirror mirror = status.mirror();
    return mirror == null
        ? status
        : status.withMirror(new ReportedMirror(mirror.reported(), mirror.omitted(), ""));
  }
}
