package io.twinoperator.ownership;

import io.twinoperator.hub.HubHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The claims of several sources as one: known when all of them are. */
public record JoinedClaims(List<ClaimSource> sources) implements ClaimSource {

  /** Copies the list. */
  public JoinedClaims {
    sources = List.copyOf(sources);
  }

  @Override
  public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    List<Claim> all = new ArrayList<>();
    for (ClaimSource source : sources) {
      Optional<DeviceClaims> known = source.claimsOn(host, deviceId);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(known.get().claims());
    }
    return Optional.of(DeviceClaims.of(all));
  }

  @Override
  public void onRelease(BiConsumer<HubHost, Set<String>> listener) {
    sources.forEach(source -> source.onRelease(listener));
  }
}
