package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import io.twinoperator.twin.JsonValues;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a status that means something new from one that does not; pure. A device may report every
 * second, and the mirror must not become a stream of writes to the API server.
 */
final class StatusNews {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StatusNews() {}

  /**
   * When a status is to be written.
   *
   * @param quiet how long status is left alone while only the mirror and the twin's versions differ
   * @return zero for now, longer for what must wait until the quiet is over, empty for what says
   *     nothing new
   */
  static Optional<Duration> delay(
      Optional<DeviceConfigStatus> previous, DeviceConfigStatus next, Instant now, Duration quiet) {
    if (previous.isEmpty() || !isEqual(loud(previous.get()), loud(next))) {
      return Optional.of(Duration.ZERO);
    }
    return isEqual(timeless(previous.get()), timeless(next))
        ? Optional.empty()
        : Optional.of(quietLeft(previous.get().mirror(), now, quiet));
  }

  /** By content: an API server stores 20.0 as 20, and that must not look like news. */
  private static boolean isEqual(DeviceConfigStatus a, DeviceConfigStatus b) {
    return JsonValues.equal(MAPPER.valueToTree(a), MAPPER.valueToTree(b));
  }

  private static Duration quietLeft(@Nullable ReportedMirror mirror, Instant now, Duration quiet) {
    if (mirror == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, Instant.parse(mirror.observedAt()).plus(quiet));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Without what may change all the time. */
  private static DeviceConfigStatus loud(DeviceConfigStatus status) {
    return status.toBuilder()
        .desiredVersion(null)
        .reportedVersion(null)
        .etag(null)
        .mirror(null)
        .build();
  }

  private static DeviceConfigStatus timeless(DeviceConfigStatus status) {
    ReportedMirror mirror = status.mirror();
    return mirror == null
        ? status
        : status.toBuilder()
            .mirror(new ReportedMirror(mirror.reported(), mirror.omitted(), ""))
            .build();
  }
}
