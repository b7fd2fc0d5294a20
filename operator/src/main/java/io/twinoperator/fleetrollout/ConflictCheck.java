package io.twinoperator.fleetrollout;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.decide.RolloutObservation;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Hindrance;
import io.twinoperator.fleetrollout.decide.RolloutObservation.Restraint;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.plan.ConfigurationScan;
import io.twinoperator.fleetrollout.plan.Conflict;
import io.twinoperator.fleetrollout.plan.Conflicts;
import io.twinoperator.fleetrollout.plan.PlanFinding;
import io.twinoperator.fleetrollout.plan.PlanFinding.Effect;
import io.twinoperator.fleetrollout.plan.PlanFindings;
import io.twinoperator.fleetrollout.plan.SharedConfiguration;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, before the first write of a rollout, who else owns leaves of its change. */
final class ConflictCheck {
  private static final String HUB_NOT_ANSWERING = "HubNotAnswering";
  private static final Logger log = LoggerFactory.getLogger(ConflictCheck.class);

  /** How long nobody is asked again before the first write. */
  private static final Duration STAYS_CLEAR = Duration.ofSeconds(5);

  private final ClaimSource claims;
  private final RolloutHolds holds;
  private final InstantSource clock;
  private final Map<RolloutKey, ConfigurationScan> checks = new ConcurrentHashMap<>();
  private final Map<RolloutKey, Clear> clear = new ConcurrentHashMap<>();

  ConflictCheck(ClaimSource claims, RolloutHolds holds, InstantSource clock) {
    this.claims = claims;
    this.holds = holds;
    this.clock = clock;
  }

  /** That nothing stood against a plan when it was last looked at. */
  private record Clear(String digest, Instant at) {}

  /** What a look at the others came to, and who stands against the rollout. */
  record Found(Optional<Restraint> restraint, List<Conflict> conflicts) {
    static final Found NOTHING = new Found(Optional.empty(), List.of());

    private static Found unread(String reason, String why) {
      return new Found(Optional.of(stillReading(reason, why)), List.of());
    }
  }

  /** Before the first write it is asked once more who else is there. */
  Found look(RolloutRequest request, Ledger ledger) {
    if (request.spec().control().state() != State.Run || request.hindrance().isPresent()) {
      return Found.NOTHING;
    }
    Clear last = clear.get(request.key());
    boolean isFresh =
        last != null
            && last.digest().equals(ledger.plan().digest())
            && clock.instant().isBefore(last.at().plus(STAYS_CLEAR));
    try {
      Optional<List<SharedConfiguration>> configurations =
          isFresh ? Optional.of(List.of()) : configurations(request);
      if (configurations.isEmpty()) {
        return Found.unread(RolloutObservation.READING_CONFIGURATIONS, "it is being read");
      }
      Conflicts conflicts = conflicts(request, ledger.plan(), configurations.get());
      Optional<Restraint> found =
          PlanFindings.ofConflicts(conflicts).stream().findFirst().map(ConflictCheck::restraint);
      if (found.isEmpty() && !isFresh) {
        clear.put(request.key(), new Clear(ledger.plan().digest(), clock.instant()));
      }
      return new Found(found, conflicts.found());
    } catch (HubException.Throttled e) {
      return Found.unread(HUB_NOT_ANSWERING, String.valueOf(e.getMessage()));
    } catch (HubException e) {
      checks.remove(request.key());
      return Found.unread(HUB_NOT_ANSWERING, String.valueOf(e.getMessage()));
    }
  }

  private static Restraint stillReading(String reason, String why) {
    return new Restraint(
        Hindrance.QUEUED,
        reason,
        "whether a configuration of the hub sets leaves of the change is not known yet: " + why);
  }

  private Optional<List<SharedConfiguration>> configurations(RolloutRequest request)
      throws HubException {
    ConfigurationScan scan = checks.get(request.key());
    if (scan == null) {
      scan = new ConfigurationScan(request.spec(), readable(request));
      checks.put(request.key(), scan);
    }
    Optional<List<SharedConfiguration>> found = scan.readOn(request.hub());
    found.ifPresent(done -> checks.remove(request.key()));
    return found;
  }

  /** The hub's configurations; none where the credentials are not for reading them. */
  static List<HubConfiguration> readable(RolloutRequest request) throws HubException {
    try {
      return request.hub().configurations();
    } catch (HubException.Unauthorized | HubException.Forbidden e) {
      log.warn(
          "{}: configurations of {} cannot be read, so conflicts with them are not seen: {}",
          request.key(),
          request.link().host(),
          e.getMessage());
      return List.of();
    }
  }

  private Conflicts conflicts(
      RolloutRequest request, RolloutPlan plan, List<SharedConfiguration> configurations) {
    return Conflicts.of(
        request.spec(),
        new Conflicts.Self(request.key(), request.createdAt()),
        plan.members().stream().map(RolloutPlan.Member::deviceId).toList(),
        deviceId -> claimsOn(request, deviceId),
        holds.others(request.link().host(), request.key()),
        configurations);
  }

  /** The claims on a device. */
  DeviceClaims claimsOn(RolloutRequest request, String deviceId) {
    return claims.claimsOn(request.link().host(), deviceId).orElse(DeviceClaims.NONE);
  }

  /** A finding that keeps a rollout from its first write. */
  static Restraint restraint(PlanFinding finding) {
    return new Restraint(
        finding.kind().effect() == Effect.QUEUED ? Hindrance.QUEUED : Hindrance.BLOCKED,
        finding.kind().reason(),
        finding.sentence());
  }

  /** Forgets what is in memory of a rollout that is no more. */
  void forget(RolloutKey key) {
    checks.remove(key);
    clear.remove(key);
  }
}
