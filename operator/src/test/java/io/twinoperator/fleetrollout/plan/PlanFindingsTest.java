package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.NOW;
import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.percent;
import static io.twinoperator.fleetrollout.plan.Plans.scanned;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.plan.PlanFinding.Effect;
import io.twinoperator.fleetrollout.plan.PlanFinding.Kind;
import io.twinoperator.fleetrollout.spec.ExpectedDevices;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.WaveSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PlanFindingsTest {
  private static final RolloutSpec SPEC = spec(wave("first", count(2)));
  private static final String REVISION = PlanDigest.revision(Plans.HOST, SPEC);
  private static final String DIGEST = "sha256:d";

  // What the scan shows.

  private static List<PlanFinding> ofScan(RolloutSpec spec, int devices, int onHub) {
    return PlanFindings.ofScan(
        spec,
        new Scanned(devices(devices), Map.of(), OptionalLong.of(onHub), List.of(), List.of(1000)));
  }

  @Test
  void aSelectorThatFindsNothingIsTriedAgain() {
    PlanFinding found = ofScan(SPEC, 0, 5).get(0);

    assertThat(found.kind()).isEqualTo(Kind.NO_MEMBERS);
    assertThat(found.kind().effect()).isEqualTo(Effect.PLANNED_LATER);
    assertThat(found.sentence())
        .isEqualTo("the selector 'tags.a = 1' finds no device; it is tried again each minute");
  }

  @Test
  void soIsOneWhoseDevicesAreAllExcluded() {
    List<PlanFinding> found = ofScan(Plans.excluding(SPEC, "device-0", "device-1"), 2, 5);

    assertThat(found).extracting(PlanFinding::kind).containsExactly(Kind.NO_MEMBERS);
    assertThat(found.get(0).sentence()).startsWith("excludeDevices names all 2 devices");
  }

  @Test
  void fewerAndMoreDevicesThanExpectedAreNamedWithBothNumbers() {
    ExpectedDevices tenToTwenty = new ExpectedDevices(OptionalInt.of(10), OptionalInt.of(20));
    RolloutSpec expecting = Plans.expecting(SPEC, tenToTwenty);

    assertThat(ofScan(expecting, 9, 100))
        .containsExactly(
            new PlanFinding(
                Kind.TOO_FEW_DEVICES,
                "the selector finds 9 devices and expectedDevices.min is 10: create another FleetRollout with the selector or the min that is meant; while state is Plan, min may change here"));
    assertThat(ofScan(expecting, 21, 100))
        .containsExactly(
            new PlanFinding(
                Kind.TOO_MANY_DEVICES,
                "the selector finds 21 devices and expectedDevices.max is 20: create another FleetRollout with the selector or the max that is meant; while state is Plan, max may change here"));
    assertThat(ofScan(expecting, 10, 100)).isEmpty();
    assertThat(ofScan(expecting, 20, 20)).isEmpty();
    assertThat(Kind.TOO_FEW_DEVICES.effect()).isEqualTo(Effect.BLOCKED);
    assertThat(Kind.TOO_MANY_DEVICES.effect()).isEqualTo(Effect.BLOCKED);
  }

  @Test
  void aSelectorThatFindsEveryDeviceNeedsAMaximum() {
    PlanFinding found = ofScan(SPEC, 7, 7).get(0);

    assertThat(found)
        .isEqualTo(
            new PlanFinding(
                Kind.SELECTS_ALL_DEVICES,
                "the selector 'tags.a = 1' finds all 7 devices of the hub; if that is meant, create another FleetRollout with expectedDevices.max 7 or more; while state is Plan, it may be set here"));
    assertThat(found.kind().effect()).isEqualTo(Effect.BLOCKED);
    assertThat(ofScan(SPEC, 7, 8)).isEmpty();
    ExpectedDevices max = new ExpectedDevices(OptionalInt.empty(), OptionalInt.of(7));
    assertThat(ofScan(Plans.expecting(SPEC, max), 7, 7)).isEmpty();
  }

  @Test
  void excludedIdsThatNobodyHasAreTold() {
    List<PlanFinding> found = ofScan(Plans.excluding(SPEC, "device-0", "devise-1"), 3, 9);

    assertThat(found)
        .containsExactly(
            new PlanFinding(
                Kind.EXCLUDED_UNKNOWN,
                "excludeDevices names 1 device that the selector does not find: devise-1; see whether they are spelt right"));
    assertThat(found.get(0).kind().effect()).isEqualTo(Effect.TOLD);
    assertThat(found.get(0).isInTheWay()).isFalse();
    assertThat(ofScan(SPEC, 7, 7).get(0).isInTheWay()).isTrue();
  }

  // What the markers show.

  private static Traces traces(Map<String, Marker> markers, int marked, int all) {
    return traces(markers, marked, all, Set.of(Plans.KEY), id -> true);
  }

  private static Traces traces(
      Map<String, Marker> markers,
      int marked,
      int all,
      Set<RolloutKey> known,
      Predicate<String> isToBeWritten) {
    List<FoundDevice> members = new ArrayList<>();
    for (int n = 0; n < all; n++) {
      String id = "device-" + n;
      members.add(n < marked ? Plans.marked(id, markers) : Plans.device(id));
    }
    return Traces.of(Plans.KEY, REVISION, known, members, isToBeWritten);
  }

  private static Map<String, Marker> own(String revision) {
    return Map.of(Marker.key(Plans.KEY), Marker.written(revision, "first", NOW));
  }

  @Test
  void aRolloutThatAllDevicesRememberIsDone() {
    PlanFinding found = PlanFindings.ofTraces(DIGEST, traces(own(REVISION), 3, 3)).orElseThrow();

    assertThat(found)
        .isEqualTo(
            new PlanFinding(
                Kind.ALREADY_DONE,
                "3 devices of 3 say by their marker that this rollout was run on them, and no other needs it; nothing is written, a new run needs a new name"));
    assertThat(found.kind().effect()).isEqualTo(Effect.DONE);
  }

  @Test
  void evenIfTheyRememberThatItWasUndone() {
    Map<String, Marker> undone =
        Map.of(Marker.key(Plans.KEY), Marker.written(REVISION, "first", NOW).rolledBack());

    assertThat(PlanFindings.ofTraces(DIGEST, traces(undone, 2, 2)))
        .get()
        .extracting(PlanFinding::sentence)
        .asString()
        .contains("2 of them that it was rolled back");
  }

  @Test
  void devicesThatAreNotToBeWrittenNeedNotRememberIt() {
    Traces traces = traces(own(REVISION), 2, 3, Set.of(Plans.KEY), id -> !id.equals("device-2"));

    assertThat(PlanFindings.ofTraces(DIGEST, traces))
        .get()
        .extracting(PlanFinding::kind)
        .isEqualTo(Kind.ALREADY_DONE);
  }

  @Test
  void aRolloutThatSomeDevicesRememberIsInterruptedUntilThisPlanIsApproved() {
    Traces traces = traces(own(REVISION), 3, 10);

    assertThat(PlanFindings.ofTraces(DIGEST, traces))
        .contains(
            new PlanFinding(
                Kind.INTERRUPTED,
                "3 of 10 devices say by their marker that this rollout was run on them, 7 are still to be written, and its ledger is lost; what the 3 had before is not known any more. To go on with the others set approvedPlanDigest to sha256:d; to leave it, set state to Abort"));
    assertThat(Kind.INTERRUPTED.effect()).isEqualTo(Effect.BLOCKED);
  }

  @Test
  void markersOfRolloutsThatNobodyKnowsBlockUntilThisPlanIsApproved() {
    Map<String, Marker> lost = Map.of("r11111111", Marker.written("aaaaaaaaaaaa", "w", NOW));
    Traces traces = traces(lost, 4, 9);

    assertThat(PlanFindings.ofTraces(DIGEST, traces))
        .contains(
            new PlanFinding(
                Kind.UNKNOWN_MARKERS,
                "devices carry markers of rollouts that this cluster has no ledger of: r11111111 (revision aaaaaaaaaaaa) on 4 devices; another cluster may run them, or an old repository is applied. If this rollout is meant, set approvedPlanDigest to sha256:d"));
    assertThat(Kind.UNKNOWN_MARKERS.effect()).isEqualTo(Effect.BLOCKED);
  }

  @Test
  void markersOfKnownRolloutsAreExplained() {
    RolloutKey before = new RolloutKey("plant", "before");
    Map<String, Marker> markers =
        Map.of(Marker.key(before), Marker.written("aaaaaaaaaaaa", "w", NOW));

    assertThat(PlanFindings.ofTraces(DIGEST, traces(markers, 4, 9, Set.of(before), id -> true)))
        .isEmpty();
  }

  @Test
  void anotherRevisionOfTheSameNameIsExplainedByItsTombstoneAlone() {
    Map<String, Marker> other = own("bbbbbbbbbbbb");

    assertThat(PlanFindings.ofTraces(DIGEST, traces(other, 4, 9))).isEmpty();
    assertThat(PlanFindings.ofTraces(DIGEST, traces(other, 4, 9, Set.of(), id -> true)))
        .get()
        .extracting(PlanFinding::kind)
        .isEqualTo(Kind.UNKNOWN_MARKERS);
  }

  @Test
  void devicesWithoutMarkersAreInNobodysWay() {
    assertThat(PlanFindings.ofTraces(DIGEST, traces(Map.of(), 0, 9))).isEmpty();
  }

  // Who else owns leaves.

  private static Conflict conflict(String with, OnConflict then) {
    return new Conflict(with, List.of("desired.a"), 12, then, Optional.empty());
  }

  @Test
  void thoseWhoBlockComeBeforeThoseWhoAreWaitedFor() {
    Conflicts conflicts =
        new Conflicts(
            List.of(
                conflict("FleetRollout plant/first", OnConflict.Queue),
                conflict("configuration tuning", OnConflict.Block)),
            new TreeMap<>());

    assertThat(PlanFindings.ofConflicts(conflicts))
        .containsExactly(
            new PlanFinding(
                Kind.CONFLICT,
                "configuration tuning sets desired.a on 12 of the devices: wait for the other to end or take it away, exclude the devices, or set onConflict to Queue, or to Skip to leave such devices alone"),
            new PlanFinding(
                Kind.WAITS_FOR_OTHERS,
                "FleetRollout plant/first sets desired.a on 12 of the devices: the rollout begins by itself when none is left"));
    assertThat(Kind.CONFLICT.effect()).isEqualTo(Effect.BLOCKED);
    assertThat(Kind.WAITS_FOR_OTHERS.effect()).isEqualTo(Effect.QUEUED);
    assertThat(PlanFindings.ofConflicts(new Conflicts(List.of(), new TreeMap<>()))).isEmpty();
  }

  @Test
  void ofManyTheFirstFewAreNamed() {
    List<Conflict> many = new ArrayList<>();
    for (int n = 0; n < 7; n++) {
      many.add(conflict("FleetRollout plant/r" + n, OnConflict.Block));
    }

    assertThat(PlanFindings.ofConflicts(new Conflicts(many, new TreeMap<>())).get(0).sentence())
        .contains("plant/r4", "and 2 more")
        .doesNotContain("plant/r5");
  }

  // What spec and clock say of the plan.

  private static final RolloutPlan PLAN = Plans.planned(SPEC, scanned(devices(5))).plan();

  @Test
  void onlyTheApprovedPlanIsCarriedOut() {
    assertThat(PlanFindings.ofPlan(Plans.approving(SPEC, DIGEST), PLAN, NOW))
        .contains(
            new PlanFinding(
                Kind.PLAN_NOT_APPROVED,
                "approvedPlanDigest is sha256:d and the plan's digest is "
                    + PLAN.digest()
                    + ": look at status.plan and approve that one, or leave approvedPlanDigest out"));
    assertThat(Kind.PLAN_NOT_APPROVED.effect()).isEqualTo(Effect.BLOCKED);
    assertThat(PlanFindings.ofPlan(Plans.approving(SPEC, PLAN.digest()), PLAN, NOW)).isEmpty();
    assertThat(PlanFindings.ofPlan(SPEC, PLAN, NOW)).isEmpty();
  }

  @Test
  void anOldPlanIsMadeAnewBeforeItsApprovalIsAskedFor() {
    RolloutSpec approving = Plans.approving(SPEC, DIGEST);
    Duration day = Duration.ofDays(1);

    assertThat(PlanFindings.ofPlan(SPEC, PLAN, NOW.plus(day))).isEmpty();
    PlanFinding found =
        PlanFindings.ofPlan(approving, PLAN, NOW.plus(day).plusSeconds(1)).orElseThrow();
    assertThat(found.kind()).isEqualTo(Kind.PLAN_TOO_OLD);
    assertThat(found.kind().effect()).isEqualTo(Effect.PLANNED_ANEW);
    assertThat(found.sentence())
        .isEqualTo(
            "the plan is of 2026-01-05T08:00:00Z and older than planMaxAge 24h: planned anew");
  }

  @Test
  void aPlanOfAnotherSpecIsMadeAnew() {
    assertThat(PlanFindings.ofPlan(spec(wave("first", count(3))), PLAN, NOW))
        .get()
        .extracting(finding -> finding.kind().effect())
        .isEqualTo(Effect.PLANNED_ANEW);
  }

  private static List<PlanFinding> ofWaves(WaveSpec... waves) {
    RolloutSpec spec = spec(waves);
    Scanned scanned =
        Plans.scanned(devices(3), Map.of("lab", Set.of(), "line", Set.of("device-1")));
    return PlanFindings.ofWaves(spec, Plans.planned(spec, scanned).plan()).stream().toList();
  }

  private static WaveSpec mandatory(WaveSpec wave) {
    return new WaveSpec(
        wave.name(),
        wave.query(),
        wave.size(),
        wave.soak(),
        wave.successThreshold(),
        wave.minConverged(),
        wave.gate(),
        io.twinoperator.fleetrollout.spec.Tolerance.ZERO);
  }

  @Test
  void aFirstOrMandatoryWaveWhoseQueryNobodyMatchesStopsThePlan() {
    WaveSpec lab = Plans.querying(wave("lab", count(1)), "tags.lab = true");
    WaveSpec line = Plans.querying(wave("line", count(1)), "tags.line = 1");

    assertThat(ofWaves(lab, line))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.EMPTY_WAVE);
              assertThat(found.isInTheWay()).isTrue();
              assertThat(found.sentence())
                  .startsWith("wave lab takes no device, though it is the first")
                  .contains("none of the 3 devices")
                  .endsWith("tags.lab = true");
            });
    assertThat(ofWaves(line, mandatory(lab)))
        .singleElement()
        .extracting(PlanFinding::sentence)
        .asString()
        .startsWith("wave lab takes no device, though it is mandatory");
    assertThat(ofWaves(line, lab)).as("one between is noted alone").isEmpty();
    assertThat(ofWaves(wave("all", percent(100)), mandatory(line)))
        .as("it has a device, which another wave took")
        .isEmpty();
  }
}
