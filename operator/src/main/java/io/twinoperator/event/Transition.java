package io.twinoperator.event;

/**
 * Something that became of an object and is worth telling.
 *
 * @param reason one word in CamelCase, as in the condition that tells it
 * @param note for people
 */
public record Transition(Type type, String reason, String note) {

  /** The two types of events that Kubernetes has. */
  public enum Type {
    /** As it should be, or as it was asked. */
    Normal,
    /** A person may have to look. */
    Warning
  }
}
