package io.twinoperator.iothub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import io.twinoperator.twin.MergePatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a suspended IoTHub's link lets through. */
class FrozenHubTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final Turn TURN = new Turn(Priority.EDIT, "DeviceConfig plant/press");
  private static final BudgetPolicy POLICY =
      BudgetPolicy.enforced(HubLimits.of(HubLimits.Tier.S1, 1, 100));

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final EmulatedHub core =
      new EmulatedHub(HOST.name(), HubSettings.defaults(), clock, new Agenda(clock));
  private final Budget budget = new Budget(POLICY, clock);
  private final HubLink.Connected link =
      new HubLink.Connected(
          HOST,
          new BudgetedHub(new InProcessHub(core), HOST, budget),
          POLICY,
          DailyMessages.of(HubLimits.Tier.S1, 1),
          HubLink.Writes.FROZEN);

  @Test
  void everyWriteIsRefusedAndCostsNoToken() {
    Hub hub = link.hub(TURN);
    MergePatch patch =
        new MergePatch(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.objectNode().put("a", 1));

    assertThat(link.reserveWrite(TURN)).isZero();
    assertThatThrownBy(() -> hub.patch("d", patch, "AAAA"))
        .isInstanceOf(HubException.Suspended.class)
        .hasMessageContaining(HOST.name())
        .hasMessageContaining("spec.suspend");
    assertThatThrownBy(() -> hub.createJob(new JobRequest("j", "*", patch, Duration.ofHours(1))))
        .isInstanceOf(HubException.Suspended.class);
    assertThat(budget.reading(OperationClass.TWIN_WRITE).granted()).isZero();
    assertThat(budget.reading(OperationClass.JOB).granted()).isZero();
  }

  @Test
  void readingGoesOnAndAJobCanStillBeCancelled() throws Exception {
    core.identities().create(ClientId.device("d"), JsonNodeFactory.instance.objectNode());
    Hub hub = link.hub(TURN);

    assertThat(hub.twin("d").deviceId()).isEqualTo("d");
    assertThat(hub.query("SELECT * FROM devices", 10, Optional.empty()).rows()).hasSize(1);
    assertThat(hub.deviceCount()).isEqualTo(1);
    assertThat(hub.configurations()).isEmpty();
    assertThatThrownBy(() -> hub.cancelJob("none"))
        .as("asked of the hub, which knows no such job")
        .isInstanceOf(HubException.class)
        .isNotInstanceOf(HubException.Suspended.class);
  }
}
