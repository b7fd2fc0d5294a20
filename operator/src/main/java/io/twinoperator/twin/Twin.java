package io.twinoperator.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A device twin as the hub stored it at one instant. The trees are shared and must not be changed.
 *
 * @param deviceId the device
 * @param etag the etag over tags and desired, without quotes; empty if the document has none
 * @param enabled whether the device may connect
 * @param connectionState whether the hub sees it
 * @param tags the tags, without {@code $} members
 * @param desired the desired properties, without {@code $} members
 * @param reported the reported properties, without {@code $} members
 * @param desiredVersion {@code $version} of desired; 0 if the document has none
 * @param reportedVersion {@code $version} of reported; 0 if the document has none
 * @param desiredMetadata {@code $metadata} of desired
 * @param reportedMetadata {@code $metadata} of reported
 * @param configurations ids of the automatic device management configurations that are applied to
 *     it: one at most, but nothing here depends on that
 */
public record Twin(
    String deviceId,
    String etag,
    boolean enabled,
    ConnectionState connectionState,
    ObjectNode tags,
    ObjectNode desired,
    ObjectNode reported,
    long desiredVersion,
    long reportedVersion,
    ObjectNode desiredMetadata,
    ObjectNode reportedMetadata,
    Set<String> configurations) {

  private static final String LAST_UPDATED = "$lastUpdated";
  private static final String LAST_UPDATED_BY = "$lastUpdatedBy";
  private static final String LAST_UPDATED_VERSION = "$lastUpdatedVersion";

  /**
   * Reads a twin document. Absent members are taken as empty, a status other than {@code disabled}
   * as enabled, a connection state other than {@code Connected} as disconnected.
   *
   * @throws IllegalArgumentException if the document has no {@code deviceId}
   */
  public static Twin parse(JsonNode document) {
    String deviceId = document.path("deviceId").asText("");
    if (deviceId.isEmpty()) {
      throw new IllegalArgumentException("A twin document must have a deviceId");
    }
    JsonNode desired = document.path("properties").path("desired");
    JsonNode reported = document.path("properties").path("reported");
    return new Twin(
        deviceId,
        document.path("etag").asText(""),
        !document.path("status").asText("").equalsIgnoreCase("disabled"),
        document.path("connectionState").asText("").equalsIgnoreCase("connected")
            ? ConnectionState.CONNECTED
            : ConnectionState.DISCONNECTED,
        content(document.path("tags")),
        content(desired),
        content(reported),
        desired.path("$version").asLong(),
        reported.path("$version").asLong(),
        object(desired.path("$metadata")),
        object(reported.path("$metadata")),
        applied(document.path("configurations")));
  }

  /** Copies the ids. */
  public Twin {
    configurations = Set.copyOf(configurations);
  }

  /** The tree of a section. */
  public ObjectNode section(Section section) {
    return switch (section) {
      case TAGS -> tags;
      case DESIRED -> desired;
    };
  }

  /** What stands at the path, an object too; empty if nothing or null does. */
  public Optional<JsonNode> value(LeafPath path) {
    return at(section(path.section()), path.keys());
  }

  /** What the device reports at these keys, an object too; empty if nothing or null. */
  public Optional<JsonNode> reportedValue(List<String> keys) {
    return at(reported, keys);
  }

  /**
   * The version of desired at which the leaf was last written, from the metadata of the leaf or of
   * its nearest ancestor that has any; without metadata the section's version. Each of these is at
   * least the true one, so an acknowledgement is never counted that came before the write. 0 for a
   * tag, which has no version.
   */
  public long lastUpdatedVersion(LeafPath path) {
    return switch (path.section()) {
      case TAGS -> 0;
      case DESIRED ->
          nearest(desiredMetadata, path.keys(), LAST_UPDATED_VERSION)
              .filter(JsonNode::isIntegralNumber)
              .map(JsonNode::longValue)
              .orElse(desiredVersion);
    };
  }

  /**
   * When the leaf was last written, by the hub's clock, from the metadata of the leaf or of its
   * nearest ancestor that has any; so never earlier than in truth. Empty for a tag, and where
   * nothing has been written.
   */
  public Optional<Instant> desiredUpdatedAt(LeafPath path) {
    return switch (path.section()) {
      case TAGS -> Optional.empty();
      case DESIRED -> nearest(desiredMetadata, path.keys(), LAST_UPDATED).flatMap(Twin::instant);
    };
  }

  /**
   * The automatic device management configuration that last wrote the leaf, from {@code
   * $lastUpdatedBy} in its metadata. Empty if another writer did, and for a tag.
   */
  public Optional<String> desiredUpdatedBy(LeafPath path) {
    return path.section() == Section.TAGS
        ? Optional.empty()
        : at(desiredMetadata, path.keys())
            .flatMap(metadata -> Optional.ofNullable(metadata.path(LAST_UPDATED_BY).textValue()));
  }

  /**
   * When the device last reported the value at exactly these keys, by the hub's clock. Empty if it
   * reports nothing there: an ancestor's time may be that of a sibling, and would prove too much.
   */
  public Optional<Instant> reportedAt(List<String> keys) {
    return reportedValue(keys)
        .flatMap(value -> at(reportedMetadata, keys))
        .flatMap(metadata -> instant(metadata.path(LAST_UPDATED)));
  }

  /** When the device last reported anything, by the hub's clock. */
  public Optional<Instant> lastReportedAt() {
    return instant(reportedMetadata.path(LAST_UPDATED));
  }

  /** The value at the keys below a node; empty if nothing or null stands there. */
  static Optional<JsonNode> at(JsonNode root, List<String> keys) {
    JsonNode node = root;
    for (String key : keys) {
      if (!node.isObject()) {
        return Optional.empty();
      }
      node = node.path(key);
    }
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  private static Optional<JsonNode> nearest(JsonNode metadata, List<String> keys, String member) {
    JsonNode found = metadata.path(member);
    JsonNode node = metadata;
    for (String key : keys) {
      node = node.path(key);
      if (node.has(member)) {
        found = node.path(member);
      }
    }
    return found.isMissingNode() ? Optional.empty() : Optional.of(found);
  }

  /** The hub writes the first day of year 1 for "never". */
  private static Optional<Instant> instant(JsonNode text) {
    try {
      return text.isTextual()
          ? Optional.of(Instant.parse(text.textValue()))
              .filter(time -> time.atOffset(ZoneOffset.UTC).getYear() > 1)
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * The ids whose status is {@code Applied}; {@code Targeted} alone is one that another has beaten.
   * Microsoft's documents spell it so in queries, the vendor's SDK reads lower case: both count.
   */
  private static Set<String> applied(JsonNode configurations) {
    Set<String> ids = new TreeSet<>();
    configurations
        .properties()
        .forEach(
            one -> {
              if (one.getValue().path("status").asText("").equalsIgnoreCase("applied")) {
                ids.add(one.getKey());
              }
            });
    return ids;
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode content(JsonNode section) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : section.properties()) {
      if (!member.getKey().startsWith("$")) {
        content.set(member.getKey(), member.getValue());
      }
    }
    return content;
  }
}
