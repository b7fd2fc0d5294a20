package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.LedgerCodec.Encoded;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ledgers in shards: {@code NAME-plan-N} and {@code NAME-batch-N}, written once, {@code
 * NAME-progress}, replaced under its resourceVersion, and tombstones {@code NAME-REVISION}.
 *
 * <p>The progress is the first shard of a ledger that is written and the last one that is deleted.
 * While the plan is being written, and while the shards are being deleted, it says so, and there is
 * no ledger: thus one that was cut off half-way is never taken for whole, and of two operators that
 * begin one at once the second finds the place taken. Batches are written before the progress that
 * speaks of them; one that it does not know yet is open.
 */
public class ShardLedgerStore implements LedgerStore {
  private static final Logger log = LoggerFactory.getLogger(ShardLedgerStore.class);

  private final Shards shards;

  /** The progress as this process last read or wrote it. */
  private final Map<RolloutKey, Held> held = new ConcurrentHashMap<>();

  private record Held(String version, Kind kind, RolloutShards shards) {}

  /** Keeps ledgers in these shards. */
  public ShardLedgerStore(Shards shards) {
    this.shards = shards;
  }

  @Override
  public final Optional<Ledger> load(RolloutKey rollout) {
    LedgerReader reader = new LedgerReader(shards, rollout);
    held.remove(rollout);
    Optional<FleetRolloutLedger> progress = reader.progress();
    if (progress.isEmpty()) {
      reader.refuseBatchesWithoutProgress();
      return Optional.empty();
    }
    Optional<Ledger> ledger = progress.filter(ShardLedgerStore::isOfALedger).map(reader::ledger);
    hold(rollout, progress.get());
    return ledger;
  }

  private static boolean isOfALedger(FleetRolloutLedger progress) {
    Kind kind = progress.getSpec().kind();
    return kind != Kind.Begun && kind != Kind.Freed;
  }

  private void hold(RolloutKey rollout, FleetRolloutLedger progress) {
    held.put(
        rollout,
        new Held(
            progress.getMetadata().getResourceVersion(),
            Optional.ofNullable(progress.getSpec().kind()).orElse(Kind.Progress),
            madeWith(progress)));
  }

  /** What the shards of the ledger are made with that this progress belongs to. */
  private static RolloutShards madeWith(FleetRolloutLedger progress) {
    FleetRolloutLedgerSpec spec = progress.getSpec();
    return new RolloutShards(
        keyOf(progress), spec.revision(), Optional.ofNullable(spec.plan()).orElse("none"));
  }

  @Override
  public final void begin(RolloutKey rollout, Ledger ledger) {
    // What is too large for a ledger is found out before anything is deleted.
    List<Encoded> parts = PlanParts.cut(ledger.plan());
    Encoded progress = progress(rollout, ledger);
    List<FleetRolloutLedger> left = left(rollout);
    RolloutShards made =
        new RolloutShards(rollout, ledger.plan().revision(), PlanParts.id(ledger.plan()));
    Optional<String> before = Optional.ofNullable(held.remove(rollout)).map(Held::version);
    String begun = put(made, Kind.Begun, LedgerCodec.encode(Map.of()), before);
    left.forEach(shards::delete);
    for (int n = 0; n < parts.size(); n++) {
      createOnce(made.shard(Kind.Plan, ShardNames.plan(n), parts.get(n)));
    }
    String version = put(made, Kind.Progress, progress, Optional.of(begun));
    held.put(rollout, new Held(version, Kind.Progress, made));
  }

  /** Shards of an earlier plan, which nobody has acted on, or of a ledger that was cut off. */
  private List<FleetRolloutLedger> left(RolloutKey rollout) {
    LedgerReader reader = new LedgerReader(shards, rollout);
    List<FleetRolloutLedger> batches = reader.all(Kind.Batch);
    Held now = held.get(rollout);
    if (now != null && now.kind() == Kind.Progress && !batches.isEmpty()) {
      throw new LedgerConflict(
          "rollout %s has written %d batches since it was read, and cannot be planned anew"
              .formatted(rollout, batches.size()));
    }
    List<FleetRolloutLedger> left = new ArrayList<>(reader.all(Kind.Plan));
    left.addAll(batches);
    return left;
  }

  @Override
  public final void append(RolloutKey rollout, Ledger ledger, List<Batch> added) {
    Held now = held.remove(rollout); // Should the write fail, it is to be read again.
    if (now == null || now.kind() != Kind.Progress) {
      throw new LedgerConflict(
          "the ledger of rollout " + rollout + " was not read before it was to be written");
    }
    Encoded progress = progress(rollout, ledger);
    List<FleetRolloutLedger> batches =
        added.stream()
            .flatMap(batch -> BatchParts.cut(batch).stream())
            .map(part -> now.shards().shard(Kind.Batch, part.shard(), part.content()))
            .toList();
    try {
      batches.forEach(this::createOnce);
      String version = put(now.shards(), Kind.Progress, progress, Optional.of(now.version()));
      held.put(rollout, new Held(version, Kind.Progress, now.shards()));
    } catch (LedgerConflict e) {
      takeBackIfGone(now.shards(), batches);
      throw e;
    }
  }

  /** Batches whose ledger was freed or replaced meanwhile would look as if a part was missing. */
  private void takeBackIfGone(RolloutShards made, List<FleetRolloutLedger> batches) {
    boolean isGone =
        new LedgerReader(shards, made.rollout())
            .progress()
            .filter(ShardLedgerStore::isOfALedger)
            .filter(progress -> madeWith(progress).equals(made))
            .isEmpty();
    if (isGone) {
      batches.stream()
          .filter(batch -> batch.getMetadata().getResourceVersion() != null)
          .forEach(shards::delete);
    }
  }

  private static Encoded progress(RolloutKey rollout, Ledger ledger) {
    Encoded progress = LedgerCodec.encode(ledger.progress());
    if (progress.content().length() > LedgerCodec.MAX_CHARS) {
      throw new LedgerTooLarge(
          ("the progress of rollout %s, with %d devices of which %d are followed, has %d characters;"
                  + " a shard holds %d: split the rollout")
              .formatted(
                  rollout,
                  ledger.plan().members().size(),
                  ledger.progress().watches().size(),
                  progress.content().length(),
                  LedgerCodec.MAX_CHARS));
    }
    return progress;
  }

  /**
   * Writes the progress and returns its version.
   *
   * @param before the version that is replaced; empty if there is none yet
   */
  private String put(RolloutShards made, Kind kind, Encoded content, Optional<String> before) {
    FleetRolloutLedger object = made.shard(kind, ShardNames.PROGRESS, content);
    object.getMetadata().setResourceVersion(before.orElse(null));
    Optional<String> version = before.isEmpty() ? shards.create(object) : shards.replace(object);
    return version.orElseThrow(() -> writtenByAnother(object));
  }

  /** Writes what is written once; what is there already with the same content is taken as it is. */
  private void createOnce(FleetRolloutLedger object) {
    String version =
        shards
            .create(object)
            .or(() -> sameAsStored(object))
            .orElseThrow(() -> writtenByAnother(object));
    object.getMetadata().setResourceVersion(version);
  }

  private Optional<String> sameAsStored(FleetRolloutLedger object) {
    return shards
        .get(object.getMetadata().getNamespace(), object.getMetadata().getName())
        .filter(stored -> stored.getSpec().equals(object.getSpec()))
        .map(stored -> stored.getMetadata().getResourceVersion());
  }

  private static LedgerConflict writtenByAnother(FleetRolloutLedger object) {
    return new LedgerConflict(
        "FleetRolloutLedger %s/%s of rollout %s was written by somebody else; is another operator running?"
            .formatted(
                object.getMetadata().getNamespace(),
                object.getMetadata().getName(),
                object.getSpec().rollout()));
  }

  @Override
  public final void bury(RolloutKey rollout, Tombstone tombstone) {
    FleetRolloutLedger object = RolloutShards.tombstone(rollout, tombstone);
    if (shards.create(object).isPresent()) {
      return;
    }
    Optional<String> version =
        shards
            .get(rollout.namespace(), object.getMetadata().getName())
            .flatMap(stored -> replace(stored, object));
    if (version.isEmpty()) {
      throw writtenByAnother(object);
    }
  }

  private Optional<String> replace(FleetRolloutLedger stored, FleetRolloutLedger by) {
    by.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
    return shards.replace(by);
  }

  @Override
  public final Optional<Tombstone> tombstone(RolloutKey rollout, String revision) {
    return shards
        .get(rollout.namespace(), ShardNames.tombstone(rollout, revision))
        .map(new LedgerReader(shards, rollout)::tombstone);
  }

  @Override
  public final Set<RolloutKey> known() {
    Set<RolloutKey> known = new HashSet<>();
    shards.forEach(
        ShardNames.labels(Kind.Progress),
        shard -> {
          if (shard.getSpec().kind() != Kind.Begun) {
            known.add(keyOf(shard));
          }
        });
    shards.forEach(ShardNames.labels(Kind.Tombstone), shard -> known.add(keyOf(shard)));
    return known;
  }

  private static RolloutKey keyOf(FleetRolloutLedger shard) {
    return new RolloutKey(shard.getMetadata().getNamespace(), shard.getSpec().rollout());
  }

  @Override
  public final void free(RolloutKey rollout) {
    LedgerReader reader = new LedgerReader(shards, rollout);
    List<FleetRolloutLedger> left = new ArrayList<>(reader.all(Kind.Batch));
    left.addAll(reader.all(Kind.Plan));
    Optional<FleetRolloutLedger> progress = reader.progress();
    held.remove(rollout);
    progress.ifPresent(
        stored ->
            put(
                madeWith(stored),
                Kind.Freed,
                LedgerCodec.encode(Map.of()),
                Optional.of(stored.getMetadata().getResourceVersion())));
    left.forEach(shards::delete);
    reader.progress().filter(ShardLedgerStore::isFreed).ifPresent(shards::delete);
  }

  private static boolean isFreed(FleetRolloutLedger progress) {
    return progress.getSpec().kind() == Kind.Freed;
  }

  @Override
  public final List<KeptLedger> kept() {
    List<KeptLedger> kept = new ArrayList<>();
    shards.forEach(ShardNames.labels(Kind.Progress), shard -> inShort(shard).ifPresent(kept::add));
    return kept;
  }

  private static Optional<KeptLedger> inShort(FleetRolloutLedger progress) {
    RolloutKey rollout = keyOf(progress);
    FleetRolloutLedgerSpec spec = progress.getSpec();
    if (!isOfALedger(progress)) {
      return Optional.of(
          KeptLedger.without(
              rollout,
              spec.kind() == Kind.Begun ? KeptLedger.Stage.BEGUN : KeptLedger.Stage.FREED));
    }
    try {
      Progress decoded = LedgerCodec.decode(spec, Progress.class);
      return Optional.of(KeptLedger.of(rollout, spec.revision(), decoded, keepUntil(progress)));
    } catch (LedgerCodec.Unreadable e) {
      log.warn("the ledger of rollout {} is kept, since its progress {}", rollout, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Instant> keepUntil(FleetRolloutLedger progress) {
    Map<String, String> annotations = progress.getMetadata().getAnnotations();
    try {
      return Optional.ofNullable(annotations)
          .map(all -> all.get(ShardNames.KEEP_UNTIL))
          .map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty(); // As if nobody had noted it; it is noted anew.
    }
  }

  @Override
  public final void retire(RolloutKey rollout, Instant keepUntil) {
    Optional<FleetRolloutLedger> progress =
        new LedgerReader(shards, rollout).progress().filter(ShardLedgerStore::isOfALedger);
    held.remove(rollout);
    if (progress.isEmpty()) {
      return;
    }
    FleetRolloutLedger stored = progress.get();
    stored.getMetadata().setAnnotations(Map.of(ShardNames.KEEP_UNTIL, keepUntil.toString()));
    if (shards.replace(stored).isEmpty()) {
      throw writtenByAnother(stored);
    }
  }
}
