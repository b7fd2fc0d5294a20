package io.twinoperator.ownership;

import io.twinoperator.twin.LeafPath;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All claims on the leaves of one device. */
public record DeviceClaims(List<Claim> claims) {

  /** Claims on nothing. */
  public static final DeviceClaims NONE = new DeviceClaims(List.of());

  /** Orders the claims, the winners first. */
  public DeviceClaims {
    claims = claims.stream().sorted(Comparator.comparing(Claim::owner)).toList();
  }

  /** The claims of a collection. */
  public static DeviceClaims of(Collection<Claim> claims) {
    return claims.isEmpty() ? NONE : new DeviceClaims(List.copyOf(claims));
  }

  /** The oldest owner of the leaf, of one above it or of one below it. */
  public Optional<Owner> ownerOf(LeafPath path) {
    return claims.stream()
        .filter(claim -> claim.path().overlaps(path))
        .map(Claim::owner)
        .findFirst();
  }

  /**
   * The oldest owner that wants a value at exactly this path. Whoever claims the leaf in another
   * shape wants it out of the way, not kept.
   */
  public Optional<Owner> claimantOf(LeafPath path) {
    return claims.stream().filter(claim -> claim.path().equals(path)).map(Claim::owner).findFirst();
  }

  /** Whoever else may write the leaf in place of this owner: an older one that claims it too. */
  public Optional<Owner> winnerOver(Owner self, LeafPath path) {
    return ownerOf(path).filter(owner -> !owner.equals(self));
  }
}
