package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Phase;
import io.twinoperator.demo.check.RollbackRow;
import io.twinoperator.demo.world.DemoFleet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A rollout that two devices refuse: it stops itself, and each device gets back what it had. */
final class SelfStop {
  private static final String FILE = "rollback-by-itself.yaml";
  private static final int REFUSED = 400;
  private static final String WORDS = "burst needs firmware 2.1.0";

  private final Stage stage;
  private final List<String> floor;
  private final Set<String> written = new HashSet<>();
  private final Set<String> applied = new HashSet<>();
  private final Map<String, String> refusals = new HashMap<>();

  SelfStop(Stage stage) {
    this.stage = stage;
    this.floor = stage.world().fleet().onFloor(DemoFleet.HANDMADE_FLOOR);
  }

  /** Plays it until the rollout is over. */
  RollbackRow.Seen play() throws InterruptedException {
    FleetRollout rollout = stage.example(FILE, FleetRollout.class);
    String name = rollout.getMetadata().getName();
    ObjectNode wanted = Story.object(rollout.getSpec().patch().desired());
    Map<String, JsonNode> before = stage.twins(floor);
    stage.world().fleet().refuse(WORDS);
    stage.apply(rollout, "examples/" + FILE);
    stage
        .patience()
        .until(
            () -> {
              look(wanted);
              return isOver(name);
            });
    RollbackRow.Seen seen =
        new RollbackRow.Seen(
            stage.statuses().rolloutHistory(name),
            wanted,
            before,
            written,
            applied,
            stage.twins(floor),
            refusals,
            Set.copyOf(DemoFleet.OLD_FIRMWARE),
            WORDS);
    stage.world().fleet().comply();
    return seen;
  }

  /** Notes which twins hold what is wanted, which devices have applied it, and which refuse. */
  private void look(ObjectNode wanted) {
    stage
        .twins(floor)
        .forEach(
            (device, twin) -> {
              if (holds(twin.at("/properties/desired"), wanted)) {
                written.add(device);
              }
              if (holds(twin.at("/properties/reported"), wanted)) {
                applied.add(device);
              }
              for (JsonNode answer : twin.at("/properties/reported")) {
                if (answer.path("ac").asInt() == REFUSED) {
                  refusals.put(device, answer.path("ad").asText());
                }
              }
            });
  }

  private static boolean holds(JsonNode section, ObjectNode wanted) {
    return wanted.properties().stream()
        .allMatch(
            leaf -> {
              JsonNode there = section.path(leaf.getKey());
              JsonNode value = there.path("ac").asInt() == 200 ? there.path("value") : there;
              return value.equals(leaf.getValue());
            });
  }

  private boolean isOver(String name) {
    Optional<Phase> phase = stage.statuses().rollout(name).map(FleetRolloutStatus::phase);
    return phase
        .filter(
            now ->
                switch (now) {
                  case Paused, Aborted, RolledBack, RolledBackWithExceptions -> true;
                  case Succeeded, SucceededWithStragglers -> true;
                  case Pending, Planned, Blocked, Queued, Progressing -> false;
                  case Baking, Aborting, RollingBack -> false;
                })
        .isPresent();
  }
}
