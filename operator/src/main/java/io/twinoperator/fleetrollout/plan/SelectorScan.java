package io.twinoperator.fleetrollout.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.LeafPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the devices that a selector selects, and what the hub's query store knows of them. Devices
 * with equal leaves share one before-image, so that a large fleet fits into memory.
 */
final class SelectorScan {
  private static final String LEAF = "leaf";
  private static final String TAG = "tag";
  private static final String MARKERS = "markers";
  private static final String VERSION = "desiredVersion";

  private final RolloutSpec spec;
  private final List<LeafPath> leaves;
  private final List<LeafPath> groupBy;
  private final List<LeafPath> tags;
  private final Map<String, BeforeImage> images = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  SelectorScan(RolloutSpec spec) {
    this.spec = spec;
    this.leaves = spec.change().paths().toList();
    this.groupBy =
        spec.strategy().disruptionBudget().map(DisruptionBudget::groupBy).orElse(List.of());
    this.tags =
        Stream.concat(spec.strategy().order().spreadBy().stream(), groupBy.stream())
            .distinct()
            .toList();
  }

  /** The query, to be read once. */
  PagedQuery<FoundDevice> query() {
    return new PagedQuery<>(sql(), this::device);
  }

  /** Selects each leaf under a short name, and keeps the selector apart from what is around it. */
  private String sql() {
    StringBuilder select = new StringBuilder("SELECT deviceId, status, connectionState, ");
    select.append("properties.desired.$version AS ").append(VERSION);
    appendAll(select, leaves, LEAF);
    appendAll(select, tags, TAG);
    return select
        .append(", ")
        .append(QueryText.property(Marker.ROOT))
        .append(" AS ")
        .append(MARKERS)
        .append(" FROM devices WHERE (")
        .append(spec.selection().query())
        .append(")")
        .toString();
  }

  private static void appendAll(StringBuilder select, List<LeafPath> paths, String alias) {
    for (int n = 0; n < paths.size(); n++) {
      select.append(", ").append(QueryText.property(paths.get(n))).append(" AS ");
      select.append(alias).append(n);
    }
  }

  private FoundDevice device(JsonNode row) {
    Function<LeafPath, Optional<JsonNode>> tag = path -> value(row, TAG + tags.indexOf(path));
    return new FoundDevice(
        row.path("deviceId").asText(),
        !"disabled".equalsIgnoreCase(row.path("status").asText()),
        "Connected".equalsIgnoreCase(row.path("connectionState").asText()),
        row.path(VERSION).asLong(),
        before(row),
        shared(TagValues.joined(spec.strategy().order().spreadBy(), tag)),
        shared(TagValues.joined(groupBy, tag)),
        Marker.all(row.path(MARKERS)));
  }

  private BeforeImage before(JsonNode row) {
    List<BeforeImage.Leaf> found = new ArrayList<>(leaves.size());
    for (int n = 0; n < leaves.size(); n++) {
      found.add(new BeforeImage.Leaf(leaves.get(n).toString(), value(row, LEAF + n)));
    }
    BeforeImage image = new BeforeImage(found);
    return images.computeIfAbsent(ValueClasses.key(image), key -> image);
  }

  private String shared(String text) {
    return texts.computeIfAbsent(text, same -> same);
  }

  /** No twin holds a null, so a null in a row is an absence too. */
  private static Optional<JsonNode> value(JsonNode row, String alias) {
    JsonNode value = row.path(alias);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }
}
