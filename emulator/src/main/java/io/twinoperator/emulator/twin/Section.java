package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.time.HubTime;

/**
 * Desired or reported properties. The nodes are shared between versions of a twin: read them, never
 * change them.
 *
 * @param values the properties alone
 * @param metadata {@code $metadata}
 * @param version {@code $version}
 */
public record Section(ObjectNode values, ObjectNode metadata, long version) {

  static Section created() {
    ObjectNode never = JsonNodeFactory.instance.objectNode().put("$lastUpdated", HubTime.NEVER);
    return new Section(JsonNodeFactory.instance.objectNode(), never, 1);
  }

  Section merged(ObjectNode patch, Stamp stamp, long newVersion) {
    return new Section(MergePatch.apply(values, patch), stamp.merge(metadata, patch), newVersion);
  }

  Section replaced(ObjectNode newValues, Stamp stamp, long newVersion) {
    return new Section(newValues, stamp.fresh(newValues), newVersion);
  }

  /** A copy with {@code $metadata} and {@code $version}, as the service API shows it. */
  public ObjectNode document() {
    ObjectNode document = values.deepCopy();
    document.set("$metadata", metadata.deepCopy());
    return document.put("$version", version);
  }

  /** A copy with {@code $version} alone, as a device sees it. */
  public ObjectNode deviceDocument() {
    return values.deepCopy().put("$version", version);
  }
}
