package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.demo.check.OfflineRow;
import io.twinoperator.demo.world.DemoFleet;
import io.twinoperator.demo.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rollout to the whole fleet with a third of it offline: some devices come back while the others
 * are under way, some after the last wave, and some not at all.
 */
final class ThirdOffline {
  private static final String FILE = "third-offline.yaml";

  private final Stage stage;
  private final DemoFleet fleet;
  private final List<String> third;

  ThirdOffline(Stage stage) {
    this.stage = stage;
    this.fleet = stage.world().fleet();
    this.third = fleet.third();
  }

  /** Plays it until all that come back have converged. */
  OfflineRow.Seen play() throws InterruptedException {
    List<String> coming = third.stream().filter(device -> !DemoFleet.OFF.contains(device)).toList();
    coming.forEach(fleet::disconnect);
    stage.tell(
        World.HOST, "%d of %d devices are off".formatted(third.size(), fleet.deviceIds().size()));
    FleetRollout rollout = stage.example(FILE, FleetRollout.class);
    String name = rollout.getMetadata().getName();
    stage.apply(rollout, "examples/" + FILE);
    Optional<Map<String, JsonNode>> away =
        stage
            .patience()
            .await(
                () ->
                    counts(name)
                        .filter(counts -> counts.deferred() == third.size())
                        .map(counts -> stage.twins(third)));
    int half = coming.size() / 2;
    comeBack(coming.subList(half, coming.size()));
    stage.patience().until(() -> phase(name) == Phase.SucceededWithStragglers);
    comeBack(coming.subList(0, half));
    stage
        .patience()
        .until(
            () ->
                counts(name)
                    .filter(counts -> counts.straggler() == DemoFleet.OFF.size())
                    .filter(counts -> counts.written() + counts.applying() == 0)
                    .isPresent());
    return new OfflineRow.Seen(
        stage.statuses().rolloutHistory(name),
        Story.object(rollout.getSpec().patch().desired()).path("loggingLevel").asText(),
        Set.copyOf(third),
        away.orElse(Map.of()),
        DemoFleet.OFF,
        DemoFleet.LANDMARK,
        stage.twins(fleet.deviceIds()));
  }

  private void comeBack(List<String> devices) {
    stage.tell(World.HOST, "%d devices are switched on again".formatted(devices.size()));
    devices.forEach(fleet::connect);
  }

  private Optional<RolloutCounts> counts(String name) {
    return stage.statuses().rollout(name).map(FleetRolloutStatus::counts);
  }

  private Phase phase(String name) {
    return stage.statuses().rollout(name).map(FleetRolloutStatus::phase).orElse(Phase.Pending);
  }
}
