package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Desired or reported properties. The nodes are shared between versions of a twin: read them, never
 * change them.
 *
 * @param values the properties alone
 * @param stamps what {@code $metadata} is made of
 * @param version {@code $version}
 */
public record Section(ObjectNode values, Stamps stamps, long version) {

  static Section created() {
    return new Section(JsonNodeFactory.instance.objectNode(), Stamp.NEVER, 1);
  }

  /**
   * The section that was saved as these three.
   *
   * @throws IllegalArgumentException if it is no metadata of these values; the message says where
   */
  public static Section restored(ObjectNode values, ObjectNode metadata, long version) {
    return new Section(values, new MetadataReader().read(values, metadata, "metadata"), version);
  }

  Section merged(ObjectNode patch, Stamp stamp, long newVersion) {
    ObjectNode after = MergePatch.apply(values, patch);
    return new Section(after, Metadata.merged(values, stamps, patch, after, stamp), newVersion);
  }

  Section replaced(ObjectNode newValues, Stamp stamp, long newVersion) {
    return new Section(newValues, stamp, newVersion);
  }

  /** {@code $metadata}, made for whoever asks. */
  public ObjectNode metadata() {
    return Metadata.json(values, stamps);
  }

  /** A copy with {@code $metadata} and {@code $version}, as the service API shows it. */
  public ObjectNode document() {
    ObjectNode document = values.deepCopy();
    document.set("$metadata", metadata());
    return document.put("$version", version);
  }

  /** A copy with {@code $version} alone, as a device sees it. */
  public ObjectNode deviceDocument() {
    return values.deepCopy().put("$version", version);
  }
}
