package io.twinoperator.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the operator allows itself of one hub host, shared by everything that talks to it: a rate
 * for each class of operation, lower for a while when the hub answers 429 or slowly, and nothing
 * that costs messages while the daily quota is used up. Nothing here blocks: whoever gets no token
 * gets a place in the line and the time at which its turn comes.
 */
public final class Budget {

  /** A rollout looks after its job before it creates the next. */
  private static final int JOB_CALLS_TOGETHER = 2;

  private final InstantSource clock;
  private final Runnable changed;
  private final Map<OperationClass, CallBudget> calls = new EnumMap<>(OperationClass.class);
  private final QuotaPause quota = new QuotaPause();
  private final JobSlots jobSlots;
  private BudgetPolicy policy;

  /** How a budget stands as a whole. */
  public enum State {
    /** Nothing is held back by its mode. */
    UNLIMITED,
    /** Calls run at the limits. */
    NORMAL,
    /** The hub has shown that the limits are too much for it at the moment. */
    SLOWED,
    /** The daily message quota is used up. */
    QUOTA_EXCEEDED
  }

  /** A budget that has just begun: each class holds a single token. */
  public Budget(BudgetPolicy policy, InstantSource clock) {
    this(policy, clock, () -> {});
  }

  /**
   * A budget that tells when its state changes.
   *
   * @param changed called without any lock; must return quickly
   */
  Budget(BudgetPolicy policy, InstantSource clock, Runnable changed) {
    this.clock = clock;
    this.changed = changed;
    this.policy = policy;
    this.jobSlots = new JobSlots(clock);
    Instant now = clock.instant();
    for (OperationClass operation : OperationClass.values()) {
      int together = operation == OperationClass.JOB ? JOB_CALLS_TOGETHER : 1;
      calls.put(operation, new CallBudget(policy.limits().perSecond(operation), together, now));
    }
  }

  /**
   * Takes a token if it is the caller's turn; uses one that was reserved.
   *
   * @return zero if it was taken, otherwise how long to stay away. The caller has a place in the
   *     line then, and a token is kept for it from that time on for {@link WaitingLane#KEPT_FOR}
   */
  public synchronized Duration tryTake(OperationClass operation, Turn turn) {
    if (policy.mode() == BudgetPolicy.Mode.UNLIMITED) {
      call(operation).count(clock.instant());
      return Duration.ZERO;
    }
    return call(operation).tryTake(turn, clock.instant());
  }

  /**
   * Takes a token to write a twin and one to read it before, or as much of it as there is. What was
   * got is in hand until it is used, given back by {@link #release}, or 30 seconds old.
   *
   * @return zero if both are in hand, otherwise how long to stay away
   */
  public synchronized Duration reserveWrite(Turn turn) {
    if (policy.mode() == BudgetPolicy.Mode.UNLIMITED) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    Duration write = call(OperationClass.TWIN_WRITE).reserve(turn, now);
    return write.isZero() ? call(OperationClass.TWIN_READ).reserve(turn, now) : write;
  }

  /** Tokens that the caller could take now, one after the other. */
  public synchronized int room(OperationClass operation, Turn turn) {
    return policy.mode() == BudgetPolicy.Mode.UNLIMITED
        ? Integer.MAX_VALUE
        : call(operation).room(turn, clock.instant());
  }

  /** Who may have jobs active; no mode and no share applies to them. */
  public JobSlots jobSlots() {
    return jobSlots;
  }

  /** Whether the caller waits to write, or may already. */
  public synchronized boolean awaitsWrite(Turn turn) {
    return call(OperationClass.TWIN_WRITE).isAwaitedBy(turn.caller(), clock.instant());
  }

  /**
   * A pass of the caller has ended: what it has in hand, or could still have had, goes to others. A
   * place that it was sent away with is kept.
   */
  public synchronized void release(Turn turn) {
    calls.values().forEach(call -> call.release(turn.caller()));
  }

  /**
   * Takes note that the hub refused a call with 429.
   *
   * @return how long to stay away; the caller has the first place of its priority then
   */
  public Duration throttled(OperationClass operation, Turn turn) {
    return telling(
        () -> {
          if (policy.mode() == BudgetPolicy.Mode.UNLIMITED) {
            call(operation).countThrottled();
            return TokenBucket.PAUSE;
          }
          return call(operation).throttled(turn, clock.instant());
        });
  }

  /** Takes note that the hub answered a call that was made at that time. */
  public void answered(OperationClass operation, Instant calledAt) {
    telling(
        () -> {
          Instant now = clock.instant();
          if (policy.mode() == BudgetPolicy.Mode.ENFORCED) {
            call(operation).answered(Duration.between(calledAt, now), now);
          }
          return policy;
        });
  }

  /**
   * Takes note that the hub's daily message quota is used up.
   *
   * @return how long it will be
   */
  public Duration quotaExceeded() {
    return telling(
        () -> {
          Instant now = clock.instant();
          quota.exceeded(now);
          return Duration.between(now, quota.until(now).orElse(now));
        });
  }

  /** Does something, and tells the listener if the budget stands otherwise since. */
  private <T> T telling(Supplier<T> change) {
    T result;
    boolean isOther;
    synchronized (this) {
      State before = state();
      result = change.get();
      isOther = state() != before;
    }
    if (isOther) {
      changed.run();
    }
    return result;
  }

  /** How long the hub has no messages left; empty if that is not known. */
  public synchronized Optional<Duration> quotaPause() {
    Instant now = clock.instant();
    return policy.mode() == BudgetPolicy.Mode.UNLIMITED
        ? Optional.empty()
        : quota.until(now).map(until -> Duration.between(now, until));
  }

  /**
   * Changes limits and mode from now on. What was taken or paused stays so, but a hub of another
   * size may have messages left again.
   */
  public synchronized void change(BudgetPolicy next) {
    if (next.equals(policy)) {
      return;
    }
    policy = next;
    quota.lift();
    Instant now = clock.instant();
    calls.forEach((operation, call) -> call.changeRate(next.limits().perSecond(operation), now));
  }

  /** Limits and mode in force. */
  public synchronized BudgetPolicy policy() {
    return policy;
  }

  /** How the budget stands as a whole. */
  public synchronized State state() {
    if (policy.mode() == BudgetPolicy.Mode.UNLIMITED) {
      return State.UNLIMITED;
    }
    if (quotaPause().isPresent()) {
      return State.QUOTA_EXCEEDED;
    }
    Instant now = clock.instant();
    return calls.values().stream().anyMatch(call -> call.isSlowed(now))
        ? State.SLOWED
        : State.NORMAL;
  }

  /** When the daily quota is new; empty if it is not known to be used up. */
  public synchronized Optional<Instant> quotaUntil() {
    return quota.until(clock.instant());
  }

  /** The time by which calls are measured. */
  Instant now() {
    return clock.instant();
  }

  /** How one class of operation stands. */
  public synchronized BudgetReading reading(OperationClass operation) {
    return call(operation).reading(clock.instant());
  }

  private CallBudget call(OperationClass operation) {
    CallBudget call = calls.get(operation);
    if (call == null) {
      throw new IllegalStateException("no budget for " + operation);
    }
    return call;
  }
}
