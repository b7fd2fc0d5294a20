package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.ELDER;
import static io.twinoperator.deviceconfig.Observations.SELF;
import static io.twinoperator.deviceconfig.Observations.claim;
import static io.twinoperator.deviceconfig.Observations.json;
import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.deviceconfig.DeviceObservation.ClaimsUnknown;
import io.twinoperator.deviceconfig.DeviceObservation.DeviceMissing;
import io.twinoperator.deviceconfig.DeviceObservation.HubNotReady;
import io.twinoperator.deviceconfig.DeviceObservation.NotLooked;
import io.twinoperator.deviceconfig.DeviceObservation.Sight;
import io.twinoperator.deviceconfig.DeviceObservation.Unreadable;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.Owner;
import io.twinoperator.status.Conditions;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicePlannerTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  @Test
  void theSmallestPatchIsMadeAndItsLeavesAreRecordedBeforehand() {
    var plan = patch(spec("{t: 1}", "{a: 1, b: 2}"), null, seen(twin("{}", "{a: 1}", "{}")));

    assertThat(plan.patch().asJson())
        .isEqualTo(json("{\"tags\":{\"t\":1},\"properties\":{\"desired\":{\"b\":2}}}"));
    assertThat(plan.intended())
        .extracting(leaf -> leaf.path() + "@" + leaf.desiredVersion())
        .containsExactly("tags.t@-1", "desired.b@-1");
    assertThat(plan.evaluation().drifts().corrected()).isEmpty();
  }

  @Test
  void anEqualTwinNeedsNoWrite() {
    DevicePlan plan =
        plan(spec("{}", "{a: 20.0}"), null, seen(twin("{x: 1}", "{a: 20, z: 1}", "{}")));

    assertThat(plan).isInstanceOf(DevicePlan.Nothing.class);
  }

  @Test
  void whatWasLastAppliedAndDiffersIsDriftAndIsRecordedAsItWas() {
    var plan =
        patch(
            spec("{}", "{a: 1}"), managing("desired.a", "1", 5), seen(twin("{}", "{a: 9}", "{}")));

    assertThat(plan.evaluation().drifts().corrected())
        .extracting(DriftedLeaf::path)
        .containsExactly(LeafPath.parse("desired.a"));
    assertThat(plan.intended()).extracting(AppliedLeaf::desiredVersion).containsExactly(5L);
  }

  @Test
  void aWriteThatWasRecordedAndNotMadeIsNoDrift() {
    var plan =
        patch(
            spec("{}", "{a: 1}"),
            managing("desired.a", "1", AppliedLeaf.INTENDED),
            seen(twin("{}", "{a: 9}", "{}")));

    assertThat(plan.evaluation().drifts().corrected()).isEmpty();
    assertThat(plan.patch().asJson().at("/properties/desired/a").intValue()).isEqualTo(1);
  }

  @Test
  void aLeafThatIsNoLongerWantedIsRemovedWhileItIsStillOurs() {
    var plan =
        patch(spec("{}", "{}"), managing("desired.a", "1", 5), seen(twin("{}", "{a: 1}", "{}")));

    assertThat(plan.patch().asJson().at("/properties/desired/a").isNull()).isTrue();
    assertThat(
            plan(spec("{}", "{}"), managing("desired.a", "1", 5), seen(twin("{}", "{a: 2}", "{}"))))
        .isInstanceOf(DevicePlan.Nothing.class);
  }

  @Test
  void aLeafOfAnElderIsLeftAloneAndTheOthersAreWritten() {
    var plan =
        patch(
            spec("{}", "{a: 1, b: 2}"),
            managing("desired.a", "1", 5),
            seen(
                twin("{}", "{a: 9}", "{}"),
                claim(ELDER, "desired.a"),
                claim(SELF, "desired.a"),
                claim(SELF, "desired.b")));

    assertThat(plan.patch().asJson()).isEqualTo(json("{\"properties\":{\"desired\":{\"b\":2}}}"));
    assertThat(plan.evaluation().conflicts())
        .extracting(LeafConflict::path)
        .containsExactly("desired.a");
    assertThat(plan.evaluation().conflicts().get(0).message())
        .isEqualTo("DeviceConfig plant/elder owns it, being older; take it out of one of the two");
    assertThat(plan.intended())
        .extracting(leaf -> leaf.path().toString())
        .containsExactly("desired.b");
  }

  @Test
  void aLeafThatARunningRolloutHoldsIsWaitedFor() {
    var rollout = new Owner("FleetRollout", "plant", "floor3", Observations.NOW.minusSeconds(500));
    var plan =
        (DevicePlan.Nothing)
            plan(
                spec("{}", "{a: 1}"),
                null,
                seen(
                    twin("{}", "{a: 9}", "{}"),
                    claim(rollout, "desired.a"),
                    claim(SELF, "desired.a")));

    assertThat(plan.evaluation().conflicts())
        .containsExactly(
            new LeafConflict(
                "desired.a",
                ConflictReason.HeldByRollout,
                "FleetRollout plant/floor3 holds it while it runs; it is written when that has"
                    + " ended"));
  }

  @Test
  void aLeafThatSomebodyElseHasComeToClaimIsNotRemoved() {
    DevicePlan plan =
        plan(
            spec("{}", "{}"),
            managing("desired.a", "1", 5),
            seen(twin("{}", "{a: 1}", "{}"), claim(ELDER, "desired.a")));

    assertThat(plan).isInstanceOf(DevicePlan.Nothing.class);
  }

  @Test
  void aLeafOfOursMakesWayForTheOtherShapeOfAnElder() {
    var plan =
        patch(
            spec("{}", "{a: {b: 1}}"),
            managing("desired.a.b", "1", 5),
            seen(
                twin("{}", "{a: {b: 1}}", "{}"),
                claim(ELDER, "desired.a"),
                claim(SELF, "desired.a.b")));

    assertThat(plan.patch().asJson().at("/properties/desired/a/b").isNull()).isTrue();
    assertThat(plan.evaluation().conflicts())
        .extracting(LeafConflict::path)
        .containsExactly("desired.a.b");
  }

  @Test
  void aSuspendedSpecAsksForNothing() {
    assertThat(plan(Observations.suspended(spec("{}", "{a: 1}")), null, new NotLooked()))
        .isInstanceOf(DevicePlan.Rest.class);
  }

  @Test
  void aSpecThatBreaksARuleIsRefusedWithAllItsViolations() {
    DevicePlan plan = plan(spec("{}", "{a: null, \"b.c\": 1}"), null, new NotLooked());

    assertThat(plan).isInstanceOf(DevicePlan.Refuse.class);
    assertThat(((DevicePlan.Refuse) plan).reason()).isEqualTo("InvalidSpec");
    assertThat(((DevicePlan.Refuse) plan).message()).contains("desired.a", "b.c");
  }

  @Test
  void aSectionThatWouldGrowTooLargeIsRefused() {
    String text = "\"" + "x".repeat(4_000) + "\"";
    DevicePlan plan =
        plan(
            spec("{c: " + text + "}", "{}"),
            null,
            seen(twin("{a: " + text + ", b: " + text + "}", "{}", "{}")));

    assertThat(plan).isInstanceOf(DevicePlan.Refuse.class);
    assertThat(((DevicePlan.Refuse) plan).message()).contains("tags", "8192");
  }

  @Test
  void whileClaimsAreUnknownNothingIsWrittenAndNothingSaid() {
    assertThat(plan(spec("{}", "{a: 1}"), null, new ClaimsUnknown()))
        .isInstanceOf(DevicePlan.Bear.class);
  }

  @Test
  void aMissingDeviceIsWaitedFor() {
    var plan = (DevicePlan.Wait) plan(spec("{}", "{a: 1}"), null, new DeviceMissing("h"));

    assertThat(plan.reason()).isEqualTo("DeviceNotFound");
    assertThat(plan.message())
        .isEqualTo(
            "there is no device d on hub h; register it, or create another DeviceConfig with the"
                + " right spec.deviceId");
    assertThat(plan.terminal()).isFalse();
    assertThat(plan.retry().delay(Observations.NOW, 0, 0)).isEqualTo(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @CsvSource({"SECRET_NOT_FOUND,false", "HOST_MISMATCH,true", "INVALID_CERTIFICATE,true"})
  void aHubThatIsNotReadyIsNamedWithItsReason(HubLink.Reason reason, boolean terminal) {
    var plan =
        (DevicePlan.Wait)
            plan(
                spec("{}", "{a: 1}"),
                null,
                new HubNotReady(new HubLink.NotReady(reason, "because")));

    assertThat(plan.reason()).isEqualTo(reason.word());
    assertThat(plan.message()).isEqualTo("IoTHub plant/production is not ready: because");
    assertThat(plan.terminal()).isEqualTo(terminal);
  }

  @ParameterizedTest
  @CsvSource({"0,Bear", "4,Bear", "5,Wait"})
  void aSecretThatIsNotReadYetIsLookedForEverySecond(int failures, String kind) {
    var link = new HubLink.NotReady(HubLink.Reason.SECRET_NOT_READ, "m");
    DevicePlan plan = plan(spec("{}", "{a: 1}"), null, times(failures), new HubNotReady(link));

    assertThat(plan.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(DevicePlanner.retry(plan, new DeviceOutcome.Unwritten()).orElseThrow())
        .extracting(retry -> retry.delay(Observations.NOW, failures, 0))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({"0,Bear", "1,Bear", "2,Wait", "9,Wait"})
  void aHubThatIsAwayForAMomentIsBorneWhereStatusHasSpoken(int failures, String kind) {
    var unreadable = new Unreadable(HubFailure.of(new HubException.Unavailable("m")));

    assertThat(
            plan(spec("{}", "{a: 1}"), managing("desired.a", "1", 5), times(failures), unreadable))
        .extracting(plan -> plan.getClass().getSimpleName())
        .isEqualTo(kind);
    assertThat(plan(spec("{}", "{a: 1}"), null, times(failures), unreadable))
        .isInstanceOf(DevicePlan.Wait.class);
  }

  /** What is stored before a write, and what a crash after it would leave nothing of. */
  @ParameterizedTest(name = "{0}, managed {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                              |   |",
        "{deletionPolicy: Orphan}        |   |",
        "{deletionPolicy: RemoveManaged} |   | desired.a@-1",
        "{deletionPolicy: Orphan}        | 5 | desired.a@-1",
        "{deletionPolicy: RemoveManaged} | 5 | desired.a@-1",
      })
  void onlyAFirstApplicationThatLeavesItsLeavesBehindIsNotStoredBeforehand(
      String more, @Nullable String managed, @Nullable String stored) {
    var observation =
        Observations.of(
            Observations.with(spec("{}", "{a: 1}"), more),
            managed == null ? null : managing("desired.a", managed, 5),
            seen(twin("{}", "{a: 5}", "{}")));

    assertThat(
            DeviceIntentRecord.of(observation, PLANNER.plan(observation))
                .map(status -> status.managed().get(0))
                .map(leaf -> leaf.path() + "@" + leaf.desiredVersion())
                .orElse(null))
        .isEqualTo(stored);
  }

  @Test
  void aModuleIsRefusedByNameWhateverElseTheSpecSays() {
    DevicePlan plan =
        plan(Observations.with(spec("{}", "{a: 1}"), "{moduleId: m}"), null, new NotLooked());

    assertThat(plan).isInstanceOf(DevicePlan.Refuse.class);
    assertThat(((DevicePlan.Refuse) plan).reason()).isEqualTo("ModuleNotSupported");
  }

  @ParameterizedTest
  @CsvSource({"HUB,PT14M59S,Bear", "HUB,PT15M,Wait", "HUB,PT5H,Wait", "BUDGET,PT5H,Bear"})
  void aHubThatSays429ForLongIsToldAndOurOwnBudgetIsNot(
      HubException.Throttled.By by, Duration since, String kind) {
    var refused = new HubException.Throttled("m", Duration.ofSeconds(10), by);
    var unreadable = new Unreadable(HubFailure.of(refused));

    DevicePlan plan =
        plan(
            spec("{}", "{a: 1}"),
            managing("desired.a", "1", 5),
            new Failing(90, since),
            unreadable);

    assertThat(plan.getClass().getSimpleName()).isEqualTo(kind);
  }

  /** What status says of a hub that could not be found must not stand once it is. */
  @Test
  void aFailureIsNotBorneWhileStatusSaysThatThereIsNoHub() {
    var refused =
        new HubException.Throttled("m", Duration.ofSeconds(10), HubException.Throttled.By.HUB);
    var before =
        DeviceConfigStatus.builder()
            .observedGeneration(1L)
            .conditions(
                Conditions.from(null, 1, Observations.NOW)
                    .reconciling(HubLink.Reason.HUB_NOT_FOUND.word(), "m")
                    .list())
            .build();

    assertThat(plan(spec("{}", "{a: 1}"), before, new Unreadable(HubFailure.of(refused))))
        .isInstanceOf(DevicePlan.Wait.class);
  }

  private static Failing times(int failures) {
    return new Failing(failures, Duration.ofSeconds(failures));
  }

  static DeviceConfigStatus managing(String path, String json, long version) {
    var leaf = new AppliedLeaf(LeafPath.parse(path), JsonValues.hash(json(json)), version);
    return DeviceConfigStatus.builder()
        .observedGeneration(1L)
        .deviceId("d")
        .managed(ManagedLeaves.toStatus(List.of(leaf)))
        .build();
  }

  private static DevicePlan.Patch patch(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Sight sight) {
    return (DevicePlan.Patch) plan(spec, previous, sight);
  }

  private static DevicePlan plan(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Sight sight) {
    return plan(spec, previous, Failing.NOT, sight);
  }

  private static DevicePlan plan(
      DeviceConfigSpec spec, @Nullable DeviceConfigStatus previous, Failing failing, Sight sight) {
    return PLANNER.plan(Observations.of(spec, previous, failing, sight));
  }
}
