package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.query.QuerySyntaxException;
import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The configurations of one hub. They run shortly after each change and then at a fixed beat; in
 * between, twins that begin or cease to meet a condition stay as they are (Azure documents,
 * automatic device management). Callers hold the hub's lock.
 */
public final class Configurations {
  /** How often they run. */
  public static final Duration INTERVAL = Duration.ofMinutes(5);

  /** How long after a change; a published twin was written 3.7 s after its digest. */
  public static final Duration SOON = Duration.ofSeconds(4);

  private static final int MOST_LISTED = 100;

  private final ConfigurationSettings settings;
  private final InstantSource clock;
  private final Agenda agenda;
  private final ManagedTwins twins;
  private final Executor locked;
  private final Map<String, Configuration> configurations = new TreeMap<>();
  private Set<String> assigned = Set.of();
  private Instant nextRun = Instant.MAX;

  /** None yet; work of the agenda goes through {@code locked}, which takes the hub's lock. */
  public Configurations(
      ConfigurationSettings settings,
      InstantSource clock,
      Agenda agenda,
      ManagedTwins twins,
      Executor locked) {
    this.settings = settings;
    this.clock = clock;
    this.agenda = agenda;
    this.twins = twins;
    this.locked = locked;
  }

  /** Creates one; throws {@link ConfigurationRefusedException}. */
  public ObjectNode create(String id, ObjectNode body) {
    Configuration created = Configuration.created(id, body, twins, clock.instant());
    if (configurations.containsKey(id)) {
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.ALREADY_EXISTS, "Configuration '" + id + "' already exists");
    }
    if (configurations.size() >= settings.maximum()) {
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.TOO_MANY,
          "The hub allows " + settings.maximum() + " configurations; delete one first");
    }
    return keep(created).json();
  }

  /** Replaces what can be changed of one; {@code etagCheck} may throw. */
  public ObjectNode replace(String id, ObjectNode body, Consumer<String> etagCheck) {
    Configuration present = existing(id);
    etagCheck.accept(present.etag());
    return keep(present.replaced(body, twins, clock.instant())).json();
  }

  /** One configuration; throws {@link ConfigurationRefusedException}. */
  public ObjectNode get(String id) {
    return existing(id).json();
  }

  /** The first {@code top} in the order of their ids; at most 100, which is all there can be. */
  public List<ObjectNode> list(int top) {
    if (top < 1 || top > MOST_LISTED) {
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.INVALID, "top is " + top + ": use 1 to " + MOST_LISTED);
    }
    return configurations.values().stream().limit(top).map(Configuration::json).toList();
  }

  /** Deletes one; its settings leave the twins at the next run. {@code etagCheck} may throw. */
  public void delete(String id, Consumer<String> etagCheck) {
    etagCheck.accept(existing(id).etag());
    configurations.remove(id);
    runSoon();
  }

  /** Whether there is one with this id. */
  public boolean has(String id) {
    return configurations.containsKey(id);
  }

  /**
   * Says what is wrong with the queries of {@code {"targetCondition", "customMetricQueries"}}: an
   * error's text where there is one, null for a condition without fault.
   */
  public ObjectNode testQueries(ObjectNode body) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putNull("targetConditionError");
    JsonNode condition = body.path("targetCondition");
    if (condition.isTextual() && !condition.textValue().isBlank()) {
      try {
        Target.check(condition.textValue(), twins);
      } catch (ConfigurationRefusedException invalid) {
        json.put("targetConditionError", String.valueOf(invalid.getMessage()));
      }
    }
    ObjectNode errors = json.putObject("customMetricQueryErrors");
    Metrics.texts(body.path("customMetricQueries"))
        .forEach(
            (name, query) -> {
              try {
                twins.checkQuery(query);
              } catch (QuerySyntaxException malformed) {
                errors.put(name, String.valueOf(malformed.getMessage()));
              }
            });
    return json;
  }

  /**
   * Writes the content for the modules of one IoT Edge device at once, outside of any
   * configuration. Throws {@link ConfigurationRefusedException} for any other content.
   */
  public void apply(String deviceId, ObjectNode body) {
    Content content = Content.of(body, twins);
    if (content.kind() != Target.Kind.EDGE_DEVICES) {
      // Seen on a live hub: azure-iot-sdk-csharp issue 2419.
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.CONTENT,
          "The content provided for configuration is invalid. Please check and try again");
    }
    content
        .settings()
        .forEach(
            (moduleId, wanted) ->
                twins
                    .edgeModule(deviceId, moduleId)
                    .flatMap(twin -> patch(twin, wanted).map(change -> Map.entry(twin, change)))
                    .ifPresent(write -> write.getKey().deploy(write.getValue())));
  }

  /** Each configuration in the order of their ids, for {@link #restore}. */
  public List<SavedConfiguration> saved() {
    return configurations.values().stream().map(Configuration::saved).toList();
  }

  /** When they run next; empty where there is nothing to do. */
  public Optional<Instant> nextRun() {
    return Optional.of(nextRun).filter(due -> due.isBefore(Instant.MAX));
  }

  /**
   * Takes up what was saved, where there are none yet; throws {@link
   * ConfigurationRefusedException}.
   *
   * @param assignedBefore the client ids of the twins that configurations were something to
   * @param due when they run next; a time that has passed is now
   */
  public void restore(
      List<SavedConfiguration> saved, Set<String> assignedBefore, Optional<Instant> due) {
    for (SavedConfiguration one : saved) {
      configurations.put(one.id(), Configuration.restored(one, twins));
    }
    assigned = Set.copyOf(assignedBefore);
    // The clock of the process that saved may have been ahead of this one's.
    Instant latest = clock.instant().plus(INTERVAL);
    due.map(time -> time.isAfter(latest) ? latest : time).ifPresent(this::runAt);
  }

  private static Optional<ObjectNode> patch(ManagedTwin twin, Settings wanted) {
    return wanted.instead(new Settings(twin.desired().values()), twin.desired(), Optional.empty());
  }

  private Configuration keep(Configuration configuration) {
    configurations.put(configuration.id(), configuration);
    runSoon();
    return configuration;
  }

  private Configuration existing(String id) {
    return Optional.ofNullable(configurations.get(id))
        .orElseThrow(
            () ->
                new ConfigurationRefusedException(
                    ConfigurationRefusal.NOT_FOUND, "Configuration '" + id + "' does not exist"));
  }

  private void runSoon() {
    runAt(clock.instant().plus(SOON));
  }

  /** Schedules a run unless one is due earlier, and lets one that is due later lapse. */
  private void runAt(Instant due) {
    if (!due.isBefore(nextRun)) {
      return;
    }
    nextRun = due;
    agenda.schedule(
        due,
        () ->
            locked.execute(
                () -> {
                  if (nextRun.equals(due)) {
                    run();
                  }
                }));
  }

  private void run() {
    Evaluation evaluation = new Evaluation(ranked(), twins, settings.rules());
    assigned = evaluation.run(assigned);
    configurations.replaceAll((id, configuration) -> configuration.counted(evaluation, twins));
    nextRun = Instant.MAX;
    if (!configurations.isEmpty()) {
      runAt(clock.instant().plus(INTERVAL));
    }
  }

  private List<Configuration> ranked() {
    Comparator<Configuration> byAge = Comparator.comparing(Configuration::created);
    Comparator<Configuration> amongEquals =
        switch (settings.rules().equalPriority()) {
          case NEWEST -> byAge.reversed();
          case OLDEST -> byAge;
        };
    return configurations.values().stream()
        .sorted(
            Comparator.comparingInt(Configuration::priority)
                .reversed()
                .thenComparing(amongEquals)
                .thenComparing(Configuration::id))
        .toList();
  }
}
