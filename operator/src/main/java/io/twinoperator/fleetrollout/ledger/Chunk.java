package io.twinoperator.fleetrollout.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.twin.MergePatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Devices that one job writes, with what they had before. Written to the ledger before the job is
 * created, so that a restart finds the job by its id instead of writing twice.
 *
 * @param number counts from 0 over the whole rollout
 * @param wave index of the wave for whose sake it was released
 * @param patch the same for each of its devices: exactly what each of them lacked
 */
public record Chunk(
    int number,
    int wave,
    String jobId,
    Instant createdAt,
    MergePatch patch,
    List<ChunkDevice> devices) {

  /** Copies the devices. */
  public Chunk {
    devices = List.copyOf(devices);
  }

  /**
   * A device of a chunk.
   *
   * @param member its index in the plan
   * @param desiredVersion $version of its desired properties before the write
   */
  public record ChunkDevice(
      int member, String deviceId, long desiredVersion, List<BeforeLeaf> before) {

    /** Copies the before-image. */
    public ChunkDevice {
      before = List.copyOf(before);
    }
  }

  /** What a leaf was before the write; empty if it was absent. */
  public record BeforeLeaf(String path, Optional<JsonNode> value) {}
}
