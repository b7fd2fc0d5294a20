package io.twinoperator.emulator.twin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One version of a twin. Immutable: every write answers a new one, so readers need no lock.
 *
 * @param etag counter behind the etag; covers tags and desired
 * @param version root version; covers tags and desired
 * @param tags never change this node
 * @param desired desired properties
 * @param reported reported properties
 */
public record TwinState(
    long etag, long version, ObjectNode tags, Section desired, Section reported) {

  /**
   * The outcome of a write by the back end.
   *
   * @param twin the twin afterwards
   * @param desiredNotice what a connected device is told, when desired was written
   */
  public record Written(TwinState twin, Optional<ObjectNode> desiredNotice) {}

  /** A new device's twin: etag 1, version 2, both sections at version 1. */
  public static TwinState created() {
    return new TwinState(
        1, 2, JsonNodeFactory.instance.objectNode(), Section.created(), Section.created());
  }

  /**
   * Merges a patch into tags and desired. Throws {@link InvalidTwinException} where a limit is
   * broken and {@link VersionConflictException} where {@code $version} is not the present one.
   */
  public Written patch(TwinChange change, TwinRules rules, Instant now) {
    return patch(change, rules, Optional.empty(), now);
  }

  /** The same merge by a configuration, whose name then stands in the metadata of each leaf. */
  public Written manage(ObjectNode desiredPatch, Author author, TwinRules rules, Instant now) {
    TwinChange change =
        new TwinChange(Optional.empty(), Optional.of(desiredPatch), OptionalLong.empty());
    return patch(change, rules, Optional.of(author), now);
  }

  private Written patch(TwinChange change, TwinRules rules, Optional<Author> author, Instant now) {
    checkDesiredVersion(change);
    Optional<ObjectNode> tagsPatch =
        change
            .tags()
            .filter(patch -> isWrite(patch, rules))
            .map(patch -> checked(tags, patch, rules));
    Optional<ObjectNode> desiredPatch =
        change
            .desired()
            .filter(patch -> isWrite(patch, rules))
            .map(patch -> checked(desired.values(), patch, rules));
    ObjectNode newTags = tagsPatch.map(patch -> MergePatch.apply(tags, patch)).orElse(tags);
    Section newDesired =
        desiredPatch
            .map(patch -> desired.merged(patch, nextDesired(author, now), desired.version() + 1))
            .orElse(desired);
    boolean same = newTags.equals(tags) && newDesired.values().equals(desired.values());
    boolean nothingWritten = tagsPatch.isEmpty() && desiredPatch.isEmpty();
    if (nothingWritten || (same && rules.noOpPatch() == NoOpPatch.KEEPS_VERSIONS)) {
      return new Written(this, Optional.empty());
    }
    return written(
        newTags,
        newDesired,
        desiredPatch.map(ignored -> notice(change.desired().orElseThrow(), newDesired)));
  }

  /** Replaces the sections that are given; a null anywhere in them is refused. */
  public Written replace(TwinChange change, Instant now) {
    checkDesiredVersion(change);
    change.tags().ifPresent(TwinLimits::checkReplacement);
    change.desired().ifPresent(TwinLimits::checkReplacement);
    if (change.tags().isEmpty() && change.desired().isEmpty()) {
      return new Written(this, Optional.empty());
    }
    Section newDesired =
        change
            .desired()
            .map(
                values ->
                    desired.replaced(
                        values, nextDesired(Optional.empty(), now), desired.version() + 1))
            .orElse(desired);
    return written(
        change.tags().orElse(tags), newDesired, change.desired().map(v -> notice(v, newDesired)));
  }

  /** Merges a device's patch into reported; the etag and the root version stay. */
  public TwinState report(ObjectNode patch, OptionalLong ifVersion, TwinRules rules, Instant now) {
    if (ifVersion.isPresent() && ifVersion.getAsLong() != reported.version()) {
      throw new VersionConflictException(
          "properties.reported", ifVersion.getAsLong(), reported.version());
    }
    ObjectNode effective = checked(reported.values(), TwinChange.valuesOnly(patch), rules);
    Stamp stamp = Stamp.at(now, OptionalLong.empty(), Optional.empty());
    Section newReported = reported.merged(effective, stamp, reported.version() + 1);
    TwinLimits.checkSize(newReported.values(), TwinLimits.PROPERTIES_SIZE);
    boolean same = newReported.values().equals(reported.values());
    return same && rules.noOpPatch() == NoOpPatch.KEEPS_VERSIONS
        ? this
        : new TwinState(etag, version, tags, desired, newReported);
  }

  private Written written(ObjectNode newTags, Section newDesired, Optional<ObjectNode> notice) {
    TwinLimits.checkSize(newTags, TwinLimits.TAGS_SIZE);
    TwinLimits.checkSize(newDesired.values(), TwinLimits.PROPERTIES_SIZE);
    return new Written(new TwinState(etag + 1, version + 1, newTags, newDesired, reported), notice);
  }

  private void checkDesiredVersion(TwinChange change) {
    OptionalLong expected = change.expectedDesiredVersion();
    if (expected.isPresent() && expected.getAsLong() != desired.version()) {
      throw new VersionConflictException(
          "properties.desired", expected.getAsLong(), desired.version());
    }
  }

  private Stamp nextDesired(Optional<Author> author, Instant now) {
    return Stamp.at(now, OptionalLong.of(desired.version() + 1), author);
  }

  private static boolean isWrite(ObjectNode patch, TwinRules rules) {
    return !patch.isEmpty() || rules.emptySection() == EmptySection.IS_A_WRITE;
  }

  private static ObjectNode checked(ObjectNode target, ObjectNode patch, TwinRules rules) {
    TwinLimits.checkPatch(patch);
    return switch (rules.absentNull()) {
      case IGNORED -> patch;
      case DROPS_SIBLINGS -> MergePatch.droppingSiblings(target, patch);
    };
  }

  private static ObjectNode notice(ObjectNode sent, Section after) {
    return sent.deepCopy().put("$version", after.version());
  }
}
