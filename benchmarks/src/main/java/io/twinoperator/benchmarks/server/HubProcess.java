package io.twinoperator.benchmarks.server;

import io.twinoperator.emulator.HubEmulator;

/** The emulator with a fleet, unthrottled, in a process of its own. */
final class HubProcess {
  private HubProcess() {}

  /** Takes the number of devices. */
  public static void main(String[] args) {
    try (HubEmulator emulator = HubEmulator.builder().start()) {
      BenchmarkFleet.fill(emulator.hub(), Integer.parseInt(args[0]));
      Parent.serve(
          new Announcement(emulator.httpsPort(), emulator.mqttPort(), emulator.caPem()).line());
    }
  }
}
