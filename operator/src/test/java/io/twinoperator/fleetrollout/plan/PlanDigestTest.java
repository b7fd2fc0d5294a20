package io.twinoperator.fleetrollout.plan;

import static io.twinoperator.fleetrollout.plan.Plans.count;
import static io.twinoperator.fleetrollout.plan.Plans.device;
import static io.twinoperator.fleetrollout.plan.Plans.devices;
import static io.twinoperator.fleetrollout.plan.Plans.plan;
import static io.twinoperator.fleetrollout.plan.Plans.spec;
import static io.twinoperator.fleetrollout.plan.Plans.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.State;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.DisruptionBudget;
import io.twinoperator.fleetrollout.spec.ExpectedDevices;
import io.twinoperator.fleetrollout.spec.Order;
import io.twinoperator.fleetrollout.spec.Rate;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Selection;
import io.twinoperator.fleetrollout.spec.Strategy;
import io.twinoperator.hub.HubHost;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PlanDigestTest {
  private static final RolloutSpec SPEC = spec(wave("first", count(4)));

  @TestFactory
  Stream<DynamicTest> theRevisionIsOfWhatIsRolledOut() {
    Confirmation elsewhere =
        new Confirmation(Confirmation.Rule.AUTO, Map.of(LeafPath.parse("desired.a"), List.of("b")));
    return Stream.of(
        revision("another value", Plans.with(SPEC, Plans.change(Map.of("desired.a", "2"))), true),
        revision(
            "the same number written otherwise",
            Plans.with(SPEC, Plans.change(Map.of("desired.a", "1.0"))),
            false),
        revision(
            "a removal",
            Plans.with(SPEC, Plans.change(Map.of("desired.a", "1"), "desired.b")),
            true),
        revision("another selector", Plans.with(SPEC, Selection.of("tags.a = 2")), true),
        revision("another rule", Plans.with(SPEC, new ConvergenceTerms(Optional.empty())), true),
        revision(
            "reported elsewhere",
            Plans.with(SPEC, new ConvergenceTerms(Optional.of(elsewhere))),
            true),
        revision("other waves", spec(wave("first", count(5))), false),
        revision("another state", SPEC.in(State.Plan), false),
        revision("excluded devices", Plans.excluding(SPEC, "x"), false));
  }

  private static DynamicTest revision(String name, RolloutSpec other, boolean differs) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(
                    PlanDigest.revision(Plans.HOST, other)
                        .equals(PlanDigest.revision(Plans.HOST, SPEC)))
                .isEqualTo(!differs));
  }

  @Test
  void aRevisionIsTwelveHexadecimalCharactersAndOfOneHub() {
    String revision = PlanDigest.revision(Plans.HOST, SPEC);

    assertThat(revision).matches("[0-9a-f]{12}");
    assertThat(PlanDigest.revision(new HubHost("other.azure-devices.net"), SPEC))
        .isNotEqualTo(revision);
    assertThat(PlanDigest.revision(new HubHost("H.azure-devices.net"), SPEC)).isEqualTo(revision);
  }

  @TestFactory
  Stream<DynamicTest> theBasisIsOfWhatElseAPlanIsMadeFrom() {
    return Stream.of(
        basis("other waves", spec(wave("first", count(5))), true),
        basis(
            "a wave with a query",
            spec(Plans.querying(wave("first", count(4)), "tags.b = 1")),
            true),
        basis("another order", Plans.ordered(SPEC, new Order(By.DeviceId, "s", List.of())), true),
        basis("another salt", Plans.ordered(SPEC, Order.of("t")), true),
        basis(
            "spread",
            Plans.ordered(SPEC, new Order(By.Hash, "s", List.of(LeafPath.parse("tags.site")))),
            true),
        basis("grouped", grouped(), true),
        basis("excluded", Plans.excluding(SPEC, "x"), true),
        basis(
            "expected",
            Plans.expecting(SPEC, new ExpectedDevices(OptionalInt.of(1), OptionalInt.empty())),
            true),
        basis("another rate", rated(), true),
        basis("another lane", Plans.in(SPEC, Mode.Job), true),
        basis("another state", SPEC.in(State.Plan), false),
        basis("an approval", Plans.approving(SPEC, "sha256:0"), false));
  }

  private static DynamicTest basis(String name, RolloutSpec other, boolean differs) {
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(PlanDigest.basis(other).equals(PlanDigest.basis(SPEC))).isEqualTo(!differs));
  }

  private static RolloutSpec grouped() {
    return Plans.with(
        SPEC,
        (Strategy s) ->
            new Strategy(
                s.waves(),
                s.order(),
                s.maxConcurrency(),
                Optional.of(new DisruptionBudget(List.of(LeafPath.parse("tags.site")), count(1))),
                s.rate(),
                s.progressDeadline(),
                s.retries()));
  }

  private static RolloutSpec rated() {
    return Plans.with(
        SPEC,
        (Strategy s) ->
            new Strategy(
                s.waves(),
                s.order(),
                s.maxConcurrency(),
                s.disruptionBudget(),
                Optional.of(new Rate(10, 1.5, 10, OptionalInt.of(100))),
                s.progressDeadline(),
                s.retries()));
  }

  @Test
  void theDigestIsOfMembersWavesChangeBeforeImagesAndStrategy() {
    String digest = plan(SPEC, devices(40)).digest();
    List<FoundDevice> oneOther = new ArrayList<>(devices(39));
    oneOther.add(device("device-39", "7"));
    RolloutSpec slower =
        Plans.with(
            SPEC,
            (Strategy s) ->
                new Strategy(
                    s.waves(),
                    s.order(),
                    s.maxConcurrency(),
                    s.disruptionBudget(),
                    s.rate(),
                    Duration.ofHours(1),
                    s.retries()));

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(plan(SPEC, devices(40)).digest()).isEqualTo(digest);
    assertThat(plan(SPEC.in(State.Plan), devices(40)).digest()).isEqualTo(digest);
    assertThat(
            List.of(
                plan(SPEC, devices(41)).digest(),
                plan(SPEC, oneOther).digest(),
                plan(Plans.ordered(SPEC, Order.of("t")), devices(40)).digest(),
                plan(spec(wave("first", count(5))), devices(40)).digest(),
                plan(Plans.with(SPEC, Plans.change(Map.of("desired.a", "2"))), devices(40))
                    .digest(),
                plan(slower, devices(40)).digest()))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void theDigestDoesNotDependOnHowTheHubWritesNumbers() {
    assertThat(plan(SPEC, List.of(device("a", "20.0"))).digest())
        .isEqualTo(plan(SPEC, List.of(device("a", "20"))).digest());
  }
}
