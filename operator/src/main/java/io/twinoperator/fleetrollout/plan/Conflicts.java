package io.twinoperator.fleetrollout.plan;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who else owns leaves of a rollout's change on its members, before the first write.
 *
 * @param found those who block the rollout or make it wait
 * @param claimed members that are left alone, by their index, and for whom
 */
public record Conflicts(List<Conflict> found, SortedMap<Integer, Claimant> claimed) {

  /** Copies both. */
  public Conflicts {
    found = List.copyOf(found);
    claimed = Collections.unmodifiableSortedMap(new TreeMap<>(claimed));
  }

  /** The rollout for which conflicts are looked for. */
  public record Self(RolloutKey key, Instant createdAt) {}

  /**
   * Finds them.
   *
   * @param members ids in the plan's order
   * @param claims of a device; those of rollouts are left out, since {@code others} names them
   * @param others rollouts on the same hub
   * @param configurations that share leaves and devices with the rollout
   */
  public static Conflicts of(
      RolloutSpec spec,
      Self self,
      List<String> members,
      Function<String, DeviceClaims> claims,
      List<OtherRollout> others,
      List<SharedConfiguration> configurations) {
    Search search = new Search(spec, members);
    search.configs(claims);
    others.stream()
        .filter(other -> !other.key().equals(self.key()))
        .filter(other -> other.goesBefore(self.key(), self.createdAt()))
        .forEach(search::rollout);
    configurations.forEach(search::configuration);
    return new Conflicts(search.found, search.claimed);
  }

  private static final class Search {
    private final RolloutSpec spec;
    private final Set<LeafPath> change;
    private final List<String> members;
    private final List<Conflict> found = new ArrayList<>();
    private final SortedMap<Integer, Claimant> claimed = new TreeMap<>();

    Search(RolloutSpec spec, List<String> members) {
      this.spec = spec;
      this.change = spec.change().paths().collect(Collectors.toUnmodifiableSet());
      this.members = members;
    }

    void configs(Function<String, DeviceClaims> claims) {
      SortedMap<Integer, Claimant> owned = new TreeMap<>();
      for (int member = 0; member < members.size(); member++) {
        int index = member;
        claimant(claims.apply(members.get(member))).ifPresent(who -> owned.put(index, who));
      }
      OnConflict then = spec.onConflict().orElse(OnConflict.Skip);
      if (then == OnConflict.Skip) {
        claimed.putAll(owned);
      } else if (!owned.isEmpty()) {
        found.add(configs(owned, then));
      }
    }

    private static Conflict configs(Map<Integer, Claimant> owned, OnConflict then) {
      List<String> owners =
          owned.values().stream().map(Claimant::owner).distinct().sorted().toList();
      List<String> paths =
          owned.values().stream().flatMap(who -> who.paths().stream()).distinct().sorted().toList();
      String with =
          owners.size() == 1
              ? owners.get(0)
              : "%s, and %d more".formatted(owners.get(0), owners.size() - 1);
      return new Conflict(with, paths, owned.size(), then, Optional.empty());
    }

    /** The oldest owner of a leaf of the change, with all such leaves of it. */
    private Optional<Claimant> claimant(DeviceClaims claims) {
      List<Claim> some =
          claims.claims().stream()
              .filter(claim -> !claim.owner().isTemporary())
              .filter(claim -> change.stream().anyMatch(claim.path()::overlaps))
              .toList();
      return some.stream()
          .findFirst()
          .map(Claim::owner)
          .map(owner -> new Claimant(owner.toString(), paths(some, owner)));
    }

    private List<String> paths(List<Claim> claims, Owner owner) {
      return change.stream()
          .filter(
              path ->
                  claims.stream().anyMatch(c -> c.owner().equals(owner) && c.path().overlaps(path)))
          .sorted()
          .map(LeafPath::toString)
          .toList();
    }

    void rollout(OtherRollout other) {
      List<String> paths = other.shared(change);
      if (!paths.isEmpty()) {
        String with = Owner.FLEET_ROLLOUT + " " + other.key();
        long devices = members.stream().filter(other.holds()).count();
        add(new Conflict(with, paths, devices, blocking(), Optional.empty()), other.holds());
      }
    }

    void configuration(SharedConfiguration shared) {
      String with = "configuration " + shared.id();
      boolean skipped = blocking() == OnConflict.Skip;
      long devices = skipped ? members.stream().filter(shared::has).count() : shared.devices();
      add(new Conflict(with, shared.paths(), devices, blocking(), shared.unknown()), shared::has);
    }

    private void add(Conflict conflict, Predicate<String> has) {
      if (conflict.devices() == 0 && conflict.unknown().isEmpty()) {
        return;
      }
      if (conflict.then() != OnConflict.Skip) {
        found.add(conflict);
        return;
      }
      if (conflict.unknown().isPresent()) {
        found.add(conflict.blocking()); // Whom to skip nobody knows; all would be nothing to do.
        return;
      }
      for (int member = 0; member < members.size(); member++) {
        if (has.test(members.get(member))) {
          claimed.putIfAbsent(member, new Claimant(conflict.with(), conflict.paths()));
        }
      }
    }

    private OnConflict blocking() {
      return spec.onConflict().orElse(OnConflict.Block);
    }
  }
}
