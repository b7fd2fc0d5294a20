package io.twinoperator.fleetrollout.ledger;

import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec.Kind;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads one rollout's ledger from its shards, and says of one that cannot be read which shard is to
 * blame, what is wrong with it, and what to do.
 */
final class LedgerReader {
  private final Shards shards;
  private final RolloutKey rollout;

  LedgerReader(Shards shards, RolloutKey rollout) {
    this.shards = shards;
    this.rollout = rollout;
  }

  /** The shard that changes, whatever it is at the moment; empty if there is none. */
  Optional<FleetRolloutLedger> progress() {
    return shards.get(rollout.namespace(), ShardNames.object(rollout, ShardNames.PROGRESS));
  }

  /** The rollout's shards of one kind. */
  List<FleetRolloutLedger> all(Kind kind) {
    List<FleetRolloutLedger> found = new ArrayList<>();
    shards.forEachIn(
        rollout.namespace(),
        ShardNames.labels(rollout, kind),
        shard -> {
          // Two long names may be shortened to one label.
          if (shard.getSpec().rollout().equals(rollout.name())) {
            found.add(shard);
          }
        });
    return found;
  }

  /**
   * The whole ledger.
   *
   * @throws LedgerUnreadable if a shard of it is missing or cannot be read
   */
  Ledger ledger(FleetRolloutLedger stored) {
    Progress progress = decode(stored, Progress.class);
    String planId = planOf(stored);
    RolloutPlan plan = plan(planId);
    List<Batch> batches = batches(planId, progress.batches().length());
    LedgerChecks.problem(plan, progress)
        .ifPresent(
            problem -> {
              throw unreadable(nameOf(stored), problem);
            });
    return new Ledger(plan, batches, progress);
  }

  private RolloutPlan plan(String planId) {
    PlanParts.Head head = decode(required(ShardNames.plan(0), planId), PlanParts.Head.class);
    List<PlanParts.Slice> slices = new ArrayList<>();
    slices.add(head.slice());
    for (int n = 1; n < head.parts(); n++) {
      slices.add(decode(required(ShardNames.plan(n), planId), PlanParts.Slice.class));
    }
    return PlanParts.join(head.header(), slices);
  }

  private FleetRolloutLedger required(String shard, String planId) {
    String name = ShardNames.object(rollout, shard);
    FleetRolloutLedger stored =
        shards.get(rollout.namespace(), name).orElseThrow(() -> unreadable(name, "is missing"));
    checkPlan(stored, planId);
    return stored;
  }

  private List<Batch> batches(String planId, int known) {
    SortedMap<Integer, BatchParts.Head> heads = new TreeMap<>();
    Map<String, BatchParts.Slice> tails = new HashMap<>();
    for (FleetRolloutLedger stored : all(Kind.Batch)) {
      checkPlan(stored, planId);
      String shard = stored.getSpec().shard();
      if (shard.contains("-t")) {
        tails.put(shard, decode(stored, BatchParts.Slice.class));
      } else {
        BatchParts.Head head = decode(stored, BatchParts.Head.class);
        heads.put(head.header().number(), head);
      }
    }
    int count = heads.isEmpty() ? known : Math.max(known, heads.lastKey() + 1);
    List<Batch> batches = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      BatchParts.Head head = heads.get(n);
      if (head == null) {
        throw missing(ShardNames.batch(n));
      }
      batches.add(BatchParts.join(head.header(), slices(head, tails)));
    }
    return batches;
  }

  private List<BatchParts.Slice> slices(BatchParts.Head head, Map<String, BatchParts.Slice> tails) {
    List<BatchParts.Slice> slices = new ArrayList<>();
    slices.add(head.slice());
    for (String tail : head.tails()) {
      BatchParts.Slice slice = tails.get(tail);
      if (slice == null) {
        throw missing(tail);
      }
      slices.add(slice);
    }
    return slices;
  }

  /**
   * Refuses batches of which no progress speaks: only the progress that somebody deleted can say
   * what became of them.
   *
   * @throws LedgerUnreadable if there are any
   */
  void refuseBatchesWithoutProgress() {
    if (!all(Kind.Batch).isEmpty()) {
      throw missing(ShardNames.PROGRESS);
    }
  }

  /** The tombstone that is stored there. */
  Tombstone tombstone(FleetRolloutLedger stored) {
    try {
      return LedgerCodec.decode(stored.getSpec(), Tombstone.class);
    } catch (LedgerCodec.Unreadable e) {
      throw new LedgerUnreadable(
          "FleetRolloutLedger "
              + rollout.namespace()
              + "/"
              + nameOf(stored)
              + " "
              + e.whatIsWrong()
              + ". It says how rollout "
              + rollout
              + " ended. Restore it; or delete it, and nothing but marks on the devices keeps the"
              + " rollout from running again.");
    }
  }

  private <T> T decode(FleetRolloutLedger stored, Class<T> type) {
    try {
      return LedgerCodec.decode(stored.getSpec(), type);
    } catch (LedgerCodec.Unreadable e) {
      throw unreadable(nameOf(stored), e.whatIsWrong());
    }
  }

  private void checkPlan(FleetRolloutLedger stored, String planId) {
    if (!planOf(stored).equals(planId)) {
      throw unreadable(
          nameOf(stored),
          "belongs to plan %s of the rollout, and the progress to plan %s"
              .formatted(planOf(stored), planId));
    }
  }

  private static String planOf(FleetRolloutLedger stored) {
    FleetRolloutLedgerSpec spec = stored.getSpec();
    return spec.plan() == null ? "(none)" : spec.plan();
  }

  private static String nameOf(FleetRolloutLedger stored) {
    return stored.getMetadata().getName();
  }

  private LedgerUnreadable missing(String shard) {
    return unreadable(ShardNames.object(rollout, shard), "is missing");
  }

  private LedgerUnreadable unreadable(String object, String whatIsWrong) {
    return new LedgerUnreadable(
        ("FleetRolloutLedger %s/%s %s. Restore it as it was; or give the ledger up with: kubectl -n"
                + " %s delete fleetrolloutledgers -l %s=%s,%s!=%s. Then rollout %s is planned anew:"
                + " what its devices had before can no longer be put back, and if some carry its"
                + " mark it stops as Interrupted until a person approves the plan.")
            .formatted(
                rollout.namespace(),
                object,
                whatIsWrong,
                rollout.namespace(),
                ShardNames.ROLLOUT_LABEL,
                ShardNames.label(rollout.name()),
                ShardNames.LEDGER_LABEL,
                ShardNames.TOMBSTONE,
                rollout));
  }
}
