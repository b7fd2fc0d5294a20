package io.twinoperator.emulator.mqtt;

import java.util.HashSet;
import java.util.Set;

/** The packet ids of what one connection is sent with QoS 1: 1 to 65,535, then 1 again. */
final class PacketIds {
  private static final int LAST = 0xffff;

  private final Set<Integer> held = new HashSet<>();
  private int latest;

  /** An id that is not held. It may come again while nobody holds it. */
  int next() {
    do {
      latest = latest == LAST ? 1 : latest + 1;
    } while (held.contains(latest));
    return latest;
  }

  /** Keeps an id from coming again; at most a few are held at a time. */
  void hold(int id) {
    held.add(id);
  }

  void release(int id) {
    held.remove(id);
  }
}
