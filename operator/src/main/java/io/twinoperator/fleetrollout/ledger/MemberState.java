package io.twinoperator.fleetrollout.ledger;

/** The state of one device in a rollout; a device is in exactly one. */
public enum MemberState {
  /** Not released. */
  PENDING('.', Standing.WAITING),
  /** A DeviceConfig owns a leaf: left alone. */
  CLAIMED('c', Standing.ASIDE),
  /** The twin has another shape where a leaf should be: never written. */
  CONFLICT('x', Standing.ASIDE),
  /** Released, but offline: not written yet. */
  DEFERRED('d', Standing.ASIDE),
  /** Handed to the hub, and not answered by the device. */
  WRITTEN('w', Standing.IN_FLIGHT),
  /** Acknowledged with 202. */
  APPLYING('a', Standing.IN_FLIGHT),
  /** Went away after it was written; holds its wave until the progress deadline. */
  WRITTEN_OFFLINE('o', Standing.IN_FLIGHT),
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
  STRAGGLER('s', Standing.ASIDE);

  /** What a state means for the wave and for the failure policy. */
  public enum Standing {
    WAITING,
    IN_FLIGHT,
    SUCCESS,
    FAILURE,
    ASIDE
  }

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
    for (MemberState state : values()) {
      if (state.letter == letter) {
        return state;
      }
    }
    throw new IllegalArgumentException("'" + letter + "' stands for no state of a device");
  }
}
