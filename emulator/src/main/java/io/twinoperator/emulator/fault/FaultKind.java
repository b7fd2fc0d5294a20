package io.twinoperator.emulator.fault;

import io.twinoperator.emulator.hub.ErrorCode;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/** What goes wrong. */
public sealed interface FaultKind {

  /** Whether the operation is done first. */
  enum Moment {
    /** The operation is not done at all. */
    BEFORE,
    /** The operation is done, and its answer lost. */
    AFTER
  }

  /**
   * An error is answered in place of the real answer.
   *
   * @param error with the hub's status, name and digits
   * @param moment whether the operation is done first
   */
  record Answer(ErrorCode error, Moment moment) implements FaultKind {}

  /**
   * The TCP connection is reset and nothing is answered.
   *
   * @param moment whether the operation is done first
   */
  record Reset(Moment moment) implements FaultKind {}

  /**
   * 200 is answered with a page in place of JSON, as by a proxy in between.
   *
   * @param moment whether the operation is done first
   */
  record Garble(Moment moment) implements FaultKind {}

  /**
   * The operation begins later.
   *
   * @param time longer than zero
   */
  record Delay(Duration time) implements FaultKind {}

  /**
   * From now on, until the rule is taken away, queries see the hub as it was so long ago; of
   * several such rules the largest lag counts.
   *
   * @param lag longer than zero
   */
  record StaleQueries(Duration lag) implements FaultKind {}

  /**
   * The connection of the device is dropped before the operation; if the operation is about no one
   * device, those of every device that the rule names.
   */
  record DropConnection() implements FaultKind {}

  /** A desired notification is sent twice. */
  record DuplicateNotification() implements FaultKind {}

  /** What to do about each kind. */
  record Cases<T>(
      Function<Answer, T> answer,
      Function<Reset, T> reset,
      Function<Garble, T> garble,
      Function<Delay, T> delay,
      Function<StaleQueries, T> staleQueries,
      Function<DropConnection, T> dropConnection,
      Function<DuplicateNotification, T> duplicateNotification) {}

  /** Does what fits. */
  default <T> T fold(Cases<T> cases) {
    if (this instanceof Answer answer) {
      return cases.answer().apply(answer);
    }
    if (this instanceof Reset reset) {
      return cases.reset().apply(reset);
    }
    if (this instanceof Garble garble) {
      return cases.garble().apply(garble);
    }
    if (this instanceof Delay delay) {
      return cases.delay().apply(delay);
    }
    if (this instanceof StaleQueries stale) {
      return cases.staleQueries().apply(stale);
    }
    if (this instanceof DropConnection drop) {
      return cases.dropConnection().apply(drop);
    }
    return cases.duplicateNotification().apply((DuplicateNotification) this);
  }

  /** The sides on which it can be done. */
  default Set<FaultSide> sides() {
    Set<FaultSide> requests = Set.of(FaultSide.SERVICE, FaultSide.DEVICE);
    Set<FaultSide> service = Set.of(FaultSide.SERVICE);
    Set<FaultSide> everywhere = Set.of(FaultSide.values());
    return fold(
        new Cases<>(
            answer -> answer.moment() == Moment.BEFORE ? requests : service,
            reset -> service,
            garble -> service,
            delay -> service,
            stale -> service,
            drop -> everywhere,
            duplicate -> Set.of(FaultSide.NOTIFICATION)));
  }

  /** Whether nothing else can go wrong with an operation once this has. */
  default boolean decidesTheAnswer() {
    return fold(
        new Cases<>(
            answer -> true,
            reset -> true,
            garble -> true,
            delay -> false,
            stale -> false,
            drop -> false,
            duplicate -> true));
  }
}
