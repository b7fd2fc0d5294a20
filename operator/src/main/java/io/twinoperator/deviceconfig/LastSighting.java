package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.iothub.Sighting;
import io.twinoperator.status.Conditions;
import io.twinoperator.twin.ConnectionState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The device as the last pass saw it, as far as status tells; pure. */
final class LastSighting {

  private LastSighting() {}

  /** What status tells; empty if no pass has ever seen the device, or found it to be missing. */
  static Optional<Sighting> of(Optional<DeviceConfigStatus> status) {
    return status.flatMap(LastSighting::of);
  }

  private static Optional<Sighting> of(DeviceConfigStatus status) {
    boolean missing =
        status.conditions().stream()
            .anyMatch(
                condition ->
                    Conditions.SYNCED.equals(condition.getType())
                        && DevicePlanner.DEVICE_NOT_FOUND.equals(condition.getReason()));
    if (missing) {
      return Optional.of(new Sighting.Absent());
    }
    return present(status.etag(), status.reportedVersion(), status.connectionState());
  }

  private static Optional<Sighting> present(
      @Nullable String etag, @Nullable Long reportedVersion, @Nullable String connection) {
    if (etag == null || reportedVersion == null || connection == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Sighting.Present(
            etag,
            reportedVersion,
            connection.equals("Connected")
                ? ConnectionState.CONNECTED
                : ConnectionState.DISCONNECTED));
  }
}
