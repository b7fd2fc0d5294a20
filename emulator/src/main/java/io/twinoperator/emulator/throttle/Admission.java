package io.twinoperator.emulator.throttle;

import java.time.Duration;
import java.util.function.Function;

/** When a request's turn comes. */
public sealed interface Admission {

  /** At once. */
  record Now() implements Admission {}

  /**
   * After a wait.
   *
   * @param delay from now, longer than zero
   */
  record After(Duration delay) implements Admission {}

  /**
   * Never, and this is known at once.
   *
   * @param refusal why
   */
  record Refused(ThrottleRefusal refusal) implements Admission {}

  /**
   * Never, but it learns so only after having waited.
   *
   * @param delay from now until it is refused
   * @param refusal why
   */
  record Expires(Duration delay, ThrottleRefusal refusal) implements Admission {}

  /** What to do in each case. */
  record Cases<T>(
      Function<Now, T> now,
      Function<After, T> after,
      Function<Refused, T> refused,
      Function<Expires, T> expires) {}

  /** Does what fits. */
  default <T> T fold(Cases<T> cases) {
    if (this instanceof Now now) {
      return cases.now().apply(now);
    }
    if (this instanceof After after) {
      return cases.after().apply(after);
    }
    if (this instanceof Refused refused) {
      return cases.refused().apply(refused);
    }
    return cases.expires().apply((Expires) this);
  }
}
