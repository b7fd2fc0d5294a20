package io.twinoperator.iothub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetState;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetUse;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetedHub;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.hub.HubLimits.Tier;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.hub.Priority;
import io.twinoperator.hub.Turn;
import io.twinoperator.testing.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an IoTHub says of its budget, and when that is worth writing. */
class BudgetReportTest {

  private static final HubHost HOST = new HubHost("x.azure-devices.net");
  private static final BudgetPolicy S1 = BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 100));
  private static final Turn TURN = new Turn(Priority.CHECK, "DeviceConfig plant/press");

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final Budget budget = new Budget(S1, clock);
  private Optional<IoTHubStatus> written = Optional.empty();
  private int writes;

  @Test
  void atFirstItIsSaidThatAllIsWell() {
    IoTHubStatus.Budget said = look().budget();

    assertThat(said.state()).isEqualTo(BudgetState.Normal);
    assertThat(said.pausedUntil()).isNull();
    assertThat(said.observedAt()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(said.use()).extracting(BudgetUse::usedPercent).containsExactly(0, 0, 0, 0);
    assertThat(said.use()).extracting(BudgetUse::ratePercent).containsOnly(100);
    assertThat(look().limits().twinWritesPerSecond()).isEqualTo(50);
    assertThat(writes).isEqualTo(1);
  }

  @Test
  void figuresAloneAreNeverWritten() {
    look();
    for (int minute = 0; minute < 600; minute++) {
      // A quarter of the queries, as a sweep takes, now more and now less.
      clock.advance(Duration.ofMinutes(1));
      calls(OperationClass.QUERY, minute % 5);
      calls(OperationClass.TWIN_READ, 30);
      look();
    }
    assertThat(writes).isEqualTo(1);
  }

  @Test
  void aUseThatIsQuiteAnotherIsWrittenAndThenNoMore() {
    look();
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      calls(OperationClass.TWIN_WRITE, 50);
    }
    assertThat(look().budget().use().get(1).usedPercent()).isBetween(95, 105);
    assertThat(writes).isEqualTo(2);
    look();
    assertThat(writes).isEqualTo(2);

    clock.advance(Duration.ofMinutes(5));
    assertThat(look().budget().use().get(1).usedPercent()).isZero();
    assertThat(writes).isEqualTo(3);
  }

  @Test
  void a429IsSaidWithItsPauseAndWhenItHasPassed() {
    look();
    budget.throttled(OperationClass.TWIN_WRITE, TURN);
    IoTHubStatus.Budget said = look().budget();

    assertThat(said.state()).isEqualTo(BudgetState.Slowed);
    assertThat(said.message()).contains("twin writes").contains("429").doesNotContain("reads");
    assertThat(said.pausedUntil()).isEqualTo("2026-03-01T12:00:10Z");
    assertThat(said.use().get(1).throttled()).isEqualTo(1);
    assertThat(said.use().get(1).ratePercent()).isEqualTo(50);
    clock.advance(Duration.ofSeconds(60));
    look();
    assertThat(writes).as("recovering is no news").isEqualTo(2);

    clock.advance(Duration.ofSeconds(60));
    assertThat(look().budget().state()).isEqualTo(BudgetState.Normal);
    assertThat(writes).isEqualTo(3);
  }

  @Test
  void aUsedUpQuotaIsSaidOnce() {
    look();
    budget.quotaExceeded();
    IoTHubStatus.Budget said = look().budget();

    assertThat(said.state()).isEqualTo(BudgetState.QuotaExceeded);
    assertThat(said.pausedUntil()).isEqualTo("2026-03-02T00:00:00Z");
    for (int hour = 0; hour < 11; hour++) {
      clock.advance(Duration.ofHours(1));
      look();
    }
    assertThat(writes).isEqualTo(2);
    clock.advance(Duration.ofHours(1));
    assertThat(look().budget().state()).isEqualTo(BudgetState.Normal);
  }

  @Test
  void lowerLimitsOfAnotherIoTHubAreNamedAndInForce() {
    look();
    budget.change(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 40)));

    assertThat(look().budget().message()).contains("another IoTHub").contains(HOST.name());
    assertThat(look().limits().twinWritesPerSecond()).isEqualTo(20);
  }

  @Test
  void unlimitedHasNoLimits() {
    budget.change(BudgetPolicy.unlimited(HubLimits.of(Tier.S1, 1, 40)));

    assertThat(look().budget().state()).isEqualTo(BudgetState.Unlimited);
    assertThat(look().limits()).isNull();
  }

  private void calls(OperationClass operation, int count) {
    for (int n = 0; n < count; n++) {
      clock.advance(budget.tryTake(operation, new Turn(Priority.CHECK, "caller " + n)));
    }
  }

  /** As a pass over an IoTHub: the status is written if it is another. */
  private IoTHubStatus look() {
    var link = new HubLink.Connected(HOST, new BudgetedHub(noHub(), HOST, budget), S1);
    IoTHubStatus status =
        IoTHubReport.status(
            new IoTHubReport.Observation(
                1,
                null,
                written,
                link,
                Optional.of(BudgetReport.Seen.of(link)),
                Optional.of(
                    new IoTHubReport.Answer(Optional.of(3L), Optional.empty(), Optional.empty())),
                Optional.empty(),
                new SweepStanding.Undecided(),
                clock.instant()));
    if (!written.equals(Optional.of(status))) {
      written = Optional.of(status);
      writes++;
    }
    return status;
  }

  private static Hub noHub() {
    return (Hub)
        Proxy.newProxyInstance(
            Hub.class.getClassLoader(),
            new Class<?>[] {Hub.class},
            (self, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
