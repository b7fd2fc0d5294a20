package io.twinoperator.demo.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What has happened since the start, in order. Safe for threads. */
public final class EventLog {

  private final InstantSource clock;
  private final Instant start;
  private final Consumer<Event> listener;
  private final List<Event> events = new ArrayList<>();

  /**
   * An empty log that starts now.
   *
   * @param listener told of each event, one at a time and in order
   */
  public EventLog(InstantSource clock, Consumer<Event> listener) {
    this.clock = clock;
    this.start = clock.instant();
    this.listener = listener;
  }

  /** Adds an event without a new state. */
  public void add(EventKind kind, String object, String text) {
    add(new Event(elapsed().toMillis(), kind, object, text, null));
  }

  /** Adds an event after which the object's status says something else. */
  public void add(EventKind kind, String text, ObjectState state) {
    add(new Event(elapsed().toMillis(), kind, state.name(), text, state));
  }

  private synchronized void add(Event event) {
    events.add(event);
    listener.accept(event);
  }

  /** Time since the start. */
  public Duration elapsed() {
    return Duration.between(start, clock.instant());
  }

  /** When it started. */
  public Instant start() {
    return start;
  }

  /** The events so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
