package io.twinoperator.emulator.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * One limit with its traffic shaping: the generic cell rate algorithm, which knows each request's
 * turn when it comes. Turns are in the order of the requests. Guarded by its owner.
 */
final class ShapedRate {
  private final long nanosPerOperation;
  private final Duration burst;
  private final Shaping shaping;
  // When those who wait stop waiting; those of the past are taken out at the next request.
  private final PriorityQueue<Instant> waiting = new PriorityQueue<>();
  private Instant paidUntil = Instant.MIN;

  ShapedRate(RateLimit limit, Shaping shaping) {
    this.nanosPerOperation = limit.nanosPerOperation();
    this.burst =
        Duration.ofNanos(nanosPerOperation)
            .multipliedBy(limit.operations())
            .multipliedBy(shaping.burstWindows());
    this.shaping = shaping;
  }

  /** Gives a request of this cost, 1 or more operations, its turn. */
  Admission admit(Instant now, long cost) {
    Instant paid = paidAfter(now, cost);
    Instant turn = paid.minus(burst);
    if (!turn.isAfter(now)) {
      paidUntil = paid;
      return new Admission.Now();
    }
    if (waitingAt(now) >= shaping.backlog()) {
      return new Admission.Refused(
          switch (shaping.fullBacklog()) {
            case THROTTLING_EXCEPTION -> ThrottleRefusal.THROTTLED;
            case BACKLOG_LIMIT_EXCEEDED -> ThrottleRefusal.BACKLOG_FULL;
          });
    }
    Instant patience = now.plus(shaping.longestWait());
    if (turn.isAfter(patience)) {
      // It takes a place in the queue while it waits, but nothing of the limit.
      waiting.add(patience);
      return new Admission.Expires(shaping.longestWait(), ThrottleRefusal.BACKLOG_TIMEOUT);
    }
    paidUntil = paid;
    waiting.add(turn);
    return new Admission.After(Duration.between(now, turn));
  }

  /** How many requests wait. */
  int waitingAt(Instant now) {
    while (!waiting.isEmpty() && !waiting.peek().isAfter(now)) {
      waiting.remove();
    }
    return waiting.size();
  }

  private Instant paidAfter(Instant now, long cost) {
    Instant from = paidUntil.isAfter(now) ? paidUntil : now;
    return from.plusNanos(Math.multiplyExact(nanosPerOperation, cost));
  }
}
