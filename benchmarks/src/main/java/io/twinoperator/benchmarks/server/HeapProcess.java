package io.twinoperator.benchmarks.server;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Loads a fleet and measures the heap after full collections: first with the twins' JSON texts
 * alone, as a client gets them, then with an emulator that holds the same twins.
 */
final class HeapProcess {
  private static final int COLLECTIONS = 3;

  private HeapProcess() {}

  /** Takes the number of devices. */
  public static void main(String[] args) {
    int devices = Integer.parseInt(args[0]);
    // Classes, the TLS engine and the caches of one emulator are there before the first figure.
    textsOf(1);
    double texts = ofTexts(devices) / devices;
    double emulator = ofEmulator(devices) / devices;
    Parent.serve(new HeapFigures(texts, emulator).line());
  }

  private static double ofTexts(int devices) {
    long before = usedHeap();
    List<String> texts = textsOf(devices);
    try {
      return usedHeap() - before;
    } finally {
      Reference.reachabilityFence(texts);
    }
  }

  private static double ofEmulator(int devices) {
    long before = usedHeap();
    try (HubEmulator emulator = HubEmulator.builder().start()) {
      BenchmarkFleet.fill(emulator.hub(), devices);
      return usedHeap() - before;
    }
  }

  private static List<String> textsOf(int devices) {
    try (HubEmulator emulator = HubEmulator.builder().start()) {
      EmulatedHub hub = emulator.hub();
      BenchmarkFleet.fill(hub, devices);
      return IntStream.range(0, devices)
          .mapToObj(n -> hub.twins().get(ClientId.device(BenchmarkFleet.deviceId(n))).toString())
          .toList();
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < COLLECTIONS; i++) { // a finalizer or a cleaner may need a second one
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
