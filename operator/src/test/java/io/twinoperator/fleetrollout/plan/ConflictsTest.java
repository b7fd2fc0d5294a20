package io.twinoperator.fleetrollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.OnConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.plan.OtherRollout.Standing;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConflictsTest {
  private static final RolloutSpec SPEC =
      Plans.with(Plans.spec(), Plans.change(Map.of("desired.a.b", "1", "desired.c", "2")));
  private static final Instant CREATED = Plans.NOW;
  private static final List<String> MEMBERS = List.of("x", "y", "z");

  private static DeviceClaims noClaims(String deviceId) {
    return DeviceClaims.NONE;
  }

  private static Conflicts conflicts(
      RolloutSpec spec,
      Function<String, DeviceClaims> claims,
      List<OtherRollout> others,
      List<SharedConfiguration> configurations) {
    return Conflicts.of(
        spec, new Conflicts.Self(Plans.KEY, CREATED), MEMBERS, claims, others, configurations);
  }

  private static Claim claim(String kind, String name, String path) {
    return new Claim(
        new Owner(kind, "plant", name, CREATED.minusSeconds(60)), LeafPath.parse(path));
  }

  private static OtherRollout other(
      String name, Standing standing, Instant createdAt, String path) {
    return new OtherRollout(
        new RolloutKey("plant", name),
        createdAt,
        standing,
        Set.of(LeafPath.parse(path)),
        id -> !id.equals("z"));
  }

  // DeviceConfigs.

  private static DeviceClaims configOn(String id) {
    return id.equals("y")
        ? DeviceClaims.of(
            List.of(
                claim("DeviceConfig", "d-y", "desired.a"),
                claim("DeviceConfig", "d-y", "desired.other")))
        : DeviceClaims.NONE;
  }

  @Test
  void devicesOfADeviceConfigAreLeftAloneAndTheOthersGoOn() {
    Conflicts conflicts = conflicts(SPEC, ConflictsTest::configOn, List.of(), List.of());

    assertThat(conflicts.found()).isEmpty();
    assertThat(conflicts.claimed())
        .containsExactly(
            Map.entry(1, new Claimant("DeviceConfig plant/d-y", List.of("desired.a.b"))));
  }

  @Test
  void unlessTheSpecWantsToBeBlockedByIt() {
    Conflicts conflicts =
        conflicts(
            Plans.with(SPEC, OnConflict.Block), ConflictsTest::configOn, List.of(), List.of());

    assertThat(conflicts.claimed()).isEmpty();
    assertThat(conflicts.found())
        .containsExactly(
            new Conflict(
                "DeviceConfig plant/d-y",
                List.of("desired.a.b"),
                1,
                OnConflict.Block,
                Optional.empty()));
  }

  @Test
  void aDeviceConfigOfOtherLeavesIsInNobodysWay() {
    Conflicts conflicts =
        conflicts(
            SPEC,
            id -> DeviceClaims.of(List.of(claim("DeviceConfig", "d", "desired.ab"))),
            List.of(),
            List.of());

    assertThat(conflicts.found()).isEmpty();
    assertThat(conflicts.claimed()).isEmpty();
  }

  // Other rollouts.

  @TestFactory
  Stream<DynamicTest> onlyARolloutThatIsOlderOrHasWrittenGoesFirst() {
    Instant older = CREATED.minusSeconds(1);
    Instant younger = CREATED.plusSeconds(1);
    return Stream.of(
        goesFirst("an older one that is to run", Standing.WAITING, older, "other", true),
        goesFirst("a younger one that is to run", Standing.WAITING, younger, "other", false),
        goesFirst("as old, first by name", Standing.WAITING, CREATED, "a", true),
        goesFirst("as old, second by name", Standing.WAITING, CREATED, "z", false),
        goesFirst("a younger one that has written", Standing.WRITING, younger, "other", true));
  }

  private static DynamicTest goesFirst(
      String name, Standing standing, Instant createdAt, String key, boolean expected) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(
                    conflicts(
                            SPEC,
                            ConflictsTest::noClaims,
                            List.of(other(key, standing, createdAt, "desired.c")),
                            List.of())
                        .found())
                .hasSize(expected ? 1 : 0));
  }

  @Test
  void aRolloutThatSharesDevicesAndLeavesBlocksAndBothAreNamed() {
    Conflicts conflicts =
        conflicts(
            SPEC,
            ConflictsTest::noClaims,
            List.of(other("other", Standing.WRITING, CREATED, "desired.a.b.deep")),
            List.of());

    assertThat(conflicts.found())
        .containsExactly(
            new Conflict(
                "FleetRollout plant/other",
                List.of("desired.a.b"),
                2,
                OnConflict.Block,
                Optional.empty()));
    assertThat(conflicts.claimed()).isEmpty();
  }

  @Test
  void aRolloutOnOtherDevicesOrLeavesDoesNot() {
    OtherRollout elsewhere =
        new OtherRollout(
            new RolloutKey("plant", "other"),
            CREATED,
            Standing.WRITING,
            Set.of(LeafPath.parse("desired.c")),
            id -> id.equals("w"));

    assertThat(conflicts(SPEC, ConflictsTest::noClaims, List.of(elsewhere), List.of()).found())
        .isEmpty();
    assertThat(
            conflicts(
                    SPEC,
                    ConflictsTest::noClaims,
                    List.of(other("other", Standing.WRITING, CREATED, "desired.d")),
                    List.of())
                .found())
        .isEmpty();
  }

  @Test
  void aRolloutIsNotInItsOwnWayNeitherByItsClaims() {
    OtherRollout self =
        new OtherRollout(
            Plans.KEY,
            CREATED.minusSeconds(9),
            Standing.WRITING,
            Set.of(LeafPath.parse("desired.c")),
            id -> true);
    Function<String, DeviceClaims> own =
        id -> DeviceClaims.of(List.of(claim(Owner.FLEET_ROLLOUT, "interval", "desired.c")));
    Conflicts conflicts = conflicts(SPEC, own, List.of(self), List.of());

    assertThat(conflicts.found()).isEmpty();
    assertThat(conflicts.claimed()).isEmpty();
  }

  @Test
  void sharedDevicesAreLeftAloneIfTheSpecSaysSkip() {
    Conflicts conflicts =
        conflicts(
            Plans.with(SPEC, OnConflict.Skip),
            ConflictsTest::noClaims,
            List.of(other("other", Standing.WRITING, CREATED, "desired.c")),
            List.of());

    assertThat(conflicts.found()).isEmpty();
    assertThat(conflicts.claimed()).containsOnlyKeys(0, 1);
    assertThat(conflicts.claimed().get(0).owner()).isEqualTo("FleetRollout plant/other");
  }

  // Configurations of automatic device management.

  private static SharedConfiguration shared(
      long devices, Optional<Set<String>> ids, Optional<String> unknown) {
    return new SharedConfiguration("tuning", List.of("desired.c"), devices, ids, unknown);
  }

  @Test
  void aConfigurationBlocksOrIsWaitedFor() {
    List<SharedConfiguration> configurations =
        List.of(shared(2, Optional.empty(), Optional.empty()));

    assertThat(conflicts(SPEC, ConflictsTest::noClaims, List.of(), configurations).found())
        .containsExactly(
            new Conflict(
                "configuration tuning",
                List.of("desired.c"),
                2,
                OnConflict.Block,
                Optional.empty()));
    assertThat(
            conflicts(
                    Plans.with(SPEC, OnConflict.Queue),
                    ConflictsTest::noClaims,
                    List.of(),
                    configurations)
                .found())
        .extracting(Conflict::then)
        .containsExactly(OnConflict.Queue);
  }

  @Test
  void orItsDevicesAreLeftAlone() {
    Conflicts conflicts =
        conflicts(
            Plans.with(SPEC, OnConflict.Skip),
            ConflictsTest::noClaims,
            List.of(),
            List.of(shared(2, Optional.of(Set.of("y", "no member")), Optional.empty())));

    assertThat(conflicts.found()).isEmpty();
    assertThat(conflicts.claimed())
        .containsExactly(Map.entry(1, new Claimant("configuration tuning", List.of("desired.c"))));
  }

  /** Left alone would be all of them, and a rollout with nothing to do says that it is done. */
  @Test
  void aConfigurationWhoseDevicesTheHubCannotTellBlocksWhereItsDevicesAreToBeSkipped() {
    Conflicts conflicts =
        conflicts(
            Plans.with(SPEC, OnConflict.Skip),
            ConflictsTest::noClaims,
            List.of(),
            List.of(shared(0, Optional.empty(), Optional.of("too long"))));

    assertThat(conflicts.claimed()).isEmpty();
    assertThat(conflicts.found()).extracting(Conflict::then).containsExactly(OnConflict.Block);
    assertThat(PlanFindings.ofConflicts(conflicts).get(0).sentence())
        .contains("correct its target condition")
        .doesNotContain("onConflict");
  }

  @Test
  void aConfigurationWhoseDevicesTheHubCannotTellIsTakenToShareThem() {
    Conflicts conflicts =
        conflicts(
            SPEC,
            ConflictsTest::noClaims,
            List.of(),
            List.of(shared(0, Optional.empty(), Optional.of("too long"))));

    assertThat(conflicts.found().get(0))
        .hasToString(
            "configuration tuning sets desired.c, and on how many of the devices the hub could not say (too long)");
  }
}
