package io.twinoperator.deviceconfig;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;

/** Carries out a plan; the only place that writes to a twin on behalf of a living DeviceConfig. */
final class DeviceExecutor {

  private DeviceExecutor() {}

  /**
   * What became of a plan.
   *
   * @param mustBeginAnew whether the twin was found changed since it was read
   */
  record Attempt(DeviceOutcome outcome, boolean mustBeginAnew) {}

  /** Makes the plan's write, if it asks for one. */
  static Attempt run(DevicePlan plan, String deviceId, HubLink link, Turn turn) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> unwritten(),
            refuse -> unwritten(),
            wait -> unwritten(),
            bear -> unwritten(),
            show -> unwritten(),
            nothing -> unwritten(),
            patch ->
                link.fold(
                    connected -> write(deviceId, patch, connected.hub(turn)),
                    gone -> unwritten())));
  }

  private static Attempt unwritten() {
    return new Attempt(new DeviceOutcome.Unwritten(), false);
  }

  private static Attempt write(String deviceId, DevicePlan.Patch patch, Hub hub) {
    try {
      String etag = patch.evaluation().twin().etag();
      return new Attempt(
          new DeviceOutcome.Patched(hub.patch(deviceId, patch.patch(), etag)), false);
    } catch (HubException.Conflict | HubException.NotFound changed) {
      return new Attempt(new DeviceOutcome.Failed(HubFailure.of(changed)), true);
    } catch (HubException e) {
      return new Attempt(new DeviceOutcome.Failed(HubFailure.of(e)), false);
    }
  }
}
