package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.ObjectState;
import io.twinoperator.demo.event.ObjectState.ConfigState;
import io.twinoperator.demo.event.ObjectState.HubState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is shown, as the events so far make it.
 *
 * @param headline what runs and where; empty before it does
 * @param words what devices said, the last at the end
 * @param events what else happened, the last at the end
 */
record Dashboard(
    Optional<Event> headline,
    Optional<HubState> hub,
    Map<String, ConfigState> configs,
    Map<String, RolloutState> rollouts,
    List<Event> words,
    List<Event> events) {

  private static final int REMEMBERED = 30;

  /** Keeps the order of the maps. */
  Dashboard {
    configs = new LinkedHashMap<>(configs);
    rollouts = new LinkedHashMap<>(rollouts);
    words = List.copyOf(words);
    events = List.copyOf(events);
  }

  static Dashboard empty() {
    return new Dashboard(
        Optional.empty(), Optional.empty(), Map.of(), Map.of(), List.of(), List.of());
  }

  /** What these events make. */
  static Dashboard of(List<Event> events) {
    Dashboard dashboard = empty();
    for (Event event : events) {
      dashboard = dashboard.with(event);
    }
    return dashboard;
  }

  /** What one more event makes of it. */
  Dashboard with(Event event) {
    Dashboard told =
        switch (event.kind()) {
          case DEVICE ->
              new Dashboard(headline, hub, configs, rollouts, added(words, event), events);
          case CHECK -> this;
          case STORY, APPLIED, HUB, CONFIG, ROLLOUT, WAVE, PATCH, JOB ->
              new Dashboard(
                  headline.or(
                      () ->
                          event.kind() == EventKind.STORY ? Optional.of(event) : Optional.empty()),
                  hub,
                  configs,
                  rollouts,
                  words,
                  added(events, event));
        };
    return event.newState().map(told::with).orElse(told);
  }

  private Dashboard with(ObjectState state) {
    if (state instanceof HubState newHub) {
      return new Dashboard(headline, Optional.of(newHub), configs, rollouts, words, events);
    }
    Map<String, ConfigState> newConfigs = new LinkedHashMap<>(configs);
    Map<String, RolloutState> newRollouts = new LinkedHashMap<>(rollouts);
    if (state instanceof ConfigState config) {
      newConfigs.put(config.name(), config);
    } else if (state instanceof RolloutState rollout) {
      newRollouts.put(rollout.name(), rollout);
    }
    return new Dashboard(headline, hub, newConfigs, newRollouts, words, events);
  }

  private static List<Event> added(List<Event> list, Event event) {
    List<Event> more =
        new ArrayList<>(list.subList(Math.max(0, list.size() - REMEMBERED), list.size()));
    more.add(event);
    return more;
  }
}
