package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.load.MqttFleet;
import io.twinoperator.benchmarks.load.PatchText;
import io.twinoperator.benchmarks.load.Samples;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Interleaved;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Statistics;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.server.BenchmarkFleet;

/** How long a change is on its way from the service API to a connected device. */
final class MqttFigures {
  /** Devices connected over MQTT, and connections to the echo. */
  static final int DEVICES = 2000;

  private static final int WARM_UPS = 10;
  private static final double P99 = 0.99;
  private static final double PATCH_BY_ECHO = 5;

  private final HttpPair pair;
  private final int rounds;

  /**
   * @param pair with as many connections to the echo as there are devices
   */
  MqttFigures(HttpPair pair, int rounds) {
    this.pair = pair;
    this.rounds = rounds;
  }

  /**
   * Each device's twin is patched once a round, as fast as the service API takes it over all its
   * connections; beside it, as many such requests are answered by the echo over as many connections
   * as there are devices, as many under way at a time.
   */
  Line patchToDevice() {
    MqttFleet fleet = pair.connect(DEVICES);
    PatchText patch = new PatchText(BenchmarkFleet::deviceId);
    return new Line(
        "p99 of patch to device, of echoes",
        Unit.MICROSECONDS,
        new Interleaved(WARM_UPS, rounds)
            .measure(
                () -> p99(pair.hub().patchEach(fleet, pair.toHub(), patch, HttpPair.CONNECTIONS)),
                () -> p99(pair.echo().patchOverEach(pair.toEcho(), patch, HttpPair.CONNECTIONS))),
        Goal.times(PATCH_BY_ECHO));
  }

  private static double p99(Samples samples) {
    return Statistics.percentile(P99, samples.micros());
  }
}
