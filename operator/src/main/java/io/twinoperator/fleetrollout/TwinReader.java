package io.twinoperator.fleetrollout;

import io.twinoperator.fleetrollout.decide.RolloutObservation.ClaimedLeaf;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Reading;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.hub.HubException;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads twins for one pass, and who else may write them; what could not be read is left out, never
 * guessed.
 */
final class TwinReader {
  /** Fewer failures in a pass are no trouble of the hub, whatever their share. */
  private static final int FAILURES_OF_A_HUB = 5;

  /** Where one call of so many fails, or more, the hub is in trouble. */
  private static final int CALLS_PER_FAILURE = 5;

  private final RolloutRequest request;
  private final Ledger ledger;
  private final ClaimSource claims;

  private final SortedMap<Integer, Reading> readings = new ConcurrentSkipListMap<>();
  private final Map<Integer, List<ClaimedLeaf>> claimed = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Optional<String> blind = Optional.empty();
  private volatile Optional<HubException.Throttled> throttled = Optional.empty();
  private volatile Optional<String> failed = Optional.empty();

  TwinReader(RolloutRequest request, Ledger ledger, ClaimSource claims) {
    this.request = request;
    this.ledger = ledger;
    this.claims = claims;
  }

  /** Reads the twins of these members, until the budget is used up or the hub is in trouble. */
  void read(Collection<Integer> members, Parallel parallel) {
    parallel.forEach(members, this::read);
    if (readings.isEmpty() && blind.isEmpty()) {
      // The budget is used up for now, or the hub failed; had anything been read, that would be
      // good.
      blind = failed.or(() -> throttled.map(refused -> String.valueOf(refused.getMessage())));
    }
  }

  /** What was read, by member. */
  SortedMap<Integer, Reading> readings() {
    return Collections.unmodifiableSortedMap(readings);
  }

  /** Leaves that somebody else may write, by member. */
  Map<Integer, List<ClaimedLeaf>> claimed() {
    return Map.copyOf(claimed);
  }

  /** Why the hub is not seen; empty if it is. */
  Optional<String> blind() {
    return blind;
  }

  /** How long the budget asks to stay away; empty if it was not used up. */
  Optional<Duration> throttledFor() {
    return throttled.map(HubException.Throttled::retryAfter);
  }

  private void read(int member) {
    if (blind.isPresent() || throttled.isPresent()) {
      return;
    }
    String deviceId = ledger.plan().members().get(member).deviceId();
    Optional<DeviceClaims> owners = claims.claimsOn(request.link().host(), deviceId);
    if (owners.isEmpty()) {
      blind = Optional.of("not all DeviceConfigs of the hub are known yet");
      return;
    }
    calls.incrementAndGet();
    try {
      Reading reading = new Reading(twin(deviceId));
      List<ClaimedLeaf> leaves = claimed(owners.get());
      if (!leaves.isEmpty()) {
        claimed.put(member, leaves);
      }
      readings.put(member, reading);
    } catch (HubException.Throttled e) {
      throttled = Optional.of(e);
    } catch (HubException e) {
      failed(e);
    }
  }

  /** A read that fails now and then is tried again with the next pass. */
  private void failed(HubException e) {
    failed = Optional.of(String.valueOf(e.getMessage()));
    int so = failures.incrementAndGet();
    if (so >= FAILURES_OF_A_HUB && so * CALLS_PER_FAILURE >= calls.get()) {
      blind = failed;
    }
  }

  private List<ClaimedLeaf> claimed(DeviceClaims owners) {
    return request
        .spec()
        .change()
        .paths()
        .flatMap(
            path ->
                owners.claims().stream()
                    .filter(claim -> claim.path().overlaps(path))
                    .map(Claim::owner)
                    .filter(owner -> !isSelf(owner))
                    .findFirst()
                    .stream()
                    .map(owner -> new ClaimedLeaf(path, owner)))
        .toList();
  }

  private boolean isSelf(Owner owner) {
    return owner.isTemporary()
        && owner.namespace().equals(request.key().namespace())
        && owner.name().equals(request.key().name());
  }

  private Optional<Twin> twin(String deviceId) throws HubException {
    try {
      return Optional.of(request.hub().twin(deviceId));
    } catch (HubException.NotFound e) {
      return Optional.empty();
    }
  }
}
