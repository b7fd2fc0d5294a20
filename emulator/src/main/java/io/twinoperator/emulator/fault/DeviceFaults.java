package io.twinoperator.emulator.fault;

import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceOperation;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.Interference;
import java.util.List;
import java.util.Optional;

/**
 * The rules as one hub's devices meet them.
 *
 * @param faults the rules of all hubs
 * @param hub this hub's host name
 */
public record DeviceFaults(Faults faults, String hub) implements Interference {

  @Override
  public Disturbance at(DeviceOperation operation, ClientId id) {
    List<FaultRule> fired =
        faults.at(new FaultPoint(hub, operation.name(), Optional.of(id.deviceId())));
    Disturbance disturbance = Disturbance.NONE;
    for (FaultRule rule : fired) {
      disturbance = with(disturbance, rule.kind());
    }
    return disturbance;
  }

  private static Disturbance with(Disturbance so, FaultKind kind) {
    return kind.fold(
        new FaultKind.Cases<>(
            answer ->
                new Disturbance(
                    so.dropsLink(),
                    Optional.of(new HubError(answer.error(), InjectedFault.TEXT)),
                    so.repeats()),
            reset -> so,
            garble -> so,
            delay -> so,
            stale -> so,
            drop -> new Disturbance(true, so.refusal(), so.repeats()),
            duplicate -> new Disturbance(so.dropsLink(), so.refusal(), true)));
  }
}
