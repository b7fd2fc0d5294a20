package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;

/** Nobody listens. */
public record Silence() implements Audience {
  @Override
  public void accept(Event event) {}

  @Override
  public void close() {}
}
