package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The budget of one class of operation: its tokens, who waits for them, and what was counted. A
 * token is kept for each caller that was told to come by now; others take what is left. Not safe
 * for threads: {@link Budget} guards it.
 */
final class CallBudget {

  /** How long a token is in hand before it is put back by itself: no pass takes so long. */
  static final Duration IN_HAND_FOR = Duration.ofSeconds(30);

  /** So many callers that may collect tokens fill a bucket. */
  private static final int BATCHES = 5;

  private final int together;
  private final TokenBucket bucket;
  private final WaitingLine line = new WaitingLine();
  private final LatencyWatch latency = new LatencyWatch();
  private final RecentCalls recent = new RecentCalls();
  private final Map<String, InHand> inHand = new LinkedHashMap<>();
  private Instant lastSeen;
  private long granted;
  private long throttled;
  private double waitSeconds;

  private record InHand(Turn turn, Instant since) {}

  /**
   * A budget that has just begun.
   *
   * @param together calls that are no use one at a time, such as reading a job and creating the
   *     next: a caller that was sent away is served again when there are tokens for that many
   */
  CallBudget(double perSecond, int together, Instant now) {
    this.together = together;
    this.bucket = new TokenBucket(perSecond, now);
    this.lastSeen = now;
  }

  /**
   * Takes a token: one in hand, or one that is left.
   *
   * @return zero if it was taken, otherwise how long to stay away; the caller has a place in the
   *     line
   */
  Duration tryTake(Turn turn, Instant now) {
    Duration wait = reserve(turn, now);
    if (wait.isZero()) {
      inHand.remove(turn.caller());
      count(now);
    }
    return wait;
  }

  /** As {@link #tryTake}, but keeps the token in hand for the caller's next call. */
  Duration reserve(Turn turn, Instant now) {
    advance(now);
    if (inHand.containsKey(turn.caller())) {
      return Duration.ZERO;
    }
    if (isTurnOf(turn, now)) {
      bucket.take();
      line.served(turn).ifPresent(since -> waited(since, now));
      inHand.put(turn.caller(), new InHand(turn, now));
      return Duration.ZERO;
    }
    int part = (int) (bucket.capacity() / BATCHES);
    int calls = Math.max(together, Math.min(part, turn.priority().batch()));
    Duration wait = atLeastOneMilli(bucket.until(line.until(turn, calls, now), now));
    line.promise(turn, calls, now, now.plus(wait));
    return wait;
  }

  /** A pass of the caller has ended: what it has in hand and did not need goes to others. */
  void release(String caller) {
    line.end(caller);
    if (inHand.remove(caller) != null) {
      bucket.putBack();
    }
  }

  /** Lets a call through without a token. */
  void count(Instant now) {
    granted++;
    recent.add(now);
  }

  /** Tokens that are left for a caller beyond those kept for callers that come before it. */
  int room(Turn turn, Instant now) {
    advance(now);
    long left = bucket.whole(now) - line.ahead(turn, now);
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, left));
  }

  /** Whether the caller has a token in hand or a place in the line. */
  boolean isAwaitedBy(String caller, Instant now) {
    advance(now);
    return inHand.containsKey(caller) || line.has(caller);
  }

  /**
   * The hub refused a call: slows down, and keeps the first place for its caller. What others have
   * in hand is worth nothing during the pause; they keep their places too.
   *
   * @return how long to stay away
   */
  Duration throttled(Turn turn, Instant now) {
    advance(now);
    throttled++;
    bucket.throttled(now);
    List<Turn> robbed = inHand.values().stream().map(InHand::turn).toList();
    inHand.clear();
    robbed.forEach(other -> queueFirst(other, now));
    return queueFirst(turn, now);
  }

  private Duration queueFirst(Turn turn, Instant now) {
    Duration wait = atLeastOneMilli(bucket.until(line.ahead(turn, now) + 1.0, now));
    line.promiseFirst(turn, now, now.plus(wait));
    return wait;
  }

  /** The hub refused a call that was not held back. */
  void countThrottled() {
    throttled++;
  }

  /** The hub answered a call in that time. */
  void answered(Duration after, Instant now) {
    advance(now);
    if (latency.isSlowAfter(after, now)) {
      bucket.slow(now);
    }
  }

  void changeRate(double perSecond, Instant now) {
    advance(now);
    bucket.rate(perSecond, now);
  }

  /** Whether the hub has shown that the limit is too much for it at the moment. */
  boolean isSlowed(Instant now) {
    return bucket.slowed(now) != BudgetReading.Slowed.NO;
  }

  BudgetReading reading(Instant now) {
    advance(now);
    return new BudgetReading(
        granted,
        throttled,
        waitSeconds,
        recent.count(now),
        bucket.effectiveRate(now),
        bucket.factor(now),
        bucket.slowed(now),
        bucket.pausedUntil(now),
        line.waiting());
  }

  /**
   * There are tokens beyond those kept for callers that come before this one; or so many that the
   * next would be lost, and enough for those who may be here any moment.
   */
  private boolean isTurnOf(Turn turn, Instant now) {
    int first = Math.min(together, line.callsToBegin(turn));
    return bucket.has(line.ahead(turn, now) + first, now)
        || (bucket.isFull(now) && bucket.has(line.dueAhead(turn, now) + first, now));
  }

  private void advance(Instant now) {
    if (now.isBefore(lastSeen)) {
      line.clockWentBack(now);
      inHand.replaceAll((caller, held) -> new InHand(held.turn(), now));
    }
    lastSeen = now;
    line.advance(now);
    Optional<Map.Entry<String, InHand>> oldest = inHand.entrySet().stream().findFirst();
    if (oldest
        .filter(held -> held.getValue().since().plus(IN_HAND_FOR).isBefore(now))
        .isPresent()) {
      release(oldest.get().getKey());
    }
  }

  private void waited(Instant since, Instant now) {
    waitSeconds += Math.max(0, Duration.between(since, now).toMillis()) / 1000.0;
  }

  private static Duration atLeastOneMilli(Duration wait) {
    return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
  }
}
