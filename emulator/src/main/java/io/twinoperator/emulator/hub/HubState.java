package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of a hub outlives the process: identities with their keys, twins, configurations, and jobs
 * that have ended. Connections, subscriptions, telemetry, cloud-to-device messages and unfinished
 * jobs are not kept.
 */
public final class HubState {
  private final HubCore core;
  private final List<StateSection> sections;

  HubState(HubCore core, List<StateSection> sections) {
    this.core = core;
    this.sections = sections;
  }

  /** Everything of one instant. It holds keys. Read it, never change it. */
  public ObjectNode save() {
    return core.locked(
        () -> {
          ObjectNode saved = JsonNodeFactory.instance.objectNode();
          sections.forEach(section -> saved.set(section.name(), section.save()));
          return saved;
        });
  }

  /**
   * Takes up what {@link #save()} answered; for a hub that nobody has used yet.
   *
   * @throws InvalidStateException if it is broken or holds what this hub does not know; the hub may
   *     then hold a part of it and has to be thrown away
   */
  public void restore(ObjectNode saved) {
    Map<String, StateSection> known =
        sections.stream().collect(Collectors.toMap(StateSection::name, section -> section));
    for (Map.Entry<String, JsonNode> entry : saved.properties()) {
      if (!known.containsKey(entry.getKey())) {
        throw new InvalidStateException("'" + entry.getKey() + "' is not known to this emulator");
      }
    }
    core.lockedRun(
        () ->
            sections.forEach(
                section -> {
                  if (saved.has(section.name())) {
                    section.restore(saved.path(section.name()));
                  }
                }));
  }
}
