package io.twinoperator.fleetrollout.ledger;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The state of one device in a rollout; a device is in exactly one. */
public enum MemberState {
  /** Not released. */
  PENDING('.', Standing.WAITING),
  /** Somebody else owns a leaf: left alone. */
  CLAIMED('c', Standing.ASIDE),
  /** A leaf changed, or has another shape, since the plan: never written. */
  CONFLICT('x', Standing.ASIDE),
  /** Taken out by the spec: keeps its value, and is undone on rollback. */
  EXCLUDED('e', Standing.ASIDE),
  /** Released, but offline: not written yet. */
  DEFERRED('d', Standing.ASIDE),
  /** Handed to the hub, and not answered by the device. */
  WRITTEN('w', Standing.IN_FLIGHT),
  /** Acknowledged with 202. */
  APPLYING('a', Standing.IN_FLIGHT),
  /** Went away after it was written; holds its wave until the progress deadline. */
  WRITTEN_OFFLINE('o', Standing.AWAY),
  /** Confirmed by a report or acknowledgement newer than our write. */
  CONVERGED('C', Standing.SUCCESS),
  /** Was so before: no evidence for a wave. */
  ALREADY_CONVERGED('A', Standing.ASIDE),
  /** Refused by the device, or another value acknowledged. */
  REJECTED('R', Standing.FAILURE),
  /** Has reported the leaf before, and did not confirm in time. */
  TIMED_OUT('T', Standing.FAILURE),
  /** Has never reported the leaf. */
  UNVERIFIABLE('U', Standing.FAILURE),
  /** The hub refused the write. */
  WRITE_FAILED('F', Standing.FAILURE),
  /** Converged, then reported something else. */
  REGRESSED('G', Standing.FAILURE),
  /** Somebody else has changed a leaf of ours since. */
  SUPERSEDED('S', Standing.ASIDE),
  /** Deleted, disabled or re-created since the plan. */
  GONE('g', Standing.ASIDE),
  /**
   * Written, away, and not yet confirmed; the wave went on without it, and it is still followed.
   */
  STRAGGLER('s', Standing.ASIDE),
  /** A straggler that did not come back in time; followed no more. */
  EXPIRED('E', Standing.ASIDE),
  /** To be undone, or undone and not confirmed. */
  ROLLBACK_PENDING('p', Standing.UNDOING),
  /** Has what it had before, confirmed by the device; or never applied the change. */
  ROLLED_BACK('B', Standing.UNDONE),
  /** The twin has what it had before, and the device did not confirm it in time. */
  ROLLBACK_UNCONFIRMED('u', Standing.UNDONE),
  /** A leaf is not ours any more: left as it is. */
  ROLLBACK_SKIPPED('k', Standing.UNDONE);

  /** What a state means for the wave and for the failure policy. */
  public enum Standing {
    /** Waits for its turn. */
    WAITING,
    /** Written, and expected to answer. */
    IN_FLIGHT,
    /** Written, and away: neither in flight nor decided, but its wave waits for it. */
    AWAY,
    /** Counts as success. */
    SUCCESS,
    /** Counts as failure. */
    FAILURE,
    /** Counts as neither. */
    ASIDE,
    /** Its undo is under way. */
    UNDOING,
    /** Its undo is done, or will not be. */
    UNDONE
  }

  private static final Map<Character, MemberState> BY_LETTER =
      Stream.of(values()).collect(Collectors.toMap(MemberState::letter, Function.identity()));

  private final char letter;
  private final Standing standing;

  MemberState(char letter, Standing standing) {
    this.letter = letter;
    this.standing = standing;
  }

  /** The letter that stands for the state in the ledger. */
  public char letter() {
    return letter;
  }

  /** What the state means for the wave and for the failure policy. */
  public Standing standing() {
    return standing;
  }

  /**
   * The state that a letter stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  public static MemberState of(char letter) {
    MemberState state = BY_LETTER.get(letter);
    if (state == null) {
      throw new IllegalArgumentException("'" + letter + "' stands for no state of a device");
    }
    return state;
  }
}
