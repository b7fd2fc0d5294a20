package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.spec.Amount;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills the waves. Each takes of the devices that no wave before has taken, in order: one with a
 * query only of those that match, the last one all that are left. Where the order is spread, it is
 * spread anew over what each wave may take, so that no wave has more than one device above the
 * share of a value.
 */
final class WaveFill {
  private final RolloutSpec spec;
  private final Map<String, Set<String>> matches;
  private final MemberOrder order;
  private final List<List<FoundDevice>> taken = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Fills the waves of a spec.
   *
   * @param devices that are to be members, in any order
   * @param matches ids that the query of a wave selects, by the wave's name
   */
  WaveFill(RolloutSpec spec, List<FoundDevice> devices, Map<String, Set<String>> matches) {
    this.spec = spec;
    this.matches = matches;
    this.order = new MemberOrder(spec.strategy().order());
    List<FoundDevice> left = order.sorted(devices);
    List<WaveSpec> waves = spec.strategy().waves();
    for (WaveSpec wave : waves) {
      boolean last = taken.size() == waves.size() - 1;
      left = fill(wave, left, last ? new Amount.Percent(100) : wave.size());
    }
  }

  /** The devices of each wave, in the order in which they are taken. */
  List<List<FoundDevice>> waves() {
    return taken;
  }

  /** What people should know of it, in sentences. */
  List<String> notes() {
    return notes;
  }

  /** A bit for each wave that a device may be in. */
  int fits(String deviceId) {
    int bits = 0;
    List<WaveSpec> waves = spec.strategy().waves();
    for (int wave = 0; wave < waves.size(); wave++) {
      bits |= matches(waves.get(wave), deviceId) ? 1 << wave : 0;
    }
    return bits;
  }

  private boolean matches(WaveSpec wave, String deviceId) {
    return wave.query().isEmpty() || matches.getOrDefault(wave.name(), Set.of()).contains(deviceId);
  }

  /** Returns what is left, in order. */
  private List<FoundDevice> fill(WaveSpec wave, List<FoundDevice> left, Amount size) {
    List<FoundDevice> matching =
        wave.query().isEmpty()
            ? left
            : left.stream().filter(device -> matches(wave, device.deviceId())).toList();
    int devices = size.sizeOf(matching.size());
    note(wave, size, devices, left.size());
    List<FoundDevice> some = List.copyOf(order.spread(matching).subList(0, devices));
    taken.add(some);
    Set<String> gone = ids(some);
    return left.stream().filter(device -> !gone.contains(device.deviceId())).toList();
  }

  private static Set<String> ids(List<FoundDevice> devices) {
    return devices.stream().map(FoundDevice::deviceId).collect(Collectors.toSet());
  }

  private void note(WaveSpec wave, Amount size, int devices, int left) {
    if (wave.query().isPresent() && devices == 0) {
      notes.add(
          "wave %s takes no device: none of the %d that are left matches its query '%s'"
              .formatted(wave.name(), left, wave.query().get()));
    } else if (devices == 0 && left == 0 && !wave.name().equals(WaveSpec.REST)) {
      notes.add("wave %s takes no device: none is left".formatted(wave.name()));
    } else if (size instanceof Amount.Count count && devices < count.number()) {
      notes.add(
          "wave %s asks for %s and takes %d, all that %s"
              .formatted(
                  wave.name(),
                  Counted.devices(count.number()),
                  devices,
                  wave.query().isPresent() ? "match its query" : "are left"));
    }
  }
}
