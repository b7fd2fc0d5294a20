package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.status.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that the hub is asked before a plan is made: the selected devices, which of them the queries
 * of waves select, how many devices there are at all where the selector may select every one, and
 * which configurations of automatic device management share leaves and devices with the rollout.
 * However large the fleet, a step reads a bounded number of pages; a step that was throttled is
 * taken again.
 */
public final class PlanningScan {

  /** Pages of queries that one step reads at most. */
  public static final int PAGES_PER_STEP = 50;

  /** Characters of a query that a sentence shows, so that the hub's words are not cut away. */
  private static final int LONGEST_SHOWN = 160;

  private static final String TOTAL = "total";

  private final PagedQuery<FoundDevice> selected;
  private final String selector;
  private final Map<WaveSpec, PagedQuery<String>> waves = new LinkedHashMap<>();
  private final Optional<PagedQuery<JsonNode>> total;
  private final ConfigurationScan configurations;

  /**
   * A scan of which nothing has been asked.
   *
   * @param configurations of the hub, as last read
   */
  public PlanningScan(RolloutSpec spec, List<HubConfiguration> configurations) {
    this.selector = spec.selection().query();
    this.selected = new SelectorScan(spec).query();
    this.configurations = new ConfigurationScan(spec, configurations);
    for (WaveSpec wave : spec.strategy().waves()) {
      wave.query()
          .ifPresent(
              query ->
                  waves.put(
                      wave,
                      new PagedQuery<>(
                          "SELECT deviceId FROM devices WHERE " + both(selector, query),
                          PlanningScan::deviceId)));
    }
    this.total =
        spec.selection().expected().max().isPresent()
            ? Optional.empty()
            : Optional.of(PagedQuery.of("SELECT COUNT() AS " + TOTAL + " FROM devices"));
  }

  /**
   * Reads on, {@value #PAGES_PER_STEP} pages at most.
   *
   * @return what was found; empty if there is more to read: call again
   * @throws HubException.Invalid if the hub does not accept the selector or the query of a wave,
   *     naming it and with the hub's words
   * @throws HubException.Throttled if there is more to read later: call again then
   * @throws HubException if the hub could not answer; begin a new scan
   */
  public Optional<Scanned> readOn(Hub hub) throws HubException {
    QueryLength.checked(selected.sql(), "spec.selector.query, with the leaves of spec.patch,");
    int left = readOn(hub, selected, PAGES_PER_STEP, "spec.selector.query", selector);
    for (Map.Entry<WaveSpec, PagedQuery<String>> wave : waves.entrySet()) {
      String field = "spec.strategy.waves[" + wave.getKey().name() + "].query";
      QueryLength.checked(wave.getValue().sql(), field + ", with spec.selector.query,");
      left = readOn(hub, wave.getValue(), left, field, wave.getKey().query().orElseThrow());
    }
    if (total.isPresent()) {
      left = total.get().readOn(hub, left);
    }
    configurations.readOn(hub, left);
    return isComplete() ? Optional.of(scanned()) : Optional.empty();
  }

  private static int readOn(Hub hub, PagedQuery<?> query, int pages, String field, String text)
      throws HubException {
    try {
      return query.readOn(hub, pages);
    } catch (HubException.Invalid e) {
      throw new HubException.Invalid(
          "%s '%s' is not accepted by the hub: %s"
              .formatted(field, Excerpt.of(text, LONGEST_SHOWN), e.getMessage()));
    }
  }

  private boolean isComplete() {
    return selected.isComplete()
        && waves.values().stream().allMatch(PagedQuery::isComplete)
        && total.map(PagedQuery::isComplete).orElse(true)
        && configurations.isComplete();
  }

  private Scanned scanned() {
    Map<String, Set<String>> matches = new LinkedHashMap<>();
    List<Integer> pageBytes = new ArrayList<>(selected.pageBytes());
    waves.forEach(
        (wave, query) -> {
          matches.put(wave.name(), Set.copyOf(query.rows()));
          pageBytes.addAll(query.pageBytes());
        });
    total.ifPresent(query -> pageBytes.addAll(query.pageBytes()));
    pageBytes.addAll(configurations.pageBytes());
    return new Scanned(
        eachOnce(selected.rows()),
        matches,
        total.isPresent()
            ? OptionalLong.of(count(total.get().rows(), TOTAL))
            : OptionalLong.empty(),
        configurations.found(),
        pageBytes);
  }

  /** The order of rows is not promised, so a device may come on two pages. */
  private static List<FoundDevice> eachOnce(List<FoundDevice> rows) {
    Map<String, FoundDevice> byId = new LinkedHashMap<>();
    rows.forEach(device -> byId.putIfAbsent(device.deviceId(), device));
    return List.copyOf(byId.values());
  }

  /** Both conditions, each kept apart from what is around it. */
  static String both(String one, String other) {
    return "(" + one + ") AND (" + other + ")";
  }

  static Set<String> ids(List<JsonNode> rows) {
    return rows.stream().map(PlanningScan::deviceId).collect(Collectors.toSet());
  }

  private static String deviceId(JsonNode row) {
    return row.path("deviceId").asText();
  }

  /** A count of nothing may come without a row. */
  static long count(List<JsonNode> rows, String alias) {
    return rows.isEmpty() ? 0 : rows.get(0).path(alias).asLong();
  }
}
