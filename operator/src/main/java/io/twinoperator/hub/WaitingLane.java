package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at one priority, in the order in which they came. Who does not come when it was
 * told to is set aside: nothing is kept for it any more, but it has its place back when it comes.
 * Not safe for threads.
 */
final class WaitingLane {

  /** How long a call is kept for a caller that does not come. */
  static final Duration KEPT_FOR = Duration.ofSeconds(2);

  /** How long its place in the line is. */
  static final Duration PLACE_KEPT_FOR = Duration.ofMinutes(10);

  private final Map<String, Place> places = new HashMap<>();
  private final TreeMap<Long, Place> waiting = new TreeMap<>();
  private final LinkedHashSet<Place> late = new LinkedHashSet<>();
  private long nextOrder;
  private long wanted;
  private double credit;

  /** The place of one caller: since when it has it, when it was told to come, and for how many. */
  private static final class Place {
    private final String caller;
    private final long order;
    private @Nullable Instant since;
    private Instant promised;
    private int calls;
    private boolean isServed;

    Place(String caller, long order, Instant since, Instant promised, int calls) {
      this.caller = caller;
      this.order = order;
      this.since = since;
      this.promised = promised;
      this.calls = calls;
    }
  }

  /** Sets aside who is late, and forgets who has been for long. */
  void advance(Instant now) {
    Instant due = now.minus(KEPT_FOR);
    while (!waiting.isEmpty() && waiting.firstEntry().getValue().promised.isBefore(due)) {
      Place place = waiting.pollFirstEntry().getValue();
      wanted -= place.calls;
      late.add(place);
    }
    Instant forgotten = now.minus(PLACE_KEPT_FOR);
    Iterator<Place> gone = late.iterator();
    while (gone.hasNext()) {
      Place place = gone.next();
      if (!place.promised.isBefore(forgotten)) {
        break;
      }
      gone.remove();
      places.remove(place.caller);
    }
    credit = Math.min(credit, (double) wanted);
  }

  boolean has(String caller) {
    return places.containsKey(caller);
  }

  /** Calls that are kept for those who wait. */
  long wanted() {
    return wanted;
  }

  /** Calls that come before the caller's next one in this lane. */
  long ahead(String caller) {
    @Nullable Place own = places.get(caller);
    if (own == null) {
      return wanted;
    }
    long ahead = 0;
    for (Place place : waiting.headMap(own.order).values()) {
      ahead += place.calls;
    }
    return ahead;
  }

  /** As {@link #ahead}, but of those alone who were told to come by now. */
  long dueAhead(String caller, Instant now) {
    @Nullable Place own = places.get(caller);
    long ahead = 0;
    for (Place place : waiting.values()) {
      boolean isBehind = own != null && place.order >= own.order;
      if (isBehind || place.promised.isAfter(now)) {
        break;
      }
      ahead += place.calls;
    }
    return ahead;
  }

  /** Calls that this lane is sure of by now, whoever waits above it; with fractions. */
  double credit() {
    return credit;
  }

  /** Whether the first in this lane may be here any moment and is sure to be served. */
  boolean isNextSure(Instant now) {
    return credit >= 1 - WaitingLine.ROUNDING
        && !waiting.isEmpty()
        && !waiting.firstEntry().getValue().promised.isAfter(now);
  }

  /** A call was served at a higher priority while this lane may have waited. */
  void earn(double share) {
    credit = Math.min((double) wanted, credit + share);
  }

  /** Calls that are kept for the caller, or would be. */
  int calls(String caller, int otherwise) {
    @Nullable Place place = places.get(caller);
    return place == null ? otherwise : place.calls;
  }

  /**
   * A call of this lane was served.
   *
   * @return since when the caller waited; empty if it did not, or has been counted already
   */
  Optional<Instant> served(String caller) {
    credit = Math.max(0, credit - 1);
    @Nullable Place place = places.get(caller);
    if (place == null) {
      return Optional.empty();
    }
    place.calls--;
    place.isServed = true;
    wanted -= late.contains(place) ? 0 : 1;
    if (place.calls == 0) {
      leave(caller);
    }
    Optional<Instant> since = Optional.ofNullable(place.since);
    place.since = null;
    return since;
  }

  /** Gives a caller a place at the end, or another promise for the place it has. */
  void promise(String caller, Instant now, Instant promised, int calls) {
    @Nullable Place place = places.get(caller);
    if (place == null) {
      add(new Place(caller, nextOrder++, now, promised, calls));
      return;
    }
    place.promised = promised;
    place.isServed = false;
    if (late.remove(place)) {
      waiting.put(place.order, place);
      wanted += place.calls;
    }
  }

  /** Gives a caller the first place: it was served, and the hub refused it. */
  void promiseFirst(String caller, Instant now, Instant promised) {
    if (has(caller)) {
      promise(caller, now, promised, 1);
    } else {
      long order = waiting.isEmpty() ? nextOrder++ : waiting.firstKey() - 1;
      add(new Place(caller, order, now, promised, 1));
    }
  }

  private void add(Place place) {
    places.put(place.caller, place);
    waiting.put(place.order, place);
    wanted += place.calls;
  }

  /** Calls that a caller waits for that was sent away; 1 for one that is new or being served. */
  int callsToBegin(String caller) {
    @Nullable Place place = places.get(caller);
    return place == null || place.isServed ? 1 : place.calls;
  }

  /** A caller that has been served since it was last sent away needs no more for now. */
  void end(String caller) {
    @Nullable Place place = places.get(caller);
    if (place != null && place.isServed) {
      leave(caller);
    }
  }

  /** Takes a caller out. */
  void leave(String caller) {
    @Nullable Place place = places.remove(caller);
    if (place != null && !late.remove(place)) {
      waiting.remove(place.order);
      wanted -= place.calls;
    }
  }

  /** The clock was put back: whoever waits may come at once. */
  void clockWentBack(Instant now) {
    places.values().forEach(place -> place.promised = now);
  }
}
