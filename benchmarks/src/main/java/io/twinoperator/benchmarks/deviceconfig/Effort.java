package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.HubCounts;
import io.twinoperator.benchmarks.kube.ApiServer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What some work took.
 *
 * @param seconds by the clock on the wall; no number if the work was not finished
 * @param apiServerCpu seconds of CPU time of the API server's processes
 * @param emulatorCpu seconds of CPU time of the emulator
 * @param ownCpu seconds of CPU time of whoever did the work
 * @param hub what the hub was asked
 * @param kubernetes what the API server was asked, by verb and kind
 */
record Effort(
    double seconds,
    double apiServerCpu,
    double emulatorCpu,
    double ownCpu,
    HubCounts hub,
    Map<String, Long> kubernetes) {

  /** The same work, which did not come to its end. */
  Effort unfinished() {
    return new Effort(Double.NaN, apiServerCpu, emulatorCpu, ownCpu, hub, kubernetes);
  }

  /** Counts from now on. */
  static final class Meter {
    private static final double NANOS = 1e9;

    private final ApiServer api;
    private final FleetHub emulator;
    private final Supplier<Duration> own;
    private final Supplier<Map<String, Long>> calls;
    private final Map<String, Long> callsBefore;
    private final Duration apiBefore;
    private final Duration emulatorBefore;
    private final Duration ownBefore;
    private final long start;

    /**
     * @param own the CPU time of whoever does the work
     * @param calls its calls to the API server
     */
    Meter(
        ApiServer api,
        FleetHub emulator,
        Supplier<Duration> own,
        Supplier<Map<String, Long>> calls) {
      this.api = api;
      this.emulator = emulator;
      this.own = own;
      this.calls = calls;
      this.callsBefore = calls.get();
      this.apiBefore = api.cpu();
      this.emulatorBefore = emulator.cpu();
      this.ownBefore = own.get();
      this.start = System.nanoTime();
    }

    /** What it took until now. */
    Effort read() {
      double seconds = (System.nanoTime() - start) / NANOS;
      return new Effort(
          seconds,
          between(apiBefore, api.cpu()),
          between(emulatorBefore, emulator.cpu()),
          between(ownBefore, own.get()),
          emulator.counts(),
          callsSince());
    }

    private Map<String, Long> callsSince() {
      Map<String, Long> since = new TreeMap<>();
      calls
          .get()
          .forEach(
              (name, count) -> {
                long more = count - callsBefore.getOrDefault(name, 0L);
                if (more > 0) {
                  since.put(name, more);
                }
              });
      return since;
    }

    private static double between(Duration before, Duration after) {
      return after.minus(before).toNanos() / NANOS;
    }
  }
}
