package io.twinoperator.fleetrollout.ledger;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.FleetRolloutLedgerSpec;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ledgers as FleetRolloutLedger objects beside their rollout: {@code NAME-plan-N} and {@code
 * NAME-chunk-N}, written once, and {@code NAME-progress}, replaced under its resourceVersion. The
 * progress is written last when a ledger begins, so that a ledger with progress is whole; chunks
 * are written before the progress that speaks of them, so the store looks for one more than the
 * progress knows.
 */
public final class KubernetesLedgerStore implements LedgerStore {
  /**
   * Members in one plan shard; about 128 bytes each before compression stay well under the limit of
   * an object.
   */
  private static final int MEMBERS_PER_SHARD = 5_000;

  private static final String PROGRESS = "progress";

  private final KubernetesClient client;

  /** resourceVersion of the progress as this process last read or wrote it. */
  private final Map<RolloutKey, String> versions = new ConcurrentHashMap<>();

  /** Keeps ledgers in the cluster of this client. */
  public KubernetesLedgerStore(KubernetesClient client) {
    this.client = client;
  }

  private record PlanShard(RolloutPlan header, int shards, List<RolloutPlan.Member> members) {}

  @Override
  public Optional<Ledger> load(RolloutKey rollout) {
    FleetRolloutLedger stored = shard(rollout, PROGRESS).get();
    if (stored == null || !belongsTo(stored, rollout)) {
      return Optional.empty();
    }
    Progress progress = LedgerCodec.decode(stored.getSpec(), Progress.class);
    RolloutPlan plan = loadPlan(rollout);
    List<Chunk> chunks = loadChunks(rollout, progress);
    versions.put(rollout, stored.getMetadata().getResourceVersion());
    return Optional.of(new Ledger(plan, chunks, progress));
  }

  private RolloutPlan loadPlan(RolloutKey rollout) {
    PlanShard first = required(rollout, "plan-0", PlanShard.class);
    List<RolloutPlan.Member> members = new ArrayList<>(first.members());
    for (int n = 1; n < first.shards(); n++) {
      members.addAll(required(rollout, "plan-" + n, PlanShard.class).members());
    }
    return withMembers(first.header(), members);
  }

  private List<Chunk> loadChunks(RolloutKey rollout, Progress progress) {
    List<Chunk> chunks = new ArrayList<>();
    for (int n = 0; n < progress.chunks().size(); n++) {
      chunks.add(required(rollout, "chunk-" + n, Chunk.class));
    }
    for (Optional<Chunk> next = optional(rollout, "chunk-" + chunks.size());
        next.isPresent();
        next = optional(rollout, "chunk-" + chunks.size())) {
      chunks.add(next.get());
    }
    return chunks;
  }

  @Override
  public void begin(RolloutKey rollout, Ledger ledger) {
    delete(rollout);
    List<RolloutPlan.Member> members = ledger.plan().members();
    int shards = Math.max(1, (members.size() + MEMBERS_PER_SHARD - 1) / MEMBERS_PER_SHARD);
    RolloutPlan header = withMembers(ledger.plan(), List.of());
    for (int n = 0; n < shards; n++) {
      List<RolloutPlan.Member> part =
          members.subList(
              n * MEMBERS_PER_SHARD, Math.min(members.size(), (n + 1) * MEMBERS_PER_SHARD));
      create(rollout, ledger, "plan-" + n, new PlanShard(header, shards, List.copyOf(part)));
    }
    versions.put(rollout, create(rollout, ledger, PROGRESS, ledger.progress()));
  }

  @Override
  public void append(RolloutKey rollout, Ledger ledger, List<Chunk> added) {
    String version = versions.get(rollout);
    if (version == null) {
      throw new LedgerConflict(
          "the ledger of rollout " + rollout + " was not read before it was to be written");
    }
    for (Chunk chunk : added) {
      create(rollout, ledger, "chunk-" + chunk.number(), chunk);
    }
    FleetRolloutLedger changed = object(rollout, ledger, PROGRESS, ledger.progress());
    changed.getMetadata().setResourceVersion(version);
    try {
      FleetRolloutLedger stored = client.resource(changed).update();
      versions.put(rollout, stored.getMetadata().getResourceVersion());
    } catch (KubernetesClientException e) {
      throw conflictOr(e, rollout, PROGRESS);
    }
  }

  @Override
  public void delete(RolloutKey rollout) {
    versions.remove(rollout);
    shard(rollout, PROGRESS).delete();
    deleteRun(rollout, "plan-");
    deleteRun(rollout, "chunk-");
  }

  /** From the last to the first, so that one that is cut off leaves no gap behind. */
  private void deleteRun(RolloutKey rollout, String prefix) {
    int count = 0;
    while (shard(rollout, prefix + count).get() != null) {
      count++;
    }
    for (int n = count - 1; n >= 0; n--) {
      shard(rollout, prefix + n).delete();
    }
  }

  private String create(RolloutKey rollout, Ledger ledger, String shard, Object part) {
    try {
      return client
          .resource(object(rollout, ledger, shard, part))
          .create()
          .getMetadata()
          .getResourceVersion();
    } catch (KubernetesClientException e) {
      throw conflictOr(e, rollout, shard);
    }
  }

  private static RuntimeException conflictOr(
      KubernetesClientException failure, RolloutKey rollout, String shard) {
    return failure.getCode() == HttpURLConnection.HTTP_CONFLICT
        ? new LedgerConflict(
            "shard "
                + shard
                + " of rollout "
                + rollout
                + " was written by somebody else; is another operator running?")
        : failure;
  }

  private static FleetRolloutLedger object(
      RolloutKey rollout, Ledger ledger, String shard, Object part) {
    FleetRolloutLedger object = new FleetRolloutLedger();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(rollout.namespace())
            .withName(shardName(rollout, shard))
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(Api.GROUP + "/" + Api.VERSION)
                    .withKind("FleetRollout")
                    .withName(rollout.name())
                    .withUid(rollout.uid())
                    .build())
            .build());
    object.setSpec(LedgerCodec.encode(rollout.name(), ledger.plan().revision(), shard, part));
    return object;
  }

  private static boolean belongsTo(FleetRolloutLedger shard, RolloutKey rollout) {
    return shard.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(rollout.uid()));
  }

  private <T> T required(RolloutKey rollout, String shard, Class<T> type) {
    @Nullable FleetRolloutLedger stored = shard(rollout, shard).get();
    if (stored == null || !belongsTo(stored, rollout)) {
      throw new LedgerUnreadable(
          "shard "
              + shard
              + " of rollout "
              + rollout
              + " is missing: "
              + shardName(rollout, shard));
    }
    return decode(stored.getSpec(), type);
  }

  private Optional<Chunk> optional(RolloutKey rollout, String shard) {
    return Optional.ofNullable(shard(rollout, shard).get())
        .filter(stored -> belongsTo(stored, rollout))
        .map(stored -> decode(stored.getSpec(), Chunk.class));
  }

  private static <T> T decode(FleetRolloutLedgerSpec shard, Class<T> type) {
    return LedgerCodec.decode(shard, type);
  }

  private Resource<FleetRolloutLedger> shard(RolloutKey rollout, String shard) {
    return client
        .resources(FleetRolloutLedger.class)
        .inNamespace(rollout.namespace())
        .withName(shardName(rollout, shard));
  }

  private static String shardName(RolloutKey rollout, String shard) {
    return rollout.name() + "-" + shard;
  }

  private static RolloutPlan withMembers(RolloutPlan plan, List<RolloutPlan.Member> members) {
    return new RolloutPlan(
        plan.rolloutUid(),
        plan.revision(),
        plan.digest(),
        plan.computedAt(),
        plan.waves(),
        members,
        plan.forecast());
  }
}
