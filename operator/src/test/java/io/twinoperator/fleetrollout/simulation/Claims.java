package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.hub.HubHost;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The DeviceConfigs of the cluster, as far as they claim leaves of the rollout's devices. */
final class Claims implements ClaimSource {
  private final Map<String, Claimed> claims = new HashMap<>();
  private Instant knownFrom = Instant.MIN;
  private Instant now = Instant.MIN;

  private record Claimed(Instant since, DeviceClaims claims) {}

  /** A DeviceConfig of that device is there from now on, and wants these leaves. */
  void add(String deviceId, Instant createdAt, List<LeafPath> paths) {
    Owner owner = new Owner("DeviceConfig", "plant", deviceId, createdAt);
    claims.put(
        deviceId,
        new Claimed(
            now, DeviceClaims.of(paths.stream().map(path -> new Claim(owner, path)).toList())));
  }

  void remove(String deviceId) {
    claims.remove(deviceId);
  }

  /** The operator has begun anew: it knows the claims from then on. */
  void unknownUntil(Instant time) {
    knownFrom = time;
  }

  /** A pass begins now. */
  void passBegins(Instant time) {
    now = time;
  }

  boolean areKnown() {
    return !now.isBefore(knownFrom);
  }

  /** Since when it is known that somebody claims leaves of the device. */
  Instant since(String deviceId) {
    return Optional.ofNullable(claims.get(deviceId)).map(Claimed::since).orElse(Instant.MAX);
  }

  /** Who claims the leaf, if anybody. */
  Optional<Owner> ownerOf(String deviceId, LeafPath path) {
    return Optional.ofNullable(claims.get(deviceId))
        .flatMap(claimed -> claimed.claims().ownerOf(path));
  }

  @Override
  public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    if (!areKnown()) {
      return Optional.empty();
    }
    Claimed claimed = claims.get(deviceId);
    return Optional.of(claimed == null ? DeviceClaims.NONE : claimed.claims());
  }
}
