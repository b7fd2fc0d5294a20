package io.twinoperator.fleetrollout.decide;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.MergePatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packs devices into batches. A job has one patch for all its devices, so devices that lack the
 * same leaves go together: then no equal leaf is written again and no absent one removed. A job
 * names its devices, so nobody joins by accident.
 */
public final class BatchPacker {
  /**
   * Length of a job's condition that the hub accepts, in characters (IoT Hub query language,
   * Microsoft Learn).
   */
  public static final int MAX_CONDITION = 8192;

  private final String jobPrefix;
  private final int wave;
  private final Instant now;
  private final Optional<OwnMarker> marker;
  private final List<Batch> shelved;
  private final List<Batch> packed = new ArrayList<>();
  private int nextNumber;

  /**
   * Packs for the sake of a wave.
   *
   * @param jobPrefix what the ids of batches begin with
   * @param nextNumber number of the first batch
   */
  BatchPacker(String jobPrefix, int wave, int nextNumber, Instant now) {
    this(jobPrefix, wave, nextNumber, now, Optional.empty(), List.of());
  }

  private BatchPacker(
      String jobPrefix,
      int wave,
      int nextNumber,
      Instant now,
      Optional<OwnMarker> marker,
      List<Batch> shelved) {
    this.jobPrefix = jobPrefix;
    this.wave = wave;
    this.nextNumber = nextNumber;
    this.now = now;
    this.marker = marker;
    this.shelved = shelved;
  }

  /** One that takes up batches that were laid aside, where their devices are still the same. */
  BatchPacker orTakeUp(List<Batch> laidAside, OwnMarker ownMarker) {
    return new BatchPacker(jobPrefix, wave, nextNumber, now, Optional.of(ownMarker), laidAside);
  }

  /** What was packed so far. */
  List<Batch> packed() {
    return List.copyOf(packed);
  }

  /**
   * Packs devices into jobs.
   *
   * @param most jobs at most
   * @param devicesPerJob devices in a job at most
   * @return devices that did not fit
   */
  List<Writable> jobs(List<Writable> writables, int most, int devicesPerJob) {
    List<Writable> left = new ArrayList<>();
    int made = 0;
    for (Map.Entry<MergePatch, List<Writable>> alike : byPatch(writables).entrySet()) {
      for (List<Writable> part : split(alike.getValue(), devicesPerJob)) {
        if (made < most) {
          addJob(alike.getKey(), devices(part));
          made++;
        } else {
          left.addAll(part);
        }
      }
    }
    return left;
  }

  /** Packs devices into one batch of patches. */
  void patches(Work work, List<Writable> writables) {
    if (writables.isEmpty()) {
      return;
    }
    List<MergePatch> patches = new ArrayList<>();
    List<BatchDevice> devices = new ArrayList<>();
    for (Map.Entry<MergePatch, List<Writable>> alike : byPatch(writables).entrySet()) {
      alike.getValue().forEach(writable -> devices.add(writable.withPatch(patches.size())));
      patches.add(alike.getKey());
    }
    add(work, Lane.TWIN_PATCH, patches, devices);
  }

  private void addJob(MergePatch patch, List<BatchDevice> devices) {
    Optional<Batch> known =
        shelved.stream()
            .filter(batch -> batch.wave() == wave && batch.devices().equals(devices))
            .filter(batch -> isSame(batch.patches().get(0), patch))
            .findFirst();
    known.ifPresentOrElse(packed::add, () -> add(Work.CHANGE, Lane.JOB, List.of(patch), devices));
  }

  private boolean isSame(MergePatch one, MergePatch other) {
    return marker.map(own -> own.isSameChange(one, other)).orElseGet(() -> one.equals(other));
  }

  private void add(Work work, Lane lane, List<MergePatch> patches, List<BatchDevice> devices) {
    String kind = work == Work.UNDO ? "u" : lane == Lane.JOB ? "c" : "p";
    String id = "%s-w%d-%s%d-a1".formatted(jobPrefix, wave, kind, nextNumber);
    packed.add(new Batch(nextNumber, wave, work, lane, id, now, patches, devices));
    nextNumber++;
  }

  private static Map<MergePatch, List<Writable>> byPatch(List<Writable> writables) {
    Map<MergePatch, List<Writable>> byPatch = new LinkedHashMap<>();
    writables.forEach(
        writable ->
            byPatch.computeIfAbsent(writable.patch(), patch -> new ArrayList<>()).add(writable));
    return byPatch;
  }

  private static List<BatchDevice> devices(List<Writable> part) {
    return part.stream().map(writable -> writable.withPatch(0)).toList();
  }

  private static List<List<Writable>> split(List<Writable> alike, int devicesPerJob) {
    List<List<Writable>> parts = new ArrayList<>();
    List<Writable> part = new ArrayList<>();
    int length = condition(List.of()).length();
    for (Writable writable : alike) {
      int more = QueryText.literal(writable.twin().deviceId()).length() + 1;
      if (!part.isEmpty() && (part.size() == devicesPerJob || length + more > MAX_CONDITION)) {
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

  /** The condition that selects exactly these devices. */
  public static String condition(List<String> deviceIds) {
    return "deviceId IN " + QueryText.list(deviceIds);
  }

  /** The condition that selects exactly the devices of a batch. */
  public static String condition(RolloutPlan plan, Batch batch) {
    return condition(
        batch.devices().stream()
            .map(device -> plan.members().get(device.member()).deviceId())
            .toList());
  }
}
