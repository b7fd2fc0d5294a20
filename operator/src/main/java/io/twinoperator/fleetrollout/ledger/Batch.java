package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.twin.MergePatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Devices that are written together by one lane, with what they had before. Written to the ledger
 * before the hub is asked, so that a restart knows what may have been written, and finds a job by
 * its id instead of writing twice.
 *
 * @param number counts from 0 over the whole rollout
 * @param wave index of the wave for whose sake it was released; of an undo, that of its devices
 * @param id names the batch; of the lane {@code JOB} the id of its job on the hub
 * @param patches of the lane {@code JOB} exactly one; each device names the one it gets
 */
public record Batch(
    int number,
    int wave,
    Work work,
    Lane lane,
    String id,
    Instant createdAt,
    List<MergePatch> patches,
    List<BatchDevice> devices) {

  /** Copies the lists. */
  public Batch {
    patches = List.copyOf(patches);
    devices = List.copyOf(devices);
  }

  /** Which way a batch goes. */
  public enum Work {
    /** Brings the change. */
    CHANGE,
    /** Takes it back. */
    UNDO
  }

  /** By what a batch is written. */
  public enum Lane {
    /** A job of the hub: forced, and not stoppable once it runs. */
    JOB,
    /** A conditional patch for each device. */
    TWIN_PATCH
  }

  /** What has become of a batch. */
  public enum Outcome {
    /** To be handed to the hub, or handed over and not ended. */
    OPEN('o'),
    /** Ended, and its devices were accounted for. */
    ENDED('e'),
    /**
     * Never handed over, or cancelled before it started: its devices go back to where they were.
     */
    VOID('v'),
    /**
     * Not taken by the hub, which had no slot for its job: its devices wait, and it is handed over
     * under the same id if they are the same when there may be a slot.
     */
    SHELVED('w');

    private final char letter;

    Outcome(char letter) {
      this.letter = letter;
    }

    /** Whether the devices of such a batch may have been written. */
    public boolean mayHaveWritten() {
      return switch (this) {
        case OPEN, ENDED -> true;
        case VOID, SHELVED -> false;
      };
    }

    /** The letter that stands for the outcome in the ledger. */
    public char letter() {
      return letter;
    }

    /**
     * The outcome that a letter stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static Outcome of(char letter) {
      for (Outcome outcome : values()) {
        if (outcome.letter == letter) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("'" + letter + "' stands for no outcome of a batch");
    }
  }

  /**
   * A device of a batch.
   *
   * @param member its index in the plan
   * @param patch index of the patch it gets
   * @param desiredVersion $version of its desired properties before the write
   * @param before what its leaves were just before the write, where that is not what the plan says
   */
  public record BatchDevice(
      int member, int patch, long desiredVersion, Optional<BeforeImage> before) {}
}
