package io.twinoperator.emulator.twin;

/**
 * Choices about writes that are not known of the real hub.
 *
 * @param noOpPatch a patch that changes nothing
 * @param emptySection an empty section in a patch
 * @param absentNull a null for a nested key that is not there
 */
public record TwinRules(NoOpPatch noOpPatch, EmptySection emptySection, AbsentNull absentNull) {

  /** Each choice at its default. */
  public static TwinRules defaults() {
    return new TwinRules(NoOpPatch.RAISES_VERSIONS, EmptySection.IS_NO_WRITE, AbsentNull.IGNORED);
  }
}
