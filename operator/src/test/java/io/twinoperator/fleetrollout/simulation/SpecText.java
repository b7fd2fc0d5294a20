package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Writes wishes down as the object that a person would apply. */
final class SpecText {
  /** The condition that selects the devices of the fleet that are meant. */
  static final String SELECTOR = "tags.env = 'prod'";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private SpecText() {}

  /** The object, without status. */
  static FleetRollout object(RolloutKey key, Change change, Wishes wishes) {
    FleetRollout rollout = new FleetRollout();
    rollout.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(key.namespace())
            .withName(key.name())
            .withUid("uid-1")
            .withCreationTimestamp(VirtualTime.START.toString())
            .withGeneration(wishes.generation())
            .withAnnotations(
                wishes.hold() ? Map.of("twin-operator.io/hold", "true") : Map.<String, String>of())
            .build());
    try {
      rollout.setSpec(JSON.treeToValue(spec(change, wishes), FleetRolloutSpec.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec was drawn that is none", e);
    }
    return rollout;
  }

  /** The spec. */
  static ObjectNode spec(Change change, Wishes wishes) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject("hubRef").put("name", "plant");
    spec.putObject("selector").put("query", SELECTOR);
    spec.putObject("expectedDevices").put("max", 100_000);
    spec.set("patch", change.toSpec());
    spec.put("state", wishes.state());
    wishes.promoteTo().ifPresent(wave -> spec.put("promoteTo", wave));
    if (!wishes.excluded().isEmpty()) {
      wishes.excluded().forEach(spec.putArray("excludeDevices")::add);
    }
    strategy(spec.putObject("strategy"), wishes.strategy());
    ObjectNode failures = spec.putObject("failurePolicy");
    amount(failures, "maxFailures", wishes.failures().most());
    failures.put("minDevices", wishes.failures().minDevices());
    if (Feature.ACTIONS.isKnown()) {
      failures.put("action", wishes.failures().action());
    }
    undoing(spec, wishes.undoing());
    ObjectNode writer = spec.putObject("writer");
    writer.put("mode", wishes.writing().mode());
    writer.put("maxDevicesPerJob", wishes.writing().maxDevicesPerJob());
    if (Feature.MARKER.isKnown()) {
      spec.put("marker", wishes.writing().marker());
    }
    return spec;
  }

  private static void strategy(ObjectNode spec, Wishes.Strategy strategy) {
    spec.put("progressDeadline", text(strategy.progressDeadline()));
    ArrayNode waves = spec.putArray("waves");
    strategy.waves().forEach(wave -> wave(waves.addObject(), wave));
    strategy.maxConcurrency().ifPresent(most -> spec.put("maxConcurrency", most));
    strategy
        .budget()
        .ifPresent(
            budget -> {
              ObjectNode json = spec.putObject("disruptionBudget");
              json.putArray("groupBy").add(budget.groupBy());
              json.put("maxUnavailable", budget.maxUnavailable());
            });
    strategy
        .rate()
        .ifPresent(
            rate ->
                spec.putObject("rate")
                    .put("basePerMinute", rate.perMinute())
                    .put("incrementFactor", text(rate.factor()))
                    .put("increaseAfterConverged", rate.increaseAfter())
                    .put("maxPerMinute", rate.mostPerMinute()));
  }

  private static void wave(ObjectNode spec, Wishes.Wave wave) {
    spec.put("name", wave.name());
    amount(spec, "size", wave.size());
    wave.query().ifPresent(query -> spec.put("query", query));
    spec.put("minSuccessTime", text(wave.soak()));
    if (Feature.THRESHOLD_IN_WORDS.isKnown()) {
      spec.put("successThreshold", wave.successPercent() + "%");
    } else {
      spec.put("successThresholdPercent", wave.successPercent());
    }
    spec.put("minConverged", wave.minConverged());
    if (wave.manualGate()) {
      spec.put("gate", "Manual");
    }
    if (wave.mandatory()) {
      spec.put("mandatory", true);
    }
  }

  private static void undoing(ObjectNode spec, Wishes.Undoing undoing) {
    if (Feature.ROLLBACK.isKnown()) {
      ObjectNode rollback = spec.putObject("rollback");
      rollback.put("scope", undoing.scope()).put("bakeTime", text(undoing.bakeTime()));
      undoing.perMinute().ifPresent(most -> rollback.put("maxPerMinute", most));
    }
    if (Feature.OFFLINE_POLICY.isKnown()) {
      spec.putObject("offline")
          .put("policy", undoing.offlinePolicy())
          .put("offlineAfter", text(undoing.offlineAfter()))
          .put("stragglerDeadline", text(undoing.stragglerDeadline()));
    }
  }

  private static void amount(ObjectNode spec, String field, String amount) {
    if (amount.endsWith("%")) {
      spec.put(field, amount);
    } else {
      spec.put(field, Integer.parseInt(amount));
    }
  }

  private static String text(double factor) {
    return factor == 1 ? "1" : factor == 2 ? "2" : "1.5";
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + "s";
  }

  /** A copy of the object with its spec edited, as somebody sees it who reads it wrongly. */
  static FleetRollout edited(FleetRollout object, Consumer<ObjectNode> edit) {
    FleetRollout other = new FleetRollout();
    other.setMetadata(object.getMetadata());
    other.setStatus(object.getStatus());
    ObjectNode spec = JSON.valueToTree(object.getSpec());
    edit.accept(spec);
    try {
      other.setSpec(JSON.treeToValue(spec, FleetRolloutSpec.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return other;
  }

  /** The same status with one pending device less. */
  static FleetRolloutStatus withOneLess(FleetRolloutStatus status) {
    ObjectNode json = JSON.valueToTree(status);
    ObjectNode counts = (ObjectNode) json.path("counts");
    counts.put("pending", counts.path("pending").asInt() - 1);
    try {
      return JSON.treeToValue(json, FleetRolloutStatus.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
