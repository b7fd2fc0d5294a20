package io.twinoperator.demo.check;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Compares a run with the one that the project's picture is drawn from. */
public final class SameKinds {
  private SameKinds() {}

  /**
   * Kinds of events that one of the runs showed and the other did not.
   *
   * @return empty if the picture shows what there is to see
   */
  public static Set<EventKind> difference(List<Event> recorded, List<Event> live) {
    Set<EventKind> difference = kinds(recorded);
    Set<EventKind> other = kinds(live);
    Set<EventKind> both = EnumSet.copyOf(difference);
    both.retainAll(other);
    difference.addAll(other);
    difference.removeAll(both);
    return difference;
  }

  private static Set<EventKind> kinds(List<Event> events) {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    events.forEach(event -> kinds.add(event.kind()));
    return kinds;
  }
}
