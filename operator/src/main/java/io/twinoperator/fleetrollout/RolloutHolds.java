package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.Neighbour;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.plan.OtherRollout;
import io.twinoperator.hub.HubHost;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
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

  private final Function<HubKey, Optional<HubHost>> hostOf;
  private final Map<RolloutKey, Hold> holds = new ConcurrentHashMap<>();
  private final Map<RolloutKey, OtherRollout> waiting = new ConcurrentHashMap<>();
  private final Map<RolloutKey, Marked> marked = new ConcurrentHashMap<>();
  private final Map<RolloutKey, HubHost> hosts = new ConcurrentHashMap<>();
  private final Map<RolloutKey, HubKey> awaited = new ConcurrentHashMap<>();
  private final List<BiConsumer<HubHost, Set<String>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<HubHost>> ends = new CopyOnWriteArrayList<>();
  private volatile boolean listed;

  /**
   * Holds that are unknown until the rollouts have been listed.
   *
   * @param hostOf the host that an IoTHub names; empty if it is not known
   */
  public RolloutHolds(Function<HubKey, Optional<HubHost>> hostOf) {
    this.hostOf = hostOf;
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
        case CLAIMED,
            CONFLICT,
            EXCLUDED,
            SUPERSEDED,
            GONE,
            EXPIRED,
            ROLLED_BACK,
            ROLLBACK_UNCONFIRMED,
            ROLLBACK_SKIPPED ->
            false;
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
            STRAGGLER,
            ROLLBACK_PENDING ->
            true;
      };
    }
  }

  /** A rollout that may have left marks on devices of a host. */
  private record Marked(HubHost host, Neighbour rollout) {}

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
    return ledger.progress().course().finish().isPresent();
  }

  @Override
  public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    if (!isKnown(host)) {
      return Optional.empty();
    }
    return Optional.of(
        DeviceClaims.of(
            holds.values().stream()
                .filter(hold -> hold.host().equals(host) && hold.holds(deviceId))
                .flatMap(RolloutHolds::claims)
                .toList()));
  }

  private boolean isKnown(HubHost host) {
    return listed && awaited.values().stream().noneMatch(hub -> isOn(hub, host));
  }

  @Override
  public void onRelease(BiConsumer<HubHost, Set<String>> listener) {
    listeners.add(listener);
  }

  /** Is told of the host whenever a rollout on it stands in nobody's way any more. */
  void onEnd(Consumer<HubHost> listener) {
    ends.add(listener);
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

  /** The other rollouts on a host that have not ended. */
  List<OtherRollout> others(HubHost host, RolloutKey self) {
    return waiting.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(self))
        .filter(entry -> host.equals(hosts.get(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Other rollouts that are or were on a host, by the keys of their marks. */
  Map<String, Neighbour> neighbours(HubHost host, RolloutKey self) {
    return marked.entrySet().stream()
        .filter(entry -> entry.getValue().host().equals(host) && !entry.getKey().equals(self))
        .collect(
            Collectors.toUnmodifiableMap(
                entry -> Marker.key(entry.getKey()), entry -> entry.getValue().rollout()));
  }

  private void mark(RolloutKey rollout, HubHost host, Set<LeafPath> paths, Neighbour.Life life) {
    marked.put(rollout, new Marked(host, new Neighbour(rollout, paths, life)));
  }

  private static Neighbour.Life life(Ledger ledger) {
    return hasEnded(ledger) ? Neighbour.Life.ENDED : Neighbour.Life.UNDER_WAY;
  }

  /** Takes note of a rollout that has no ledger and will write nothing; it may have once. */
  void halted(RolloutRequest request) {
    forget(request.key());
    mark(request.key(), request.link().host(), paths(request), Neighbour.Life.ENDED);
  }

  /** Takes note of a rollout of which there is no plan yet, and that is to run. */
  void planning(RolloutRequest request) {
    if (isToRun(request)) {
      note(request, OtherRollout.Standing.WAITING, deviceId -> true);
    }
    awaited.remove(request.key());
  }

  /** A rollout that has written nothing and is only planned, paused or held is in nobody's way. */
  private static boolean isToRun(RolloutRequest request) {
    return request.spec().control().state() == State.Run && request.restraint().isEmpty();
  }

  /** Takes note of where a rollout stands. */
  void seen(RolloutRequest request, Ledger ledger) {
    Optional<Owner> owner = hasEnded(ledger) ? Optional.empty() : owner(request.key(), ledger);
    if (owner.isEmpty()) {
      seenUnwritten(request, ledger);
      mark(request.key(), request.link().host(), paths(request), life(ledger));
      return;
    }
    mark(request.key(), request.link().host(), paths(request), life(ledger));
    hold(request.key(), owner.get(), request.link().host(), paths(request), ledger);
    note(request, OtherRollout.Standing.WRITING, deviceId -> isHeld(request.key(), deviceId));
  }

  private void seenUnwritten(RolloutRequest request, Ledger ledger) {
    if (hasEnded(ledger) || !isToRun(request)) {
      forget(request.key());
      return;
    }
    awaited.remove(request.key());
    Map<String, Integer> members = index(ledger.plan());
    note(request, OtherRollout.Standing.WAITING, members::containsKey);
  }

  /**
   * Takes note of a rollout whose own hub cannot be reached now: what it has begun there it holds.
   */
  void seen(RolloutKey rollout, Set<LeafPath> paths, Ledger ledger) {
    HubHost host = new HubHost(ledger.plan().host());
    Optional<Owner> owner = hasEnded(ledger) ? Optional.empty() : owner(rollout, ledger);
    if (owner.isEmpty()) {
      forget(rollout);
      mark(rollout, host, paths, life(ledger));
      return;
    }
    mark(rollout, host, paths, life(ledger));
    hold(rollout, owner.get(), host, paths, ledger);
    hosts.put(rollout, host);
    waiting.put(
        rollout,
        new OtherRollout(
            rollout,
            owner.get().createdAt(),
            OtherRollout.Standing.WRITING,
            paths,
            deviceId -> isHeld(rollout, deviceId)));
  }

  private boolean isHeld(RolloutKey rollout, String deviceId) {
    Hold hold = holds.get(rollout);
    return hold != null && hold.holds(deviceId);
  }

  private void hold(
      RolloutKey rollout, Owner owner, HubHost host, Set<LeafPath> paths, Ledger ledger) {
    holds.compute(
        rollout,
        (key, before) ->
            new Hold(
                host,
                owner,
                paths,
                ledger.plan().digest(),
                before != null && before.digest().equals(ledger.plan().digest())
                    ? before.members()
                    : index(ledger.plan()),
                ledger.progress().states()));
    awaited.remove(rollout);
  }

  private void note(
      RolloutRequest request, OtherRollout.Standing standing, Predicate<String> members) {
    hosts.put(request.key(), request.link().host());
    waiting.put(
        request.key(),
        new OtherRollout(request.key(), request.createdAt(), standing, paths(request), members));
  }

  private static Set<LeafPath> paths(RolloutRequest request) {
    return request.spec().change().paths().collect(Collectors.toUnmodifiableSet());
  }

  /** Takes note that a rollout holds nothing, or nothing any more. */
  void forget(RolloutKey rollout) {
    awaited.remove(rollout);
    boolean wasInTheWay = waiting.remove(rollout) != null;
    HubHost host = hosts.remove(rollout);
    marked.remove(rollout);
    Hold ended = holds.remove(rollout);
    if (ended != null) {
      listeners.forEach(listener -> listener.accept(ended.host(), ended.members().keySet()));
    }
    if (wasInTheWay && host != null) {
      ends.forEach(listener -> listener.accept(host));
    }
  }

  private boolean isOn(HubKey hub, HubHost host) {
    return hostOf.apply(hub).filter(host::equals).isPresent();
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
