package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;
import io.twinoperator.emulator.twin.Author;
import io.twinoperator.emulator.twin.Etag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One configuration. Immutable.
 *
 * @param id up to 128 lower-case letters, digits and {@code -+%_*!'}
 * @param schemaVersion as given, null included: the hub keeps what it is told
 * @param labels as given
 * @param content what it writes
 * @param targetCondition as given
 * @param target the condition, read
 * @param priority the larger one wins
 * @param metrics the client's own
 * @param counts results of the system's metrics, of the last evaluation
 * @param created when, in the hub's time
 * @param updated when last, in the hub's time
 * @param version behind the etag, from 1
 */
record Configuration(
    String id,
    JsonNode schemaVersion,
    JsonNode labels,
    Content content,
    String targetCondition,
    Target target,
    int priority,
    Metrics metrics,
    SortedMap<String, Long> counts,
    Instant created,
    Instant updated,
    long version) {
  private static final Pattern ID = Pattern.compile("[a-z0-9\\-+%_*!']{1,128}");
  private static final long TICKS_AT_EPOCH = 621_355_968_000_000_000L;
  private static final long TICKS_PER_SECOND = 10_000_000;
  private static final int NANOS_PER_TICK = 100;

  /** Reads the request that creates one; throws {@link ConfigurationRefusedException}. */
  static Configuration created(String id, ObjectNode body, ManagedTwins twins, Instant now) {
    checkId(id, body);
    Content content = Content.of(body.path("content"), twins);
    String condition = body.path("targetCondition").asText("");
    return new Configuration(
        id,
        orNull(body.path("schemaVersion")),
        orNull(body.path("labels")),
        content,
        condition,
        Target.of(condition, content.kind(), twins),
        priority(body),
        Metrics.of(body.path("metrics"), twins),
        new TreeMap<>(),
        now,
        now,
        1);
  }

  /** Reads the request that replaces it; throws {@link ConfigurationRefusedException}. */
  Configuration replaced(ObjectNode body, ManagedTwins twins, Instant now) {
    checkId(id, body);
    if (!content.isLeftBy(body.path("content"))) {
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.CONTENT_IS_IMMUTABLE,
          "The content of configuration '"
              + id
              + "' cannot be changed: create another configuration");
    }
    String condition = body.path("targetCondition").asText("");
    return new Configuration(
        id,
        orNull(body.path("schemaVersion")),
        orNull(body.path("labels")),
        content,
        condition,
        Target.of(condition, content.kind(), twins),
        priority(body),
        Metrics.of(body.path("metrics"), twins),
        new TreeMap<>(),
        created,
        now,
        version + 1);
  }

  /**
   * Takes up what was saved; throws {@link ConfigurationRefusedException} where it is not valid.
   */
  static Configuration restored(SavedConfiguration saved, ManagedTwins twins) {
    Configuration fresh = created(saved.id(), saved.body(), twins, saved.created());
    return new Configuration(
        fresh.id,
        fresh.schemaVersion,
        fresh.labels,
        fresh.content,
        fresh.targetCondition,
        fresh.target,
        fresh.priority,
        new Metrics(fresh.metrics.queries(), new TreeMap<>(saved.results())),
        new TreeMap<>(saved.counts()),
        fresh.created,
        saved.updated(),
        saved.version());
  }

  SavedConfiguration saved() {
    return new SavedConfiguration(id, json(), counts, metrics.results(), created, updated, version);
  }

  /** The same with the numbers after an evaluation, which move no version. */
  Configuration counted(Evaluation evaluation, ManagedTwins twins) {
    SortedMap<String, Long> system = new TreeMap<>();
    system.putAll(evaluation.countsOf(this));
    Map<String, String> others = new LinkedHashMap<>(systemQueries());
    others.keySet().removeAll(system.keySet());
    system.putAll(new Metrics(others, new TreeMap<>()).counted(twins).results());
    Metrics own = metrics.counted(twins);
    return new Configuration(
        id,
        schemaVersion,
        labels,
        content,
        targetCondition,
        target,
        priority,
        own,
        system,
        created,
        updated,
        version);
  }

  String etag() {
    return Etag.ofIdentity(version);
  }

  /**
   * Who writes, as the metadata of a twin names it. In two published twins of live hubs the digest
   * reads as an instant in .NET's ticks, in one of them 3.7 s before the write; it is taken to be
   * the configuration's creation.
   */
  Author author() {
    long ticks =
        TICKS_AT_EPOCH
            + created.getEpochSecond() * TICKS_PER_SECOND
            + created.getNano() / NANOS_PER_TICK;
    return new Author(id, Long.toString(ticks));
  }

  Map<String, String> systemQueries() {
    return SystemMetrics.queries(id, content.kind(), targetCondition);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id);
    json.set("schemaVersion", schemaVersion);
    json.set("labels", labels);
    json.set("content", content.json().deepCopy());
    json.put("targetCondition", targetCondition)
        .put("createdTimeUtc", HubTime.format(created))
        .put("lastUpdatedTimeUtc", HubTime.format(updated))
        .put("priority", priority);
    json.set("systemMetrics", Metrics.json(systemQueries(), counts));
    json.set("metrics", metrics.json());
    return json.put("etag", etag());
  }

  private static void checkId(String id, ObjectNode body) {
    if (!ID.matcher(id).matches()) {
      throw invalid(
          "Configuration id '" + id + "' is not valid: 1 to 128 of a-z 0-9 - + % _ * ! '");
    }
    JsonNode inBody = body.path("id");
    if (inBody.isTextual() && !inBody.textValue().equals(id)) {
      throw invalid("The body's id '" + inBody.textValue() + "' is not the path's '" + id + "'");
    }
  }

  private static int priority(ObjectNode body) {
    JsonNode priority = body.path("priority");
    if (priority.isMissingNode() || priority.isNull()) {
      return 0;
    }
    if (!priority.isIntegralNumber() || !priority.canConvertToInt() || priority.intValue() < 0) {
      throw invalid("priority is " + priority + ": use a whole number from 0");
    }
    return priority.intValue();
  }

  private static JsonNode orNull(JsonNode node) {
    return node.isMissingNode() ? JsonNodeFactory.instance.nullNode() : node.deepCopy();
  }

  private static ConfigurationRefusedException invalid(String message) {
    return new ConfigurationRefusedException(ConfigurationRefusal.INVALID, message);
  }
}
