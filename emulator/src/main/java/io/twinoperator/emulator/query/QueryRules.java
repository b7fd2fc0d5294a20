package io.twinoperator.emulator.query;

/**
 * What is not known about the real hub's queries, as choices.
 *
 * @param projectionKey the key of a projected path without an alias
 * @param builtInFieldCase the letter case of a projected built-in field
 * @param metadataInWhere whether a WHERE may ask for {@code $metadata}
 */
public record QueryRules(
    ProjectionKey projectionKey,
    BuiltInFieldCase builtInFieldCase,
    MetadataInWhere metadataInWhere) {

  /** Every choice at its default. */
  public static QueryRules defaults() {
    return new QueryRules(
        ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL, MetadataInWhere.REFUSED);
  }
}
