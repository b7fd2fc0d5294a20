package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the configurations of automatic device management that a rollout would fight with: those
 * that set a leaf of its change on a device that its selector selects. For each that overlaps the
 * hub counts the devices that both select; where they are to be skipped it names them. A scan that
 * was throttled goes on where it stopped.
 */
public final class ConfigurationScan {
  private static final String ALL_DEVICES = "*";
  private static final String SHARED = "shared";

  private final RolloutSpec spec;
  private final Deque<Asked> open = new ArrayDeque<>();
  private final List<SharedConfiguration> found = new ArrayList<>();
  private final List<Integer> pageBytes = new ArrayList<>();

  private record Asked(
      HubConfiguration configuration, List<String> paths, PagedQuery<JsonNode> query) {}

  /** A scan of these configurations, of which nothing has been asked. */
  public ConfigurationScan(RolloutSpec spec, List<HubConfiguration> configurations) {
    this.spec = spec;
    for (HubConfiguration configuration : configurations) {
      List<String> paths =
          spec.change().paths().filter(configuration::writes).map(LeafPath::toString).toList();
      if (!paths.isEmpty() && !configuration.targetCondition().isBlank()) {
        open.add(new Asked(configuration, paths, PagedQuery.of(sql(configuration))));
      }
    }
  }

  /**
   * Reads on, so many pages at most.
   *
   * @return how many of these pages it did not take
   * @throws HubException if the hub could not say; call again later to go on
   */
  int readOn(Hub hub, int pages) throws HubException {
    int left = pages;
    while (left > 0 && !open.isEmpty()) {
      Asked asked = open.element();
      try {
        QueryLength.checked(
            asked.query().sql(),
            "spec.selector.query, with the condition of configuration "
                + asked.configuration().id()
                + ",");
        left = asked.query().readOn(hub, left);
      } catch (HubException.Invalid e) {
        left--;
        close(shared(asked, Optional.of(String.valueOf(e.getMessage()))));
        continue;
      }
      if (asked.query().isComplete()) {
        close(shared(asked, Optional.empty()));
      }
    }
    return left;
  }

  /**
   * Reads on, a bounded number of pages.
   *
   * @return what shares devices with the rollout; empty if there is more to read: call again
   * @throws HubException if the hub could not say; call again later to go on
   */
  public Optional<List<SharedConfiguration>> readOn(Hub hub) throws HubException {
    readOn(hub, PlanningScan.PAGES_PER_STEP);
    return isComplete() ? Optional.of(found()) : Optional.empty();
  }

  boolean isComplete() {
    return open.isEmpty();
  }

  List<SharedConfiguration> found() {
    return List.copyOf(found);
  }

  List<Integer> pageBytes() {
    return List.copyOf(pageBytes);
  }

  private void close(SharedConfiguration shared) {
    pageBytes.addAll(open.remove().query().pageBytes());
    if (shared.devices() > 0 || shared.unknown().isPresent()) {
      found.add(shared);
    }
  }

  private SharedConfiguration shared(Asked asked, Optional<String> unknown) {
    String id = asked.configuration().id();
    List<JsonNode> rows = asked.query().rows();
    if (unknown.isPresent()) {
      return new SharedConfiguration(id, asked.paths(), 0, Optional.empty(), unknown);
    }
    if (isSkipping()) {
      Set<String> ids = PlanningScan.ids(rows);
      return new SharedConfiguration(
          id, asked.paths(), ids.size(), Optional.of(ids), Optional.empty());
    }
    return new SharedConfiguration(
        id, asked.paths(), PlanningScan.count(rows, SHARED), Optional.empty(), Optional.empty());
  }

  private boolean isSkipping() {
    return spec.onConflict().filter(OnConflict.Skip::equals).isPresent();
  }

  private String sql(HubConfiguration configuration) {
    String both = PlanningScan.both(spec.selection().query(), configuration.targetCondition());
    String condition =
        configuration.targetCondition().strip().equals(ALL_DEVICES)
            ? "(" + spec.selection().query() + ")"
            : both;
    return (isSkipping() ? "SELECT deviceId" : "SELECT COUNT() AS " + SHARED)
        + " FROM devices WHERE "
        + condition;
  }
}
