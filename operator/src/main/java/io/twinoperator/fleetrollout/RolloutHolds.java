package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The leaves that running rollouts hold: those of their patch, on each of their members but the
 * ones that are put aside for good. A rollout is as old as its first wave, so that a DeviceConfig
 * that was there before keeps its leaf, and one that comes meanwhile waits. A finished rollout
 * holds nothing. After a start nothing is known of a host before every rollout on it has been
 * looked at.
 */
public final class RolloutHolds implements ClaimSource {

  private final HubDirectory directory;
  private final Map<RolloutKey, Hold> holds = new ConcurrentHashMap<>();
  private final Map<RolloutKey, HubKey> awaited = new ConcurrentHashMap<>();
  private final List<BiConsumer<HubHost, Set<String>>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean listed;

  /** Holds that are unknown until the rollouts have been listed. */
  public RolloutHolds(HubDirectory directory) {
    this.directory = directory;
  }

  /**
   * What one rollout holds.
   *
   * @param members the index of each member by its device; the same map as long as the plan is
   * @param states a letter for each index
   */
  private record Hold(
      HubHost host,
      Owner owner,
      Set<LeafPath> paths,
      String digest,
      Map<String, Integer> members,
      String states) {

    boolean holds(String deviceId) {
      Integer member = members.get(deviceId);
      return member != null && isHeld(MemberState.of(states.charAt(member)));
    }

    private static boolean isHeld(MemberState state) {
      return switch (state) {
        case CLAIMED, CONFLICT, SUPERSEDED, GONE -> false;
        case PENDING,
            DEFERRED,
            WRITTEN,
            APPLYING,
            WRITTEN_OFFLINE,
            CONVERGED,
            ALREADY_CONVERGED,
            REJECTED,
            TIMED_OUT,
            UNVERIFIABLE,
            WRITE_FAILED,
            REGRESSED,
            STRAGGLER ->
            true;
      };
    }
  }

  /** The rollout as an owner of leaves; empty while it has not begun to write. */
  static Optional<Owner> owner(RolloutKey rollout, Ledger ledger) {
    return ledger.progress().waves().stream()
        .map(WaveProgress::startedAt)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(started -> owner(rollout, started));
  }

  /** Whoever came in the same instant was there before. */
  private static Owner owner(RolloutKey rollout, Instant started) {
    return new Owner(
        Owner.FLEET_ROLLOUT, rollout.namespace(), rollout.name(), started.plusNanos(1));
  }

  private static boolean hasEnded(Ledger ledger) {
    boolean aborted = ledger.progress().abortedAt().isPresent() && ledger.openChunks().isEmpty();
    return aborted || ledger.progress().finishedAt().isPresent();
  }

  @Override
  public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    if (!listed || awaited.values().stream().anyMatch(hub -> isOn(hub, host))) {
      return Optional.empty();
    }
    return Optional.of(
        DeviceClaims.of(
            holds.values().stream()
                .filter(hold -> hold.host().equals(host) && hold.holds(deviceId))
                .flatMap(RolloutHolds::claims)
                .toList()));
  }

  @Override
  public void onRelease(BiConsumer<HubHost, Set<String>> listener) {
    listeners.add(listener);
  }

  /** Waits for these rollouts to be looked at; they are all that are not known to have ended. */
  void listed(Map<RolloutKey, HubKey> unfinished) {
    awaited.putAll(unfinished);
    listed = true;
  }

  /** Whether a rollout has not been looked at since this process began. */
  boolean isAwaited(RolloutKey rollout) {
    return awaited.containsKey(rollout);
  }

  /** Takes note of where a rollout stands. */
  void seen(RolloutKey rollout, HubHost host, Stream<LeafPath> paths, Ledger ledger) {
    Optional<Owner> owner = hasEnded(ledger) ? Optional.empty() : owner(rollout, ledger);
    if (owner.isEmpty()) {
      forget(rollout);
      return;
    }
    holds.compute(
        rollout,
        (key, before) ->
            new Hold(
                host,
                owner.get(),
                paths.collect(Collectors.toUnmodifiableSet()),
                ledger.plan().digest(),
                before != null && before.digest().equals(ledger.plan().digest())
                    ? before.members()
                    : index(ledger.plan()),
                ledger.progress().states()));
    awaited.remove(rollout);
  }

  /** Takes note that a rollout holds nothing, or nothing any more. */
  void forget(RolloutKey rollout) {
    awaited.remove(rollout);
    Hold ended = holds.remove(rollout);
    if (ended != null) {
      listeners.forEach(listener -> listener.accept(ended.host(), ended.members().keySet()));
    }
  }

  private boolean isOn(HubKey hub, HubHost host) {
    return directory.hostOf(hub).filter(host::equals).isPresent();
  }

  private static Stream<Claim> claims(Hold hold) {
    return hold.paths().stream().map(path -> new Claim(hold.owner(), path));
  }

  private static Map<String, Integer> index(RolloutPlan plan) {
    Map<String, Integer> index = new HashMap<>();
    for (int n = 0; n < plan.members().size(); n++) {
      index.put(plan.members().get(n).deviceId(), n);
    }
    return Map.copyOf(index);
  }
}
