package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.Interference.Disturbance;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A device's link as a device far away uses it: what it asks waits for its turn, counts in the
 * daily quota, and may go wrong on demand. A refusal is a {@link HubError} in the stage.
 */
public final class PacedLink {
  private final HubCore core;
  private final ClientId id;
  private final DeviceLink link;

  PacedLink(HubCore core, ClientId id, DeviceLink link) {
    this.core = core;
    this.id = id;
    this.link = link;
  }

  /** As {@link DeviceLink#twin()}. */
  public CompletionStage<ObjectNode> twin() {
    return paced(
        ThrottledOperation.TWIN_READ,
        DeviceOperation.DEVICE_GET_TWIN,
        () -> {
          ObjectNode twin = link.twin();
          core.throttles().meter(() -> JsonSize.bytes(twin));
          return twin;
        });
  }

  /** As {@link DeviceLink#report(ObjectNode)}, conditional where {@code ifVersion} is given. */
  public CompletionStage<Long> report(ObjectNode patch, OptionalLong ifVersion) {
    return paced(
        ThrottledOperation.TWIN_UPDATE,
        DeviceOperation.DEVICE_REPORT,
        () -> {
          long version =
              ifVersion.isPresent()
                  ? link.report(patch, ifVersion.getAsLong())
                  : link.report(patch);
          core.throttles().meter(() -> JsonSize.bytes(patch));
          return version;
        });
  }

  private <T> CompletionStage<T> paced(
      ThrottledOperation throttled, DeviceOperation operation, Supplier<T> work) {
    try {
      core.throttles().checkQuota();
    } catch (HubError refused) {
      return CompletableFuture.failedFuture(refused.toDevice());
    }
    return core.throttles()
        .enterAsDevice(throttled)
        .thenApply(
            turn -> {
              disturb(core.interference().at(operation, id));
              return work.get();
            });
  }

  private void disturb(Disturbance disturbance) {
    if (disturbance.dropsLink()) {
      core.lockedRun(() -> core.registry().find(id).ifPresent(core::drop));
    }
    disturbance.refusal().ifPresent(PacedLink::refuse);
  }

  private static void refuse(HubError error) {
    throw error.toDevice();
  }
}
