package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.HubJob;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Everything that one pass knows.
 *
 * @param generation of the spec
 * @param readings twins read in this pass, by member, in order
 * @param claims for each member read in this pass: who owns which of our leaves
 * @param jobs of open chunks, by chunk number
 * @param blind why the hub could not be asked for all that was due; empty if it could
 * @param jobSlots jobs that the hub's tier runs at once
 */
public record RolloutObservation(
    RolloutSpec spec,
    long generation,
    String jobPrefix,
    Ledger ledger,
    SortedMap<Integer, Reading> readings,
    Map<Integer, List<ClaimedLeaf>> claims,
    Map<Integer, JobReading> jobs,
    Optional<String> blind,
    int jobSlots,
    Instant now) {

  /** A twin as read in this pass; empty if the hub knows no such device. */
  public record Reading(Optional<Twin> twin) {}

  /** A leaf of ours that somebody else may write. */
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
}
