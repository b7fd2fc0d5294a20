package io.twinoperator.fleetrollout.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/**
 * What the operator's owner asks for at one time, known apart from how the operator reads it.
 *
 * @param state Plan, Run, Pause, Abort or Rollback
 * @param hold whether the annotation of that name is there
 * @param promoteTo a wave's name, or All
 */
record Wishes(
    long generation,
    String state,
    boolean hold,
    Optional<String> promoteTo,
    SortedSet<String> excluded,
    Strategy strategy,
    Failures failures,
    Undoing undoing,
    Writing writing) {

  /**
   * How it is released.
   *
   * @param rate writes a minute at the start; empty for any
   */
  record Strategy(
      List<Wave> waves,
      OptionalInt maxConcurrency,
      Optional<Budget> budget,
      Optional<Rate> rate,
      Duration progressDeadline) {}

  /** Devices released together. */
  record Wave(
      String name,
      String size,
      Optional<String> query,
      Duration soak,
      int successPercent,
      int minConverged,
      boolean manualGate,
      boolean mandatory) {}

  /** How many devices of one tag value may be under way at once. */
  record Budget(String groupBy, int maxUnavailable) {}

  /** How fast, and how the pace grows. */
  record Rate(int perMinute, double factor, int increaseAfter, int mostPerMinute) {}

  /** When it stops by itself, and how. */
  record Failures(String most, int minDevices, String action) {}

  /** How it is undone, how long it is watched after the last wave, and what becomes of the away. */
  record Undoing(
      String scope,
      Duration bakeTime,
      OptionalInt perMinute,
      String offlinePolicy,
      Duration offlineAfter,
      Duration stragglerDeadline) {}

  /** How the hub is written. */
  record Writing(String mode, int maxDevicesPerJob, String marker) {}

  /** The same with another state, as an edit of the object. */
  Wishes in(String other) {
    return new Wishes(
        generation + 1, other, hold, promoteTo, excluded, strategy, failures, undoing, writing);
  }

  /** The same up to another wave. */
  Wishes promotedTo(String wave) {
    return new Wishes(
        generation + 1,
        state,
        hold,
        Optional.of(wave),
        excluded,
        strategy,
        failures,
        undoing,
        writing);
  }

  /** The same with more failures accepted. */
  Wishes accepting(String most) {
    return new Wishes(
        generation + 1,
        state,
        hold,
        promoteTo,
        excluded,
        strategy,
        new Failures(most, failures.minDevices(), failures.action()),
        undoing,
        writing);
  }

  /** The same, held or let go; an annotation is no edit of the spec. */
  Wishes held(boolean other) {
    return new Wishes(
        generation, state, other, promoteTo, excluded, strategy, failures, undoing, writing);
  }

  /** The same without these devices. */
  Wishes excluding(SortedSet<String> devices) {
    return new Wishes(
        generation + 1, state, hold, promoteTo, devices, strategy, failures, undoing, writing);
  }

  boolean isToRun() {
    return state.equals("Run") && !hold;
  }

  boolean isToUndo() {
    return state.equals("Rollback") && !hold;
  }
}
