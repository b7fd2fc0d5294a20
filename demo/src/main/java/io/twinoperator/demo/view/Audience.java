package io.twinoperator.demo.view;

import io.twinoperator.demo.event.Event;
import java.util.function.Consumer;

/** Who is told of the events as they happen; told in order, by one thread at a time. */
public interface Audience extends Consumer<Event>, AutoCloseable {

  /** There are no more events. */
  @Override
  void close();
}
