package io.twinoperator.deviceconfig;

import io.twinoperator.spec.SpecProblems;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Violation;
import java.util.List;
import java.util.Set;

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

  /** The rules that these leaves break together; empty if none. */
  static List<Violation> check(Set<LeafPath> leaves) {
    SpecProblems problems = new SpecProblems();
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
