package io.twinoperator.fleetrollout.plan;

import java.util.HashMap;
import java.util.Map;

/** What one wave has to do: its devices, and its writes by group. */
final class WaveLoad {
  private final Map<Integer, Integer> byGroup = new HashMap<>();
  private int devices;
  private int writes;

  /** Counts a device, whether it is written or not. */
  void addDevice() {
    devices++;
  }

  /** Counts the write of a device of this group. */
  void addWrite(int group) {
    writes++;
    byGroup.merge(group, 1, Integer::sum);
  }

  int devices() {
    return devices;
  }

  int writes() {
    return writes;
  }

  Map<Integer, Integer> byGroup() {
    return byGroup;
  }
}
