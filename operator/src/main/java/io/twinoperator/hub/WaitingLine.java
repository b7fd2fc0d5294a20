package io.twinoperator.hub;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who waits to make calls of one class, and who comes before whom: by priority, at one priority in
 * the order in which they came, with a part of the calls for each lower priority. A caller has one
 * place, and once it has asked at a higher priority keeps that. Pure but for its own state; not
 * safe for threads.
 */
final class WaitingLine {

  /** What sums of fractions may lack of a whole. */
  static final double ROUNDING = 1e-9;

  private final Map<Priority, WaitingLane> lanes = new EnumMap<>(Priority.class);

  WaitingLine() {
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new WaitingLane());
    }
  }

  /** Sets aside who was told to come and has not. */
  void advance(Instant now) {
    lanes.values().forEach(lane -> lane.advance(now));
  }

  /** The clock was put back: whoever waits may come at once. */
  void clockWentBack(Instant now) {
    lanes.values().forEach(lane -> lane.clockWentBack(now));
  }

  /** Whether the caller waits, at whatever priority. */
  boolean has(String caller) {
    return lanes.values().stream().anyMatch(lane -> lane.has(caller));
  }

  /** Calls that are waited for. */
  long waiting() {
    return lanes.values().stream().mapToLong(WaitingLane::wanted).sum();
  }

  /** Calls that must be left for others before the caller's next one. */
  long ahead(Turn turn, Instant now) {
    Priority priority = standing(turn);
    WaitingLane own = lane(priority);
    long inLane = own.ahead(turn.caller());
    if (inLane + 1 <= own.credit() + ROUNDING) {
      return inLane;
    }
    long ahead = inLane;
    for (Priority other : Priority.values()) {
      if (other.compareTo(priority) < 0) {
        ahead += lane(other).wanted();
      } else if (other.compareTo(priority) > 0 && lane(other).isNextSure(now)) {
        ahead++;
      }
    }
    return ahead;
  }

  /** As {@link #ahead}, but of those alone who were told to come by now. */
  long dueAhead(Turn turn, Instant now) {
    Priority priority = standing(turn);
    long ahead = lane(priority).dueAhead(turn.caller(), now);
    for (Priority other : Priority.values()) {
      if (other.compareTo(priority) < 0) {
        ahead += lane(other).dueAhead(turn.caller(), now);
      }
    }
    return ahead;
  }

  /**
   * Calls that the hub must take from now on until the caller's turn has come for all that are kept
   * for it.
   *
   * @param otherwise calls that are to be kept for it, if it does not wait for a number already
   */
  double until(Turn turn, int otherwise, Instant now) {
    Priority priority = standing(turn);
    WaitingLane own = lane(priority);
    int calls = lane(priority).calls(turn.caller(), otherwise);
    double inOrder = (double) ahead(turn, now) + calls;
    if (priority.share() == 0) {
      return inOrder;
    }
    double missing = Math.max(0, own.ahead(turn.caller()) + calls - own.credit());
    return Math.min(inOrder, calls + missing / priority.share());
  }

  /**
   * A call was served.
   *
   * @return since when the caller waited for it; empty if it did not, or has been counted already
   */
  Optional<Instant> served(Turn turn) {
    Priority priority = standing(turn);
    for (Priority other : Priority.values()) {
      if (other.compareTo(priority) > 0) {
        lane(other).earn(other.share());
      }
    }
    return lane(priority).served(turn.caller());
  }

  /** Tells a caller when to come back, and keeps its place. */
  void promise(Turn turn, int otherwise, Instant now, Instant promised) {
    Priority priority = standing(turn);
    int calls = lane(priority).calls(turn.caller(), otherwise);
    leaveBelow(turn.caller(), priority);
    lane(priority).promise(turn.caller(), now, promised, calls);
  }

  /** As {@link #promise}, for one call and before all others of its priority. */
  void promiseFirst(Turn turn, Instant now, Instant promised) {
    Priority priority = standing(turn);
    leaveBelow(turn.caller(), priority);
    lane(priority).promiseFirst(turn.caller(), now, promised);
  }

  /** A caller that was served needs no more for now; one that was sent away keeps its place. */
  void end(String caller) {
    lanes.values().forEach(lane -> lane.end(caller));
  }

  /** Calls that a caller waits for that was sent away; 1 for one that is new or being served. */
  int callsToBegin(Turn turn) {
    return lane(standing(turn)).callsToBegin(turn.caller());
  }

  /** The higher of the priority asked for and the one at which the caller waits already. */
  private Priority standing(Turn turn) {
    for (Priority priority : Priority.values()) {
      if (priority == turn.priority() || lane(priority).has(turn.caller())) {
        return priority;
      }
    }
    throw new IllegalStateException("no priority " + turn.priority());
  }

  private void leaveBelow(String caller, Priority kept) {
    for (Priority priority : Priority.values()) {
      if (priority.compareTo(kept) > 0) {
        lane(priority).leave(caller);
      }
    }
  }

  private WaitingLane lane(Priority priority) {
    WaitingLane lane = lanes.get(priority);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + priority);
    }
    return lane;
  }
}
