package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobSlots;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Everything read for one pass over a rollout.
 *
 * @param jobPrefix what the ids of this rollout's jobs begin with
 * @param marker the rollout's mark in the tags of the devices it writes
 * @param restraint what keeps the rollout from going on, whatever its spec says
 * @param readings twins read in this pass, by member
 * @param claims leaves of members that somebody else may write, by member; read with the twins
 * @param neighbours other rollouts that are or were on the same hub, by the keys of their marks
 * @param jobs what was read of the jobs of open batches, by batch number
 * @param outlook where it was worth reading
 * @param verified how far the round of converged members has come with these readings
 * @param blind why the hub could not be read; empty if it could
 * @param since when this process first carried on the rollout
 * @param now by the operator's clock
 */
public record RolloutObservation(
    RolloutSpec spec,
    String jobPrefix,
    OwnMarker marker,
    Ledger ledger,
    Optional<Restraint> restraint,
    SortedMap<Integer, Reading> readings,
    Map<Integer, List<ClaimedLeaf>> claims,
    Map<String, Neighbour> neighbours,
    Map<Integer, JobReading> jobs,
    Outlook outlook,
    int verified,
    Optional<String> blind,
    LaneRoom room,
    Instant since,
    Instant now) {

  /** The reason of a rollout that still reads who else is there, and goes on with that at once. */
  public static final String READING_CONFIGURATIONS = "ReadingConfigurations";

  /** What keeps a rollout from going on. */
  public enum Hindrance {
    /** The annotation {@code hold}: stops everything but cancels. */
    HELD,
    /** The IoTHub is suspended: nothing is written. */
    FROZEN,
    /** The spec is not fit to be carried out: stops releases, never a cancel or an undo. */
    INVALID,
    /** Somebody else's claim stands against it: stops what has not begun. */
    BLOCKED,
    /** The same, but the rollout is to wait for its turn. */
    QUEUED,
    /** Devices bear marks that nobody here remembers: stops what has not begun. */
    INTERRUPTED
  }

  /**
   * A hindrance.
   *
   * @param reason a word for a condition
   * @param why in a sentence that says what to do
   */
  public record Restraint(Hindrance hindrance, String reason, String why) {}

  /**
   * What the lanes can take in this pass.
   *
   * @param jobs jobs that this rollout may have active at once
   * @param patches twins that may be patched now
   * @param jobDevicesPerSecond the pace of the hub's jobs
   * @param patchesPerSecond the pace of patches within the budget
   * @param slotsTaken why there is no slot for another job, and when there may be; empty if there
   *     is one, or none is wanted
   */
  public record LaneRoom(
      int jobs,
      int patches,
      double jobDevicesPerSecond,
      double patchesPerSecond,
      Optional<JobSlots.Taken> slotsTaken) {

    /** Room in which nobody else has a slot for jobs. */
    public LaneRoom(int jobs, int patches, double jobDevicesPerSecond, double patchesPerSecond) {
      this(jobs, patches, jobDevicesPerSecond, patchesPerSecond, Optional.empty());
    }

    /** The same with another number of jobs. */
    public LaneRoom withJobs(int other, Optional<JobSlots.Taken> taken) {
      return new LaneRoom(other, patches, jobDevicesPerSecond, patchesPerSecond, taken);
    }
  }

  /** A twin as read; empty if the device does not exist. */
  public record Reading(Optional<Twin> twin) {}

  /** A leaf that somebody else may write. */
  public record ClaimedLeaf(LeafPath path, Owner owner) {}

  /**
   * A job as read in this pass.
   *
   * @param job empty if the hub knows no such job
   * @param rows what became of its devices, by id; empty before the job has ended, and while they
   *     could not be read
   */
  public record JobReading(Optional<HubJob> job, Optional<Map<String, DeviceRow>> rows) {}

  /** What became of one device of a job. */
  public record DeviceRow(boolean completed, Optional<String> error) {

    /** A device that the job has written. */
    public static final DeviceRow WRITTEN = new DeviceRow(true, Optional.empty());

    /** Reads a row of {@code devices.jobs}. */
    public static DeviceRow of(JsonNode row) {
      JsonNode error = row.path("error");
      return new DeviceRow(
          "completed".equalsIgnoreCase(row.path("status").asText()),
          error.isObject()
              ? Optional.of(error.path("code").asText() + ": " + error.path("description").asText())
              : Optional.empty());
    }
  }

  /**
   * Leaves of a member that somebody else has and this rollout must not write; whoever comes while
   * it runs waits for it to end.
   *
   * @param startedAt when it began to write; empty if it has not
   */
  List<ClaimedLeaf> claimsBefore(int member, Optional<Instant> startedAt) {
    return claims.getOrDefault(member, List.of()).stream()
        .filter(
            claimed ->
                startedAt.filter(started -> claimed.owner().createdAt().isAfter(started)).isEmpty())
        .toList();
  }

  /** Whether a hindrance of this kind is there. */
  boolean isHinderedBy(Hindrance hindrance) {
    return restraint.filter(found -> found.hindrance() == hindrance).isPresent();
  }
}
