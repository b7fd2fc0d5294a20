package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Callers of one budget in virtual time: each comes back exactly when it is told to. */
final class Crowd {

  private final VirtualClock clock;
  private final Budget budget;
  private final Instant start;
  private final PriorityQueue<Visit> visits =
      new PriorityQueue<>(Comparator.comparing(Visit::at).thenComparing(Visit::order));
  private final List<String> served = new ArrayList<>();
  private long order;

  Crowd(Budget budget, VirtualClock clock) {
    this.budget = budget;
    this.clock = clock;
    this.start = clock.instant();
  }

  private record Visit(Instant at, long order, Caller caller) {}

  /** One that wants to make a number of calls, one after the other. */
  final class Caller {
    private final OperationClass operation;
    private final Turn turn;
    private final List<Duration> calls = new ArrayList<>();
    private int wanted;
    private int trips;

    private Caller(OperationClass operation, Turn turn, int wanted) {
      this.operation = operation;
      this.turn = turn;
      this.wanted = wanted;
    }

    /** When its calls were made, from the start. */
    List<Duration> calls() {
      return calls;
    }

    /** When its last call was made, from the start. */
    Duration last() {
      return calls.get(calls.size() - 1);
    }

    /** How often it came. */
    int trips() {
      return trips;
    }

    private void visit() {
      trips++;
      while (wanted > 0) {
        Duration wait = budget.tryTake(operation, turn);
        if (!wait.isZero()) {
          visits.add(new Visit(clock.instant().plus(wait), order++, this));
          return;
        }
        wanted--;
        calls.add(Duration.between(start, clock.instant()));
        served.add(turn.caller());
      }
      budget.release(turn);
    }
  }

  /** One that comes at a time, counted from the start. */
  Caller comes(Duration at, OperationClass operation, Priority priority, String name, int calls) {
    Caller caller = new Caller(operation, new Turn(priority, name), calls);
    visits.add(new Visit(start.plus(at), order++, caller));
    return caller;
  }

  /** Lets time pass, and everybody come who is due. */
  void runUntil(Duration end) {
    Instant until = start.plus(end);
    while (!visits.isEmpty() && !visits.peek().at().isAfter(until)) {
      Visit visit = visits.remove();
      clock.advance(Duration.between(clock.instant(), visit.at()));
      visit.caller().visit();
    }
    clock.advance(Duration.between(clock.instant(), until));
  }

  /** Who was served, in order. */
  List<String> served() {
    return served;
  }
}
