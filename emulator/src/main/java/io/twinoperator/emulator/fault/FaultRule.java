package io.twinoperator.emulator.fault;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When what goes wrong.
 *
 * @param operations by name; empty for every one in which the kind can be done
 * @param device the devices it is for; empty for all, and for operations on no one device
 * @param hub host name of the one hub it is for; empty for all
 * @param probability of each such operation to fail, above 0 and at most 1
 * @param count how often at most; empty for ever
 * @param kind what goes wrong
 */
public record FaultRule(
    Set<String> operations,
    Optional<DeviceGlob> device,
    Optional<String> hub,
    double probability,
    OptionalLong count,
    FaultKind kind) {

  /** Refuses a probability or a count outside the limits above. */
  public FaultRule {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability is " + probability + ": use a number above 0 and at most 1");
    }
    if (count.isPresent() && count.getAsLong() < 1) {
      throw new IllegalArgumentException("count is " + count.getAsLong() + ": use 1 or more");
    }
    operations = Set.copyOf(operations);
  }

  /** Always, everywhere it can be done. */
  public static FaultRule always(FaultKind kind) {
    return new FaultRule(
        Set.of(), Optional.empty(), Optional.empty(), 1, OptionalLong.empty(), kind);
  }

  /** The same for these operations only. */
  public FaultRule on(String... operationNames) {
    return new FaultRule(Set.of(operationNames), device, hub, probability, count, kind);
  }

  /** The same for these devices only; a star stands for any characters. */
  public FaultRule forDevice(String glob) {
    return new FaultRule(
        operations, Optional.of(new DeviceGlob(glob)), hub, probability, count, kind);
  }

  /** The same for one hub only. */
  public FaultRule forHub(String hostName) {
    return new FaultRule(operations, device, Optional.of(hostName), probability, count, kind);
  }

  /** The same with this probability. */
  public FaultRule withProbability(double chance) {
    return new FaultRule(operations, device, hub, chance, count, kind);
  }

  /** The same, so often at most. */
  public FaultRule times(long most) {
    return new FaultRule(operations, device, hub, probability, OptionalLong.of(most), kind);
  }

  /**
   * Whether it is about this operation. A query is about no device, so a rule for one spares it.
   */
  boolean isAbout(FaultPoint point) {
    boolean namesDevice =
        device.isEmpty()
            || point.device().filter(id -> device.get().matches(id)).isPresent()
            || (point.device().isEmpty() && kind instanceof FaultKind.DropConnection);
    return namesDevice
        && (operations.isEmpty() || operations.contains(point.operation()))
        && (hub.isEmpty() || hub.get().equalsIgnoreCase(point.hub()));
  }
}
