package io.twinoperator.deviceconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The leaves that automatic device management sets on one twin: the twin says which configurations
 * are applied to it, the hub's list what they set. A configuration that targets the twin and lost
 * to another, or whose condition the twin does not meet, sets nothing there. Where the list is not
 * known, or is behind, the twin's metadata still names the configuration that wrote a leaf. Pure.
 */
final class ConfiguredLeaves {

  private final Twin twin;
  private final List<HubConfiguration> applied;

  private ConfiguredLeaves(Twin twin, List<HubConfiguration> applied) {
    this.twin = twin;
    this.applied = applied;
  }

  /**
   * Joins.
   *
   * @param all the configurations of the hub, as far as they are known
   */
  static ConfiguredLeaves of(Twin twin, List<HubConfiguration> all) {
    return new ConfiguredLeaves(
        twin, all.stream().filter(one -> twin.configurations().contains(one.id())).toList());
  }

  /**
   * What a configuration sets at a leaf, or above or below it.
   *
   * @param configuration its id
   * @param value null if it removes what is there
   */
  record Setting(String configuration, LeafPath path, JsonNode value) {

    /** The configuration in words. */
    String writer() {
      return "configuration %s of the hub".formatted(configuration);
    }

    private boolean isAt(Twin twin) {
      return JsonValues.equal(value, twin.value(path).orElseGet(NullNode::getInstance));
    }
  }

  /** A setting that does not let the leaf have this value; empty if none stands against it. */
  Optional<Setting> against(LeafPath leaf, JsonNode wanted) {
    return settings(leaf)
        .filter(
            setting -> !setting.path().equals(leaf) || !JsonValues.equal(setting.value(), wanted))
        .findFirst();
  }

  /** Whether a configuration wants a value at exactly this path. */
  boolean keeps(LeafPath leaf) {
    return settings(leaf)
        .anyMatch(setting -> setting.path().equals(leaf) && !setting.value().isNull());
  }

  /**
   * The configuration that may have changed a leaf, in words: the one that the leaf's metadata
   * names, otherwise one whose setting the twin has there.
   */
  Optional<String> suspect(LeafPath leaf) {
    return twin.desiredUpdatedBy(leaf)
        .map(id -> new Setting(id, leaf, NullNode.getInstance()))
        .or(() -> listed(leaf).filter(setting -> setting.isAt(twin)).findFirst())
        .map(Setting::writer);
  }

  private Stream<Setting> settings(LeafPath leaf) {
    return Stream.concat(listed(leaf), written(leaf).stream());
  }

  private Stream<Setting> listed(LeafPath leaf) {
    return applied.stream()
        .flatMap(
            configuration ->
                configuration.desired().entrySet().stream()
                    .filter(entry -> entry.getKey().overlaps(leaf))
                    .map(entry -> setting(configuration.id(), entry)));
  }

  private static Setting setting(String id, Map.Entry<LeafPath, JsonNode> entry) {
    return new Setting(id, entry.getKey(), entry.getValue());
  }

  /**
   * What the twin has there, where its metadata says that an applied configuration put it there.
   */
  private Optional<Setting> written(LeafPath leaf) {
    return twin.desiredUpdatedBy(leaf)
        .filter(twin.configurations()::contains)
        .flatMap(id -> twin.value(leaf).map(value -> new Setting(id, leaf, value)));
  }
}
