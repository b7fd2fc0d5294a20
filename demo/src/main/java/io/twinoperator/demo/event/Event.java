package io.twinoperator.demo.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param at milliseconds since the start
 * @param kind what it is about
 * @param object the object or device it happened to
 * @param text what happened, in a line
 * @param state what the object's status says from now on; null when it says nothing new
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    long at, EventKind kind, String object, String text, @Nullable ObjectState state) {

  /** What the object's status says from now on. */
  public Optional<ObjectState> newState() {
    return Optional.ofNullable(state);
  }
}
