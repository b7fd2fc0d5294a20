package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.configuration.Assignment;
import io.twinoperator.emulator.configuration.ConfigurationRefusedException;
import io.twinoperator.emulator.configuration.ConfigurationRules;
import io.twinoperator.emulator.configuration.ConfigurationStatus;
import io.twinoperator.emulator.configuration.Configurations;
import io.twinoperator.emulator.configuration.SavedConfiguration;
import io.twinoperator.emulator.configuration.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Configurations, and what they are to each twin: without the second, the settings of one that is
 * deleted later would stay in its twins for ever. Restored behind the identities.
 */
final class SavedConfigurations implements StateSection {
  private final HubCore core;
  private final Configurations configurations;

  SavedConfigurations(HubCore core, Configurations configurations) {
    this.core = core;
    this.configurations = configurations;
  }

  @Override
  public String name() {
    return "configurations";
  }

  @Override
  public JsonNode save() {
    ObjectNode json = SavedObject.empty();
    ArrayNode list = json.putArray("list");
    configurations.saved().forEach(one -> list.add(saved(one)));
    ArrayNode assignments = json.putArray("assignments");
    core.registry()
        .all()
        .filter(registration -> !registration.assignment().isEmpty())
        .forEach(registration -> assignments.add(saved(registration)));
    configurations.nextRun().ifPresent(time -> json.put("nextRun", time.toString()));
    return json;
  }

  @Override
  public void restore(JsonNode node) {
    SavedObject saved = SavedObject.of(node, name());
    List<SavedConfiguration> list =
        saved.objects("list").stream().map(SavedConfigurations::configuration).toList();
    Set<String> assigned = assign(saved.objects("assignments"));
    try {
      configurations.restore(list, assigned, saved.optionalTime("nextRun"));
    } catch (ConfigurationRefusedException refused) {
      throw new InvalidStateException(name() + ": " + refused.getMessage());
    }
  }

  private static ObjectNode saved(SavedConfiguration configuration) {
    ObjectNode json = SavedObject.empty();
    json.put("id", configuration.id())
        .put("created", configuration.created().toString())
        .put("updated", configuration.updated().toString())
        .put("version", configuration.version());
    json.set("body", configuration.body());
    configuration.counts().forEach(json.putObject("counts")::put);
    configuration.results().forEach(json.putObject("results")::put);
    return json;
  }

  private static SavedConfiguration configuration(SavedObject saved) {
    return new SavedConfiguration(
        saved.text("id"),
        saved.object("body").node(),
        saved.object("counts").numbers(),
        saved.object("results").numbers(),
        saved.time("created"),
        saved.time("updated"),
        saved.number("version"));
  }

  private static ObjectNode saved(Registration registration) {
    ObjectNode json = SavedObject.empty().put("deviceId", registration.id().deviceId());
    registration.id().moduleId().ifPresent(id -> json.put("moduleId", id));
    ObjectNode statuses = json.putObject("statuses");
    registration
        .assignment()
        .statuses()
        .forEach((id, status) -> statuses.put(id, status.name().toLowerCase(Locale.ROOT)));
    registration.assignment().applied().ifPresent(applied -> save(applied, json));
    return json;
  }

  private static void save(Assignment.Applied applied, ObjectNode json) {
    ObjectNode writes =
        json.putObject("applied")
            .put("id", applied.id())
            .put("digest", applied.digest())
            .putObject("writes");
    new TreeMap<>(applied.writes())
        .forEach((twin, settings) -> writes.set(twin, settings.desired()));
  }

  private Set<String> assign(List<SavedObject> assignments) {
    ConfigurationRules rules = core.settings().switches().serviceRules().configurations();
    Map<Settings, Settings> shared = new HashMap<>();
    Set<String> assigned = new HashSet<>();
    for (SavedObject saved : assignments) {
      ClientId id = new ClientId(saved.text("deviceId"), saved.optionalText("moduleId"));
      Registration registration =
          core.registry()
              .find(id)
              .orElseThrow(
                  () -> new InvalidStateException(saved.where() + " is of no identity: " + id));
      registration.assignment(
          new Assignment(
              statuses(saved.object("statuses")), applied(saved, shared), rules.statusCase()));
      assigned.add(id.toString());
    }
    return assigned;
  }

  private static SortedMap<String, ConfigurationStatus> statuses(SavedObject saved) {
    SortedMap<String, ConfigurationStatus> statuses = new TreeMap<>();
    saved.names().forEach(id -> statuses.put(id, saved.choice(id, ConfigurationStatus.class)));
    return statuses;
  }

  /** Settings that are the same in many twins are in memory once. */
  private static Optional<Assignment.Applied> applied(
      SavedObject assignment, Map<Settings, Settings> shared) {
    return assignment
        .optionalObject("applied")
        .map(
            saved -> {
              SavedObject writes = saved.object("writes");
              Map<String, Settings> settings = new HashMap<>();
              for (String twin : writes.names()) {
                Settings own = new Settings(writes.object(twin).node());
                settings.put(twin, shared.computeIfAbsent(own, first -> first));
              }
              return new Assignment.Applied(saved.text("id"), saved.text("digest"), settings);
            });
  }
}
