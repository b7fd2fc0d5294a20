package io.twinoperator.fleetrollout.plan;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.plan.PlanFinding.Kind;
import io.twinoperator.fleetrollout.spec.ExpectedDevices;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Tolerance;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides what stands against a rollout before its first write; pure. Once anything has been
 * written, none of it is asked any more. The first finding of each list is the one to be told
 * first.
 */
public final class PlanFindings {
  private static final int NAMED = 5;

  private PlanFindings() {}

  /**
   * What the scan shows before a plan is made.
   *
   * @return findings with an effect other than {@code TOLD} keep the plan from being made
   */
  public static List<PlanFinding> ofScan(RolloutSpec spec, Scanned scanned) {
    List<PlanFinding> found = new ArrayList<>();
    int selected = scanned.devices().size();
    noMembers(spec, scanned).ifPresent(found::add);
    if (found.isEmpty()) {
      unexpected(spec.selection().expected(), selected).ifPresent(found::add);
      selectsAll(spec, scanned).ifPresent(found::add);
    }
    excluded(spec, scanned).ifPresent(found::add);
    return List.copyOf(found);
  }

  private static Optional<PlanFinding> noMembers(RolloutSpec spec, Scanned scanned) {
    Set<String> excluded = spec.selection().excluded();
    if (scanned.devices().stream().anyMatch(device -> !excluded.contains(device.deviceId()))) {
      return Optional.empty();
    }
    String sentence =
        scanned.devices().isEmpty()
            ? "the selector '%s' finds no device; it is tried again each minute"
                .formatted(spec.selection().query())
            : "excludeDevices names all %s that the selector '%s' finds; it is tried again each minute"
                .formatted(Counted.devices(scanned.devices().size()), spec.selection().query());
    return finding(Kind.NO_MEMBERS, sentence);
  }

  private static Optional<PlanFinding> unexpected(ExpectedDevices expected, int selected) {
    if (selected < expected.min().orElse(0)) {
      return finding(
          Kind.TOO_FEW_DEVICES,
          "the selector finds %s and expectedDevices.min is %d: create another FleetRollout with the selector or the min that is meant; while state is Plan, min may change here"
              .formatted(Counted.devices(selected), expected.min().getAsInt()));
    }
    if (selected > expected.max().orElse(Integer.MAX_VALUE)) {
      return finding(
          Kind.TOO_MANY_DEVICES,
          "the selector finds %s and expectedDevices.max is %d: create another FleetRollout with the selector or the max that is meant; while state is Plan, max may change here"
              .formatted(Counted.devices(selected), expected.max().getAsInt()));
    }
    return Optional.empty();
  }

  private static Optional<PlanFinding> selectsAll(RolloutSpec spec, Scanned scanned) {
    boolean all =
        spec.selection().expected().max().isEmpty()
            && scanned.devicesOnHub().isPresent()
            && scanned.devices().size() >= scanned.devicesOnHub().getAsLong();
    return all
        ? finding(
            Kind.SELECTS_ALL_DEVICES,
            "the selector '%s' finds all %d devices of the hub; if that is meant, create another FleetRollout with expectedDevices.max %d or more; while state is Plan, it may be set here"
                .formatted(
                    spec.selection().query(), scanned.devices().size(), scanned.devices().size()))
        : Optional.empty();
  }

  /**
   * The first wave, or a mandatory one, whose query no member matches: nothing would be proven
   * before what follows it.
   */
  public static Optional<PlanFinding> ofWaves(RolloutSpec spec, RolloutPlan plan) {
    List<WaveSpec> waves = spec.strategy().waves();
    return IntStream.range(0, waves.size())
        .filter(wave -> wave == 0 || waves.get(wave).tolerance() == Tolerance.ZERO)
        .filter(wave -> waves.get(wave).query().isPresent())
        .filter(wave -> plan.members().stream().noneMatch(member -> member.fitsInto(wave)))
        .mapToObj(
            wave ->
                new PlanFinding(
                    Kind.EMPTY_WAVE,
                    "wave %s takes no device, though %s: its query matches none of the %s that the selector finds. Mark a device so that it does, and it is planned within a minute, or create another FleetRollout with another query; the query is %s"
                        .formatted(
                            waves.get(wave).name(),
                            wave == 0
                                ? "it is the first and must prove the change"
                                : "it is mandatory",
                            Counted.devices(plan.members().size()),
                            waves.get(wave).query().get())))
        .findFirst();
  }

  private static Optional<PlanFinding> excluded(RolloutSpec spec, Scanned scanned) {
    Set<String> ids =
        scanned.devices().stream().map(FoundDevice::deviceId).collect(Collectors.toSet());
    List<String> unknown =
        spec.selection().excluded().stream().filter(id -> !ids.contains(id)).toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : finding(
            Kind.EXCLUDED_UNKNOWN,
            "excludeDevices names %s that the selector does not find: %s; see whether they are spelt right"
                .formatted(Counted.devices(unknown.size()), some(unknown)));
  }

  /**
   * What the markers on the devices show when a plan is made of which there is no ledger; to be
   * remembered with it. The approval of exactly this plan lets the rollout go on.
   */
  public static Optional<PlanFinding> ofTraces(String digest, Traces traces) {
    if (traces.own() > 0 && traces.unmarked() == 0) {
      return alreadyDone(traces);
    }
    if (traces.own() > 0) {
      return interrupted(digest, traces);
    }
    return traces.unknown().isEmpty() ? Optional.empty() : unknown(digest, traces.unknown());
  }

  private static Optional<PlanFinding> alreadyDone(Traces traces) {
    String undone =
        traces.rolledBack() == 0
            ? ""
            : ", %d of them that it was rolled back".formatted(traces.rolledBack());
    return finding(
        Kind.ALREADY_DONE,
        "%s of %d say by their marker that this rollout was run on them%s, and no other needs it; nothing is written, a new run needs a new name"
            .formatted(Counted.devices(traces.own()), traces.members(), undone));
  }

  private static Optional<PlanFinding> interrupted(String digest, Traces traces) {
    return finding(
        Kind.INTERRUPTED,
        "%d of %d devices say by their marker that this rollout was run on them, %d are still to be written, and its ledger is lost; what the %d had before is not known any more. To go on with the others set approvedPlanDigest to %s; to leave it, set state to Abort"
            .formatted(traces.own(), traces.members(), traces.unmarked(), traces.own(), digest));
  }

  private static Optional<PlanFinding> unknown(String digest, SortedMap<String, Integer> unknown) {
    List<String> named =
        unknown.entrySet().stream()
            .map(entry -> entry.getKey() + " on " + Counted.devices(entry.getValue()))
            .toList();
    return finding(
        Kind.UNKNOWN_MARKERS,
        "devices carry markers of rollouts that this cluster has no ledger of: %s; another cluster may run them, or an old repository is applied. If this rollout is meant, set approvedPlanDigest to %s"
            .formatted(some(named), digest));
  }

  /** Whom the rollout waits for, and who blocks it: those first, since waiting does not help. */
  public static List<PlanFinding> ofConflicts(Conflicts conflicts) {
    List<PlanFinding> found = new ArrayList<>();
    List<String> blocking = with(conflicts, OnConflict.Block);
    List<String> queueing = with(conflicts, OnConflict.Queue);
    if (!blocking.isEmpty()) {
      found.add(new PlanFinding(Kind.CONFLICT, some(blocking) + ": " + waysOut(conflicts)));
    }
    if (!queueing.isEmpty()) {
      found.add(
          new PlanFinding(
              Kind.WAITS_FOR_OTHERS,
              some(queueing) + ": the rollout begins by itself when none is left"));
    }
    return List.copyOf(found);
  }

  /** Skip helps only where the hub can say whom to skip. */
  private static String waysOut(Conflicts conflicts) {
    boolean unknown =
        conflicts.found().stream()
            .filter(conflict -> conflict.then() == OnConflict.Block)
            .anyMatch(conflict -> conflict.unknown().isPresent());
    return unknown
        ? "take the configuration away, take the leaf out of it, or correct its target condition, so that the hub can say which devices it has"
        : "wait for the other to end or take it away, exclude the devices, or set onConflict to Queue, or to Skip to leave such devices alone";
  }

  private static List<String> with(Conflicts conflicts, OnConflict then) {
    return conflicts.found().stream()
        .filter(conflict -> conflict.then() == then)
        .map(Conflict::toString)
        .toList();
  }

  /**
   * What the spec and the clock say of a plan of which nothing has been written. A plan that has to
   * be made anew is not asked for its approval.
   */
  public static Optional<PlanFinding> ofPlan(RolloutSpec spec, RolloutPlan plan, Instant now) {
    if (!plan.basis().equals(PlanDigest.basis(spec))) {
      return finding(
          Kind.SPEC_CHANGED, "waves, order or devices were changed in the spec: planned anew");
    }
    Duration age = Duration.between(plan.computedAt(), now);
    if (age.compareTo(spec.control().planMaxAge()) > 0) {
      return finding(
          Kind.PLAN_TOO_OLD,
          "the plan is of %s and older than planMaxAge %s: planned anew"
              .formatted(plan.computedAt(), GoDuration.format(spec.control().planMaxAge())));
    }
    return spec.control()
        .approvedPlanDigest()
        .filter(approved -> !approved.equals(plan.digest()))
        .flatMap(
            approved ->
                finding(
                    Kind.PLAN_NOT_APPROVED,
                    "approvedPlanDigest is %s and the plan's digest is %s: look at status.plan and approve that one, or leave approvedPlanDigest out"
                        .formatted(approved, plan.digest())));
  }

  private static Optional<PlanFinding> finding(Kind kind, String sentence) {
    return Optional.of(new PlanFinding(kind, sentence));
  }

  /** The first few, and how many there are besides. */
  private static String some(List<String> all) {
    String named = all.stream().limit(NAMED).collect(Collectors.joining("; "));
    return all.size() <= NAMED ? named : named + " and %d more".formatted(all.size() - NAMED);
  }
}
