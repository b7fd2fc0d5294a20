package io.twinoperator.fleetrollout.decide;

import static java.util.stream.Collectors.toSet;

import io.twinoperator.fleetrollout.ledger.Batch;
import io.twinoperator.fleetrollout.ledger.Batch.BatchDevice;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.Batch.Outcome;
import io.twinoperator.fleetrollout.ledger.Batch.Work;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The batches of a rollout and what has become of them, while one pass works on it. */
final class Batches {
  private final Ledger before;
  private final List<Batch> added = new ArrayList<>();
  private final List<Batch> released = new ArrayList<>();
  private final Set<Integer> closed = new HashSet<>();
  private final StringBuilder letters;
  private final Map<Integer, Instant> handedOver;

  /** The newest writes of each member; made when first asked for, since a pass asks for many. */
  private Optional<Map<Integer, Writes>> index = Optional.empty();

  /** A device in the batch that wrote it. */
  record Write(Batch batch, BatchDevice device) {}

  /** The newest write of each kind. */
  private record Writes(Optional<Write> change, Optional<Write> undo, Optional<Write> first) {
    static final Writes NONE = new Writes(Optional.empty(), Optional.empty(), Optional.empty());

    Writes with(Write write) {
      return switch (write.batch().work()) {
        case CHANGE ->
            new Writes(Optional.of(write), undo, first.isPresent() ? first : Optional.of(write));
        case UNDO -> new Writes(change, Optional.of(write), first);
      };
    }
  }

  Batches(Ledger ledger) {
    before = ledger;
    handedOver = new HashMap<>(ledger.progress().handedOver());
    letters = new StringBuilder(ledger.progress().batches());
    for (int n = letters.length(); n < ledger.batches().size(); n++) {
      letters.append(Outcome.OPEN.letter());
    }
  }

  /** All batches, those added in this pass too. */
  List<Batch> all() {
    if (added.isEmpty()) {
      return before.batches();
    }
    List<Batch> all = new ArrayList<>(before.batches());
    all.addAll(added);
    return all;
  }

  boolean isEmpty() {
    return letters.length() == 0;
  }

  List<Batch> open() {
    return in(Outcome.OPEN);
  }

  /** Batches that wait for a slot for their job. */
  List<Batch> shelved() {
    return in(Outcome.SHELVED);
  }

  private List<Batch> in(Outcome outcome) {
    List<Batch> found = new ArrayList<>();
    List<Batch> all = all();
    for (int n = 0; n < letters.length(); n++) {
      if (letters.charAt(n) == outcome.letter()) {
        found.add(all.get(n));
      }
    }
    return found;
  }

  boolean isOpen(Batch batch) {
    return letters.charAt(batch.number()) == Outcome.OPEN.letter();
  }

  /**
   * Batches that were stored just before the operator died, so that the progress does not know
   * them.
   */
  List<Batch> unknownToProgress() {
    int known = Math.min(before.progress().batches().length(), before.batches().size());
    return before.batches().subList(known, before.batches().size());
  }

  /** Opens a batch: a new one, or one that was laid aside. */
  void open(Batch batch, Instant now) {
    released.add(batch);
    if (batch.number() < letters.length()) {
      mark(batch, Outcome.OPEN);
      handedOver(batch, now);
    } else {
      added.add(batch);
      letters.append(Outcome.OPEN.letter());
      index.ifPresent(map -> addTo(map, batch));
    }
  }

  /** A batch goes before those that were laid aside with any of its devices. */
  void goesBefore(Batch batch) {
    List<Batch> shelved = shelved();
    if (!shelved.isEmpty()) {
      Set<Integer> members = members(batch);
      shelved.stream()
          .filter(other -> !Collections.disjoint(members(other), members))
          .forEach(other -> mark(other, Outcome.VOID));
    }
  }

  private static Set<Integer> members(Batch batch) {
    return batch.devices().stream().map(BatchDevice::member).collect(toSet());
  }

  void close(Batch batch, Outcome outcome) {
    closed.add(batch.number());
    mark(batch, outcome);
  }

  private void mark(Batch batch, Outcome outcome) {
    letters.setCharAt(batch.number(), outcome.letter());
    if (outcome != Outcome.ENDED) {
      index = Optional.empty();
    }
  }

  /**
   * Whether a job that was to bring a member the change has not ended, or was found in this pass to
   * have: a twin that was read in this pass may be older than its write.
   */
  boolean mayBeUnread(int member) {
    return changeOf(member)
        .map(Write::batch)
        .filter(batch -> batch.lane() == Lane.JOB)
        .filter(batch -> isOpen(batch) || closed.contains(batch.number()))
        .isPresent();
  }

  /** Notes when the hub was given a batch. */
  void handedOver(Batch batch, Instant at) {
    handedOver.put(batch.number(), at);
  }

  /** When the hub was given a batch; when it was made, if nothing else is known. */
  Instant handedOverAt(Batch batch) {
    return handedOver.getOrDefault(batch.number(), batch.createdAt());
  }

  /** When the hub was given which batch, as far as that still matters. */
  Map<Integer, Instant> handedOver(Instant now) {
    Instant oldest = now.minus(Progress.HANDED_OVER_KEPT_FOR);
    Map<Integer, Instant> kept = new HashMap<>(handedOver);
    kept.entrySet()
        .removeIf(
            entry ->
                letters.charAt(entry.getKey()) != Outcome.OPEN.letter()
                    && entry.getValue().isBefore(oldest));
    return kept;
  }

  int nextNumber() {
    return letters.length();
  }

  /** Batches that were made in this pass. */
  List<Batch> added() {
    return List.copyOf(added);
  }

  /** Batches that were opened in this pass: new ones, and those that were laid aside. */
  List<Batch> released() {
    return List.copyOf(released);
  }

  String letters() {
    return letters.toString();
  }

  /** The newest batch that was to bring a member the change; empty if none was. */
  Optional<Write> changeOf(int member) {
    return writes(member).change();
  }

  /** The first batch that was to bring a member the change; empty if none was. */
  Optional<Write> firstOf(int member) {
    return writes(member).first();
  }

  /** The newest batch that was to undo a member; empty if none was. */
  Optional<Write> undoOf(int member) {
    return writes(member).undo();
  }

  /**
   * What a member had before this rollout first wrote it; empty if it never did. A later write to
   * the same device finds our own value there.
   */
  Optional<BeforeImage> beforeOf(int member) {
    return writes(member)
        .first()
        .map(write -> write.device().before().orElseGet(() -> before.plan().before(member)));
  }

  /**
   * Devices that were written since a time; those of a job that has not ended count as written now,
   * since nobody knows when the hub will come to them.
   */
  int devicesSince(Instant since, Work work) {
    int devices = 0;
    for (Batch batch : all()) {
      boolean counts = mayHaveWritten(batch) && batch.work() == work;
      if (counts && (isOpen(batch) || handedOverAt(batch).isAfter(since))) {
        devices += batch.devices().size();
      }
    }
    return devices;
  }

  /**
   * When the next batch that has ended is older than that; empty if each of them is, as one that is
   * open never is.
   */
  Optional<Instant> nextOlderThan(Duration age, Instant now, Work work) {
    return all().stream()
        .filter(batch -> batch.work() == work)
        .filter(batch -> letters.charAt(batch.number()) == Outcome.ENDED.letter())
        .map(batch -> handedOverAt(batch).plus(age))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  private boolean mayHaveWritten(Batch batch) {
    return Outcome.of(letters.charAt(batch.number())).mayHaveWritten();
  }

  private Writes writes(int member) {
    return index.orElseGet(this::indexed).getOrDefault(member, Writes.NONE);
  }

  private Map<Integer, Writes> indexed() {
    Map<Integer, Writes> map = new HashMap<>();
    all().forEach(batch -> addTo(map, batch));
    index = Optional.of(map);
    return Collections.unmodifiableMap(map);
  }

  private void addTo(Map<Integer, Writes> map, Batch batch) {
    if (!mayHaveWritten(batch)) {
      return;
    }
    for (BatchDevice device : batch.devices()) {
      map.merge(
          device.member(),
          Writes.NONE.with(new Write(batch, device)),
          (known, more) -> known.with(new Write(batch, device)));
    }
  }
}
