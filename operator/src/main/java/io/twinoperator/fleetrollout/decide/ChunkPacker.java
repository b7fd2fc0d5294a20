package io.twinoperator.fleetrollout.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.fleetrollout.ledger.Chunk;
import io.twinoperator.fleetrollout.ledger.Chunk.BeforeLeaf;
import io.twinoperator.fleetrollout.ledger.Chunk.ChunkDevice;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.LeafChange;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packs devices into chunks, one job each. A job has one patch for all its devices, so devices that
 * lack the same leaves go together: then no equal leaf is written again and no absent one removed.
 * A job names its devices, so nobody joins by accident.
 */
public final class ChunkPacker {
  /**
   * Length of a job's condition that the hub accepts, in characters (IoT Hub query language,
   * Microsoft Learn).
   */
  public static final int MAX_CONDITION = 8192;

  private ChunkPacker() {}

  /** A device to be written: its twin as just read, and what it lacks. */
  record Writable(int member, Twin twin, List<LeafChange> changes) {}

  /**
   * Packs devices.
   *
   * @param firstNumber number of the first chunk
   * @param most chunks at most; devices that do not fit are left for later
   * @param devicesPerChunk devices in a chunk at most
   */
  static List<Chunk> pack(
      List<Writable> writables,
      String jobPrefix,
      int wave,
      int firstNumber,
      int most,
      int devicesPerChunk,
      Instant now) {
    Map<JsonNode, List<Writable>> byPatch = new LinkedHashMap<>();
    for (Writable writable : writables) {
      byPatch
          .computeIfAbsent(MergePatch.of(writable.changes()).asJson(), patch -> new ArrayList<>())
          .add(writable);
    }
    List<Chunk> chunks = new ArrayList<>();
    for (List<Writable> alike : byPatch.values()) {
      for (List<Writable> part : split(alike, devicesPerChunk)) {
        if (chunks.size() < most) {
          chunks.add(chunk(part, jobPrefix, wave, firstNumber + chunks.size(), now));
        }
      }
    }
    return chunks;
  }

  private static List<List<Writable>> split(List<Writable> alike, int devicesPerChunk) {
    List<List<Writable>> parts = new ArrayList<>();
    List<Writable> part = new ArrayList<>();
    int length = condition(List.of()).length();
    for (Writable writable : alike) {
      int more = QueryText.literal(writable.twin().deviceId()).length() + 1;
      if (!part.isEmpty() && (part.size() == devicesPerChunk || length + more > MAX_CONDITION)) {
        parts.add(part);
        part = new ArrayList<>();
        length = condition(List.of()).length();
      }
      part.add(writable);
      length += more;
    }
    parts.add(part);
    return parts;
  }

  private static Chunk chunk(
      List<Writable> part, String jobPrefix, int wave, int number, Instant now) {
    return new Chunk(
        number,
        wave,
        "%s-w%d-c%d".formatted(jobPrefix, wave, number),
        now,
        MergePatch.of(part.get(0).changes()),
        part.stream().map(ChunkPacker::device).toList());
  }

  private static ChunkDevice device(Writable writable) {
    List<BeforeLeaf> before =
        writable.changes().stream()
            .map(
                change ->
                    new BeforeLeaf(change.path().toString(), writable.twin().value(change.path())))
            .toList();
    return new ChunkDevice(
        writable.member(), writable.twin().deviceId(), writable.twin().desiredVersion(), before);
  }

  /** The condition that selects exactly these devices. */
  public static String condition(List<String> deviceIds) {
    return "deviceId IN " + QueryText.list(deviceIds);
  }

  /** The condition that selects exactly the devices of a chunk. */
  public static String condition(Chunk chunk) {
    return condition(chunk.devices().stream().map(ChunkDevice::deviceId).toList());
  }

  /**
   * The first of our chunks that was to write a device, and what it was to write; empty if none
   * was.
   */
  static Optional<ChunkDevice> deviceIn(Chunk chunk, int member) {
    return chunk.devices().stream().filter(device -> device.member() == member).findFirst();
  }
}
