package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.LedgerCodec.Encoded;
import io.twinoperator.twin.MergePatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A batch as it is stored: its patches, its before-images, each once, and its devices one behind
 * the other; usually in one part. What does not fit goes on in tails, which are named after their
 * content and written before the head that names them: a batch with a head is whole.
 */
final class BatchParts {

  private BatchParts() {}

  /** The part that makes the batch: all that is not cut, and the names of its tails in order. */
  record Head(Batch header, List<String> tails, Slice slice) {}

  /** What one part holds of what is cut. */
  record Slice(List<MergePatch> patches, List<BeforeImage> befores, Columns devices) {}

  /**
   * Devices, a column for each of their components.
   *
   * @param befores index of the before-image, -1 where it is what the plan says
   */
  record Columns(
      List<Integer> members, List<Integer> patches, List<Long> versions, List<Integer> befores) {}

  /** A part with the name of its shard. */
  record Part(String shard, Encoded content) {}

  /** The parts in the order in which they are written, the head last. */
  static List<Part> cut(Batch batch) {
    Map<BeforeImage, Integer> befores = new LinkedHashMap<>();
    batch.devices().stream()
        .flatMap(device -> device.before().stream())
        .forEach(before -> befores.putIfAbsent(before, befores.size()));
    List<BeforeImage> images = List.copyOf(befores.keySet());
    int patches = batch.patches().size();
    int before = patches + images.size();
    List<Slice> slices =
        Cut.fitting(
            before + batch.devices().size(),
            (from, to) ->
                new Slice(
                    Cut.part(batch.patches(), 0, from, to),
                    Cut.part(images, patches, from, to),
                    columns(Cut.part(batch.devices(), before, from, to), befores)));
    List<Part> parts = new ArrayList<>();
    for (Slice slice : slices.subList(1, slices.size())) {
      Encoded tail = LedgerCodec.encode(slice);
      parts.add(new Part(ShardNames.tail(batch.number(), tail.sha256()), tail));
    }
    Head head =
        new Head(
            with(batch, List.of(), List.of()),
            parts.stream().map(Part::shard).toList(),
            slices.get(0));
    parts.add(new Part(ShardNames.batch(batch.number()), LedgerCodec.encode(head)));
    return parts;
  }

  private static Columns columns(List<BatchDevice> devices, Map<BeforeImage, Integer> befores) {
    return new Columns(
        devices.stream().map(BatchDevice::member).toList(),
        devices.stream().map(BatchDevice::patch).toList(),
        devices.stream().map(BatchDevice::desiredVersion).toList(),
        devices.stream().map(device -> device.before().map(befores::get).orElse(-1)).toList());
  }

  /** The batch of which these are the slices, the head's first. */
  static Batch join(Batch header, List<Slice> slices) {
    List<BeforeImage> befores = slices.stream().flatMap(slice -> slice.befores().stream()).toList();
    return with(
        header,
        slices.stream().flatMap(slice -> slice.patches().stream()).toList(),
        slices.stream().flatMap(slice -> devices(slice.devices(), befores).stream()).toList());
  }

  private static List<BatchDevice> devices(Columns columns, List<BeforeImage> befores) {
    return IntStream.range(0, columns.members().size())
        .mapToObj(
            row ->
                new BatchDevice(
                    columns.members().get(row),
                    columns.patches().get(row),
                    columns.versions().get(row),
                    before(columns.befores().get(row), befores)))
        .toList();
  }

  private static Optional<BeforeImage> before(int index, List<BeforeImage> befores) {
    return index < 0 ? Optional.empty() : Optional.of(befores.get(index));
  }

  private static Batch with(Batch batch, List<MergePatch> patches, List<BatchDevice> devices) {
    return new Batch(
        batch.number(),
        batch.wave(),
        batch.work(),
        batch.lane(),
        batch.id(),
        batch.createdAt(),
        patches,
        devices);
  }
}
