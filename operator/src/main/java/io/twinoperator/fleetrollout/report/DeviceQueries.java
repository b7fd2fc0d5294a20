package io.twinoperator.fleetrollout.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.Confirmation.Rule;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Queries of the hub that answer which devices, by the rollout's marker and by what devices report.
 * They keep to what Microsoft's documentation of the language names (operators, {@code is_defined},
 * comparison of primitives); what it cannot compare, such as an object, is left out, and then the
 * query that would need it is left out whole.
 */
public final class DeviceQueries {
  /** Names the query for devices that were written and do not report the change. */
  public static final String WRITTEN_NOT_SHOWN = "writtenNotShown";

  /** Characters that the hub takes for a query. */
  private static final int MAX_CHARS = 8192;

  private static final String SELECT = "SELECT deviceId FROM devices WHERE ";

  private final RolloutSpec spec;
  private final String revision;
  private final String marker;
  private final List<NamedQuery> queries = new ArrayList<>();

  private DeviceQueries(RolloutSpec spec, RolloutKey key, String revision) {
    this.spec = spec;
    this.revision = revision;
    this.marker = QueryText.property(Marker.path(key));
  }

  /** The queries of a rollout, always the same ones in the same order. */
  public static List<NamedQuery> of(RolloutSpec spec, RolloutKey key, String revision) {
    return new DeviceQueries(spec, key, revision).all();
  }

  private List<NamedQuery> all() {
    add("selected", selected());
    if (spec.writing().marker() == FleetRolloutSpec.Marker.Tag) {
      ofMarker();
    }
    return List.copyOf(queries);
  }

  private void ofMarker() {
    String rev = marker + ".rev";
    String literal = QueryText.literal(revision);
    String written = "%s = %s AND NOT is_defined(%s.result)".formatted(rev, literal, marker);
    add(
        "notWritten",
        "%s AND (NOT is_defined(%s) OR %s != %s)".formatted(selected(), rev, rev, literal));
    add("written", written);
    notShown().ifPresent(not -> add(WRITTEN_NOT_SHOWN, "%s AND (%s)".formatted(written, not)));
    refused()
        .ifPresent(refused -> add("writtenRefused", "%s AND (%s)".formatted(written, refused)));
    add("writtenDisconnected", written + " AND connectionState = 'Disconnected'");
    add(
        "undone",
        "%s = %s AND %s.result = %s"
            .formatted(rev, literal, marker, QueryText.literal(Marker.ROLLED_BACK)));
  }

  private String selected() {
    String excluded =
        spec.selection().excluded().isEmpty()
            ? ""
            : " AND deviceId NIN " + QueryText.list(spec.selection().excluded());
    return "(" + spec.selection().query() + ")" + excluded;
  }

  private void add(String name, String condition) {
    String query = SELECT + condition;
    if (query.length() <= MAX_CHARS) {
      queries.add(new NamedQuery(name, query));
    }
  }

  /**
   * Holds where a device does not report the whole change; empty if the language cannot say that.
   * What {@code NOT} makes of a comparison with nothing is not documented, so it stands before
   * {@code is_defined} alone.
   */
  private Optional<String> notShown() {
    return spec.convergence()
        .confirmation()
        .filter(terms -> desired().allMatch(leaf -> isPrimitive(leaf.getValue())))
        .map(
            terms ->
                desired().map(leaf -> notShown(terms, leaf)).collect(Collectors.joining(" OR ")))
        .filter(text -> !text.isEmpty());
  }

  private Stream<Map.Entry<LeafPath, JsonNode>> desired() {
    return spec.change().set().entrySet().stream()
        .filter(leaf -> leaf.getKey().section() == Section.DESIRED);
  }

  private static boolean isPrimitive(JsonNode value) {
    return value.isNumber() || value.isTextual() || value.isBoolean();
  }

  private static String notShown(Confirmation terms, Map.Entry<LeafPath, JsonNode> leaf) {
    String at = reported(terms.reportedKeys(leaf.getKey()));
    String value = literal(leaf.getValue());
    String plain =
        "NOT is_defined(%1$s) OR (NOT is_defined(%1$s.value) AND %1$s != %2$s)"
            .formatted(at, value);
    String inside = "%s.value != %s".formatted(at, value);
    String code = "%1$s.ac < 200 OR %1$s.ac >= 300 OR %1$s.ac = 202".formatted(at);
    return switch (terms.rule()) {
      case AUTO -> "%s OR %s OR %s".formatted(plain, inside, code);
      case EQUAL -> "%s OR %s".formatted(plain, inside);
      case ACKNOWLEDGED ->
          "NOT is_defined(%1$s.value) OR NOT is_defined(%1$s.ac) OR %2$s OR %3$s"
              .formatted(at, inside, code);
    };
  }

  /** Holds where a device refuses a leaf by the code of an acknowledgement. */
  private Optional<String> refused() {
    return spec.convergence()
        .confirmation()
        .filter(terms -> terms.rule() != Rule.EQUAL)
        .map(
            terms ->
                desired()
                    .map(leaf -> reported(terms.reportedKeys(leaf.getKey())) + ".ac >= 400")
                    .collect(Collectors.joining(" OR ")))
        .filter(text -> !text.isEmpty());
  }

  private static String reported(List<String> keys) {
    String desired = QueryText.property(new LeafPath(Section.DESIRED, keys));
    return "properties.reported" + desired.substring("properties.desired".length());
  }

  private static String literal(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue().toPlainString();
    }
    return value.isTextual() ? QueryText.literal(value.textValue()) : value.asText();
  }
}
