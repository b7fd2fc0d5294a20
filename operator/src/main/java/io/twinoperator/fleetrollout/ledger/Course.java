package io.twinoperator.fleetrollout.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided once for the whole rollout and is not decided anew after a restart.
 *
 * @param breach why the rollout stopped by itself; empty while it has not
 * @param verdicts what is remembered of the verdicts on devices besides their states
 * @param abort when and why it was aborted; there is no way back but a rollback
 * @param rollback when and why it is rolled back; there is no way back from that
 * @param bake the time after the last wave in which it is still judged; empty before
 * @param finish how it ended; empty while it has not
 * @param suspicion why nothing may be written before a person has approved the plan
 */
public record Course(
    Optional<Breach> breach,
    Verdicts verdicts,
    Optional<Stop> abort,
    Optional<Rollback> rollback,
    Optional<Soak> bake,
    Optional<Finish> finish,
    Optional<Suspicion> suspicion) {

  /** Nothing has been decided. */
  public static final Course NONE =
      new Course(
          Optional.empty(),
          Verdicts.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** A course that was stored before verdicts were remembered remembers none. */
  public Course {
    verdicts = Objects.requireNonNullElse(verdicts, Verdicts.NONE);
  }

  /** The same with another breach, or none. */
  public Course with(Optional<Breach> other) {
    return new Course(other, verdicts, abort, rollback, bake, finish, suspicion);
  }

  /** The same with other verdicts remembered. */
  public Course with(Verdicts other) {
    return new Course(breach, other, abort, rollback, bake, finish, suspicion);
  }

  /** The same, aborted. */
  public Course with(Stop stop) {
    return new Course(breach, verdicts, Optional.of(stop), rollback, bake, finish, suspicion);
  }

  /** The same, rolled back; one that had ended has not any more. */
  public Course with(Rollback undo) {
    return new Course(
        breach, verdicts, abort, Optional.of(undo), bake, Optional.empty(), suspicion);
  }

  /** The same, with the time after the last wave begun. */
  public Course with(Soak begun) {
    return new Course(breach, verdicts, abort, rollback, Optional.of(begun), finish, suspicion);
  }

  /** The same, ended. */
  public Course with(Finish end) {
    return new Course(breach, verdicts, abort, rollback, bake, Optional.of(end), suspicion);
  }

  /** The same with a plan that needs a person's approval. */
  public Course with(Suspicion found) {
    return new Course(breach, verdicts, abort, rollback, bake, finish, Optional.of(found));
  }

  /**
   * Traces on the devices that nobody here remembers.
   *
   * @param reason a word for a condition
   * @param sentence what was found, and what to do
   */
  public record Suspicion(String reason, String sentence) {}

  /** Who decided. */
  public enum By {
    /** The spec asked for it. */
    SPEC,
    /** The failure policy did. */
    FAILURE_POLICY
  }

  /**
   * Why a rollout stopped by itself.
   *
   * @param criterion in words, with the counts of that moment
   * @param wave index of the wave that was under way, -1 after the last one
   * @param terms hash of the limits that were breached; going on takes others
   * @param pause whether a person has asked for a pause since: going on takes no more than Run then
   */
  public record Breach(String criterion, Instant at, int wave, String terms, Pause pause) {

    /** The same under other limits that are breached too. */
    public Breach under(String others) {
      return new Breach(criterion, at, wave, others, pause);
    }

    /** The same after a person has asked for a pause. */
    public Breach pausedByHand() {
      return new Breach(criterion, at, wave, terms, Pause.ASKED_FOR);
    }
  }

  /** Whether a person has asked for a pause since a breach. */
  public enum Pause {
    NOT_ASKED_FOR,
    ASKED_FOR
  }

  /**
   * What is remembered of members besides the states they are in.
   *
   * @param accepted a letter per member: the state in which it was decided when a person let the
   *     rollout go on after a breach, as long as it stays in it, or {@link #NOT_ACCEPTED}; empty
   *     where nothing was accepted
   * @param applied members that were ever seen with the new value, a bit for each, the lowest
   *     first, in base64
   */
  public record Verdicts(String accepted, String applied) {
    /** The letter of a member of which nothing was accepted. */
    public static final char NOT_ACCEPTED = '.';

    /** Nothing is remembered. */
    public static final Verdicts NONE = new Verdicts("", "");

    /** Packs what is remembered. */
    public static Verdicts of(String accepted, BitSet applied) {
      return new Verdicts(accepted, Base64.getEncoder().encodeToString(applied.toByteArray()));
    }

    /**
     * Members that were ever seen with the new value.
     *
     * @throws IllegalArgumentException if it is no base64
     */
    public BitSet appliedMembers() {
      return BitSet.valueOf(Base64.getDecoder().decode(applied));
    }
  }

  /** An end of releases for good. */
  public record Stop(By by, Instant at, String why) {}

  /**
   * A rollback.
   *
   * @param onlyWave index of the one wave that is undone; empty for the whole rollout
   * @param failed devices that the failure policy counted as failed when it began
   */
  public record Rollback(By by, Instant at, String why, Optional<Integer> onlyWave, int failed) {}

  /**
   * Time in which something must stay as it is; it stands still while nobody can see whether it
   * does.
   *
   * @param since when it began
   * @param visibleMillis {@link Progress#visibleMillis} of that moment
   */
  public record Soak(Instant since, long visibleMillis) {

    /** How much of it has been seen by that reading of {@link Progress#visibleMillis}. */
    public Duration passed(long visible) {
      return Duration.ofMillis(Math.max(0, visible - visibleMillis));
    }
  }

  /** How a rollout ended. */
  public enum Outcome {
    SUCCEEDED,
    NOTHING_TO_DO,
    ALREADY_DONE,
    ABORTED,
    ROLLED_BACK,
    ROLLED_BACK_WITH_EXCEPTIONS
  }

  /** The end of a rollout. */
  public record Finish(Outcome outcome, Instant at) {}
}
