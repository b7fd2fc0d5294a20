package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.DriftTest.condition;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafDifference;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What stops a write that could be made, and what is said meanwhile. */
class StandstillTest {

  private static final DevicePlanner PLANNER = new DevicePlanner(Pace.STANDARD);

  @ParameterizedTest
  @CsvSource({
    "Enforce, , ALLOWED, none",
    "Enforce, true, ALLOWED, HELD",
    "Enforce, '', ALLOWED, HELD",
    "Enforce, because of the audit, ALLOWED, HELD",
    "Enforce, false, ALLOWED, none",
    "Enforce, , FROZEN, HUB_SUSPENDED",
    "Enforce, true, FROZEN, HELD",
    "Observe, true, FROZEN, OBSERVED",
  })
  void whatTheObjectItselfSaysComesFirst(
      String mode, @Nullable String hold, HubLink.Writes writes, String expected) {
    DeviceConfig config = config(hold);
    config.setSpec(Observations.with(config.getSpec(), "{mode: %s}".formatted(mode)));

    assertThat(Standstill.of(config, link(writes)).map(Enum::name).orElse("none"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = Standstill.class,
      names = {"HELD", "HUB_SUSPENDED"})
  void nothingIsWrittenAndWhatIsManagedStaysSo(Standstill why) {
    var observation =
        Observations.at(
            Observations.of(
                spec("{}", "{a: 2, b: 1}"),
                DevicePlannerTest.managing("desired.a", "1", 5),
                Observations.seen(twin("{}", "{a: 1, b: 1}", "{}"))),
            why);
    DevicePlan plan = PLANNER.plan(observation);
    DeviceConfigStatus status =
        DeviceReport.of(observation, plan, new DeviceOutcome.Unwritten()).orElseThrow();

    assertThat(plan).isInstanceOf(DevicePlan.Show.class);
    // What the object asks for is no failure; what the hub's owner asks for keeps it waiting.
    assertThat(condition(status, "Ready").getStatus())
        .isEqualTo(why == Standstill.HELD ? "True" : "False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo(why.reason());
    assertThat(condition(status, "Synced").getStatus()).isEqualTo("False");
    assertThat(status.differences()).extracting(LeafDifference::path).containsExactly("desired.a");
    assertThat(status.managed()).extracting(ManagedLeaf::path).containsExactly("desired.a");
  }

  @Test
  void driftIsToldWhileItIsHeld() {
    var observation =
        Observations.at(
            Observations.of(
                spec("{}", "{a: 1}"),
                DevicePlannerTest.managing("desired.a", "1", 5),
                Observations.seen(twin("{}", "{a: 9}", "{}"))),
            Standstill.HELD);
    DeviceConfigStatus status =
        DeviceReport.of(observation, PLANNER.plan(observation), new DeviceOutcome.Unwritten())
            .orElseThrow();

    assertThat(condition(status, "Drifted").getStatus()).isEqualTo("True");
    assertThat(status.drift()).hasSize(1);
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @ParameterizedTest
  @CsvSource({Api.HOLD, Api.DETACH, Api.RECONCILE_REQUESTED_AT})
  void theAnnotationsWakeAnObject(String annotation) {
    DeviceConfig before = config(null);
    DeviceConfig after = config(null);
    after.getMetadata().setAnnotations(Map.of(annotation, "true"));

    assertThat(new MeaningfulChange().accept(after, before)).isTrue();
    after.getMetadata().setAnnotations(Map.of("somebody/else", "true"));
    assertThat(new MeaningfulChange().accept(after, before)).isFalse();
  }

  private static DeviceConfig config(@Nullable String hold) {
    DeviceConfig config = new DeviceConfig();
    config.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("plant")
            .withName("d")
            .withAnnotations(hold == null ? Map.of() : Map.of(Api.HOLD, hold))
            .build());
    config.setSpec(spec("{}", "{a: 1}"));
    return config;
  }

  private static HubLink link(HubLink.Writes writes) {
    var clock = new VirtualClock(Observations.NOW);
    Hub hub =
        new InProcessHub(
            new EmulatedHub(
                "h.azure-devices.net", HubSettings.defaults(), clock, new Agenda(clock)));
    HubHost host = new HubHost("h.azure-devices.net");
    BudgetPolicy policy = BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 100));
    Budget budget = new Budget(policy, clock);
    return new HubLink.Connected(
        host,
        new BudgetedHub(hub, host, budget),
        policy,
        DailyMessages.of(HubLimits.Tier.S1, 1),
        writes);
  }
}
