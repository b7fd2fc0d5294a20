package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.spec.Change;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.HubHost;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Hashes of a rollout: what is rolled out, what its plan was made from, and the plan itself. Each
 * is over canonical JSON, so that a number's form and the order of keys do not matter; they are
 * stored and written down by people, so what goes in must not change without reason.
 */
public final class PlanDigest {
  private static final int REVISION_CHARS = 12;
  private static final int BASIS_CHARS = 16;
  private static final String PREFIX = "sha256:";

  private PlanDigest() {}

  /**
   * What is rolled out: 12 hexadecimal characters over hub, patch, selector and convergence rule.
   * It stands in markers and names the tombstone.
   */
  public static String revision(HubHost host, RolloutSpec spec) {
    ObjectNode what = object();
    what.put("hub", host.name());
    what.put("query", spec.selection().query());
    putChange(what, spec.change());
    what.set("convergence", convergence(spec.convergence()));
    return hash(what).substring(0, REVISION_CHARS);
  }

  /**
   * What else a plan is made from, in 16 hexadecimal characters. A plan of which nothing has been
   * written and whose spec has another basis by now is made anew.
   */
  public static String basis(RolloutSpec spec) {
    ObjectNode from = object();
    from.set("waves", waves(spec.strategy().waves()));
    from.set("strategy", strategy(spec.strategy()));
    spec.selection().excluded().forEach(from.withArray("excluded")::add);
    put(from, "min", spec.selection().expected().min());
    put(from, "max", spec.selection().expected().max());
    from.put("mode", spec.writing().mode().name());
    from.put("maxDevicesPerJob", spec.writing().maxDevicesPerJob());
    from.put("bakeTime", spec.rollback().bakeTime().toString());
    return hash(from).substring(0, BASIS_CHARS);
  }

  /**
   * The plan as people approve it: SHA-256 over members in order with their before-images, waves
   * with their sizes, patch and strategy.
   */
  static String digest(
      RolloutSpec spec, List<Member> members, int[] sizes, List<BeforeImage> classes) {
    ObjectNode plan = object();
    ArrayNode listed = plan.putArray("members");
    members.forEach(member -> listed.add(member.deviceId()).add(member.valueClass()));
    ArrayNode counts = plan.putArray("sizes");
    for (int size : sizes) {
      counts.add(size);
    }
    ArrayNode before = plan.putArray("before");
    classes.forEach(image -> before.add(image(image)));
    plan.set("waves", waves(spec.strategy().waves()));
    plan.set("strategy", strategy(spec.strategy()));
    putChange(plan, spec.change());
    return PREFIX + hash(plan);
  }

  private static JsonNode image(BeforeImage image) {
    ObjectNode json = object();
    image.leaves().forEach(leaf -> leaf.value().ifPresent(v -> json.set(leaf.path(), v)));
    return json;
  }

  private static void putChange(ObjectNode target, Change change) {
    ObjectNode set = target.putObject("set");
    change.set().forEach((path, value) -> set.set(path.toString(), value));
    target.set("remove", paths(change.remove()));
  }

  private static JsonNode convergence(ConvergenceTerms terms) {
    ObjectNode json = object();
    terms
        .confirmation()
        .ifPresent(
            confirmation -> {
              json.put("rule", confirmation.rule().name());
              Map<LeafPath, List<String>> sorted = new TreeMap<>(confirmation.reportedAt());
              ObjectNode paths = json.putObject("paths");
              sorted.forEach((path, keys) -> paths.put(path.toString(), String.join(".", keys)));
            });
    return json;
  }

  private static JsonNode waves(List<WaveSpec> waves) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (WaveSpec wave : waves) {
      ObjectNode one = json.addObject();
      one.put("name", wave.name());
      wave.query().ifPresent(query -> one.put("query", query));
      one.put("size", wave.size().toString());
      one.put("soak", wave.soak().toString());
      one.put("successThreshold", wave.successThreshold().toString());
      one.put("minConverged", wave.minConverged());
      one.put("gate", wave.gate().name());
      one.put("tolerance", wave.tolerance().name());
    }
    return json;
  }

  private static JsonNode strategy(Strategy strategy) {
    ObjectNode json = object();
    putOrder(json, strategy.order());
    json.put("maxConcurrency", strategy.maxConcurrency());
    strategy
        .disruptionBudget()
        .ifPresent(
            budget -> {
              json.set("groupBy", paths(budget.groupBy()));
              json.put("maxUnavailable", budget.maxUnavailable().toString());
            });
    strategy
        .rate()
        .ifPresent(
            rate -> {
              json.put("basePerMinute", rate.basePerMinute());
              json.put("incrementFactor", rate.incrementFactor());
              json.put("increaseAfterConverged", rate.increaseAfterConverged());
              put(json, "maxPerMinute", rate.maxPerMinute());
            });
    json.put("progressDeadline", strategy.progressDeadline().toString());
    json.put("retries", strategy.retries());
    return json;
  }

  private static void putOrder(ObjectNode json, Order order) {
    json.put("by", order.by().name());
    json.put("salt", order.salt());
    json.set("spreadBy", paths(order.spreadBy()));
  }

  private static JsonNode paths(Collection<LeafPath> paths) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    paths.forEach(path -> json.add(path.toString()));
    return json;
  }

  private static void put(ObjectNode json, String key, OptionalInt number) {
    number.ifPresent(value -> json.put(key, value));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String hash(JsonNode node) {
    return Sha256.hex(JsonValues.canonical(node).getBytes(StandardCharsets.US_ASCII));
  }
}
