package io.twinoperator.benchmarks.deviceconfig;

import io.twinoperator.benchmarks.fleet.FleetHub.Sighting;
import io.twinoperator.benchmarks.fleet.HubCounts;
import io.twinoperator.benchmarks.fleet.Sample;
import io.twinoperator.benchmarks.stage.Await;
import io.twinoperator.benchmarks.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes of specs one after the other, ten a second, all over a fleet; and for each of them when
 * the device heard of it, when it confirmed it, and when the status said so.
 */
final class Edits {
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final int VALUE = 1000;

  private final Stage stage;
  private final Fleet fleet;
  private int round;

  Edits(Stage stage, Fleet fleet) {
    this.stage = stage;
    this.fleet = fleet;
  }

  /**
   * What came of one window of edits.
   *
   * @param toDevice microseconds from the edit to the device's hearing of it
   * @param toReady microseconds from the device's confirmation to the status that says Ready
   * @param missing edits whose end was not seen; no time of a window with such counts
   * @param hub what the hub answered meanwhile
   */
  record Window(List<Double> toDevice, List<Double> toReady, int missing, HubCounts hub) {}

  /** Makes some edits and waits for what comes of them. */
  Window make(int count) {
    round++;
    int value = VALUE + round;
    fleet.hub().reset();
    FleetView.Sightings ready =
        fleet
            .view()
            .firstSeen(c -> Sample.asks(c.getSpec().desired(), value) && FleetView.isConverged(c));
    Map<String, Instant> edited = new HashMap<>();
    for (int i = 0; i < count; i++) {
      // Neighbours far apart, and other devices each round.
      String name =
          Sample.name(Fleet.PREFIX, (int) ((i + (long) round * count) * 7919L % fleet.size()));
      long next = System.nanoTime() + BETWEEN.toNanos();
      edited.put(name, Instant.now());
      new Configs(fleet.namespace()).edit(name, value);
      Await.until(() -> System.nanoTime() >= next, BETWEEN);
    }
    Await.until(() -> ready.count() >= edited.size(), PATIENCE);
    return window(edited, ready.byName());
  }

  private Window window(Map<String, Instant> edited, Map<String, Instant> ready) {
    Map<String, Sighting> seen = fleet.hub().seen();
    List<Double> toDevice = new ArrayList<>();
    List<Double> toReady = new ArrayList<>();
    seen.forEach(
        (name, sighting) -> {
          Instant edit = edited.get(name);
          Instant end = ready.get(name);
          if (edit != null) {
            toDevice.add((double) (sighting.heard() - micros(edit)));
          }
          if (edit != null && end != null) {
            toReady.add((double) (micros(end) - sighting.reported()));
          }
        });
    int missing = edited.size() - Math.min(toDevice.size(), toReady.size());
    if (missing > 0) {
      stage.miss(
          "of %d edits %d reached their devices and %d became Ready in time"
              .formatted(edited.size(), toDevice.size(), toReady.size()));
    }
    return new Window(toDevice, toReady, missing, fleet.hub().counts());
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
