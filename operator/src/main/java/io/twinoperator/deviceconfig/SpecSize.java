package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Leaves;
import io.twinoperator.twin.Violation;
import java.util.Set;
import java.util.List;

/**
 * How much one object may manage; pure. Status remembers each managed leaf by its path, and an
 * object with its status must fit into one request to etcd (1.5 MiB).
 */
final class SpecSize {

  /** Leaves of tags and desired together. */
  static final int MAX_LEAVES = 2048;

  /** Characters of all their paths together. */
  static final int MAX_PATH_CHARS = 128 * 1024;

  private SpecSize() {}

  /**
   * The rules that a spec breaks; empty if none.
   *
   * @throws IllegalArgumentException if tags or desired break a rule of IoT Hub
   */
  static List<Violation> check(DeviceConfigSpec spec) {
    SpecProblems problems = new SpecProblems();
    Set<LeafPath> leaves = Leaves.of(spec.tags(), spec.desired()).keySet();
    if (leaves.size() > MAX_LEAVES) {
      problems.add(
          "spec",
          "has %d leaves in tags and desired, the limit is %d: spread them over several DeviceConfigs of this device, or put values that belong together into an array"
              .formatted(leaves.size(), MAX_LEAVES));
    }
    long chars = leaves.stream().mapToLong(path -> path.toString().length()).sum();
    if (chars > MAX_PATH_CHARS) {
      problems.add(
          "spec",
          "has paths of %d characters in all, the limit is %d: use shorter keys, or spread them over several DeviceConfigs of this device"
              .formatted(chars, MAX_PATH_CHARS));
    }
    return problems.found();
  }
}
