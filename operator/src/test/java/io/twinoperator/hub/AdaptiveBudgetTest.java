package io.twinoperator.hub;

import static io.twinoperator.hub.OperationClass.JOB;
import static io.twinoperator.hub.OperationClass.QUERY;
import static io.twinoperator.hub.OperationClass.TWIN_READ;
import static io.twinoperator.hub.OperationClass.TWIN_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twinoperator.hub.Budget.State;
import io.twinoperator.hub.BudgetReading.Slowed;
import io.twinoperator.hub.HubLimits.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hub shows, and what the budget makes of it: latency, the daily quota, and its mode. */
class AdaptiveBudgetTest {

  private static final HubHost HOST = new HubHost("x.azure-devices.net");
  private static final HubLimits S1 = HubLimits.of(Tier.S1, 1, 100);
  private static final Turn TURN = new Turn(Priority.CHECK, "DeviceConfig plant/press");

  private final VirtualClock clock = new VirtualClock();
  private final List<State> told = new ArrayList<>();
  private Budget budget = newBudget(BudgetPolicy.enforced(S1));

  private Budget newBudget(BudgetPolicy policy) {
    return new Budget(policy, clock, () -> told.add(budget.state()));
  }

  @ParameterizedTest(name = "{0} ms, then {1} ms: factor {2}")
  @CsvSource({
    "20,  20,   1.0",
    "20,  900,  1.0",
    "20,  1200, 0.5",
    "400, 1300, 1.0",
    "400, 1600, 0.5",
    "700, 1900, 1.0",
    "700, 2400, 0.5",
    "20,  2500, 0.5"
  })
  void aHubThatAnswersMuchSlowerIsAskedLessDownToHalf(int usual, int then, double factor) {
    answers(100, usual);
    assertThat(budget.reading(TWIN_READ).factor()).isEqualTo(1);

    answers(60, then);

    assertThat(budget.reading(TWIN_READ).factor()).isEqualTo(factor, within(0.06));
    assertThat(budget.reading(TWIN_READ).slowed())
        .isEqualTo(factor < 1 ? Slowed.LATENCY : Slowed.NO);
    assertThat(budget.reading(TWIN_WRITE).factor()).as("another class").isEqualTo(1);
  }

  @Test
  void theFullRateComesBackWhenTheHubHasRecovered() {
    answers(10, 20);
    answers(60, 5_000);
    assertThat(budget.reading(TWIN_READ).perSecond()).isLessThan(60);

    answers(200, 20);

    assertThat(budget.reading(TWIN_READ).perSecond()).isEqualTo(100, within(1e-6));
    assertThat(budget.reading(TWIN_READ).slowed()).isEqualTo(Slowed.NO);
    assertThat(told).containsExactly(State.SLOWED);
  }

  @Test
  void aLatencyThatStaysIsTheUsualOneInTheEnd() {
    answers(10, 20);
    answers(1_200, 1_500);

    assertThat(budget.reading(TWIN_READ).factor()).isEqualTo(1);
  }

  @Test
  void aClockThatJumpsIsNoLatencyForLong() {
    answers(10, 20);
    Instant before = clock.instant();
    clock.advance(Duration.ofHours(3));
    budget.answered(TWIN_READ, before);
    budget.answered(TWIN_READ, clock.instant().plusSeconds(3_600));
    answers(160, 20);

    assertThat(budget.reading(TWIN_READ).factor()).isEqualTo(1);
  }

  @Test
  void withoutMessagesNothingThatCostsOneIsCalledUntilMidnight() {
    clock.advance(Duration.ofHours(3).plusMinutes(20));
    assertThat(budget.quotaExceeded()).isEqualTo(Duration.ofHours(8).plusMinutes(40));

    assertThat(budget.state()).isEqualTo(State.QUOTA_EXCEEDED);
    assertThat(budget.quotaUntil()).contains(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(told).containsExactly(State.QUOTA_EXCEEDED);
    clock.advance(Duration.ofHours(8).plusMinutes(39));
    assertThat(budget.quotaPause()).contains(Duration.ofMinutes(1));
    clock.advance(Duration.ofMinutes(1));
    assertThat(budget.quotaPause()).isEmpty();
    assertThat(budget.state()).isEqualTo(State.NORMAL);
  }

  @Test
  void aHubWhoseClockIsBehindIsAskedAgainTenMinutesAfterMidnightAndNotTheNextDay() {
    clock.advance(Duration.ofHours(12).plusSeconds(20));

    assertThat(budget.quotaExceeded()).isEqualTo(Duration.ofMinutes(10).minusSeconds(20));
  }

  @Test
  void aHubOfAnotherSizeMayHaveMessagesLeft() {
    budget.quotaExceeded();

    budget.change(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 2, 100)));

    assertThat(budget.quotaPause()).isEmpty();
  }

  @Test
  void unlimitedHoldsNothingBackAndCountsAllTheSame() {
    budget = newBudget(BudgetPolicy.unlimited(S1));
    for (int n = 0; n < 1_000; n++) {
      assertThat(budget.tryTake(TWIN_WRITE, TURN)).isZero();
      assertThat(budget.reserveWrite(TURN)).isZero();
    }
    assertThat(budget.throttled(TWIN_WRITE, TURN)).isEqualTo(Duration.ofSeconds(10));
    assertThat(budget.tryTake(TWIN_WRITE, TURN)).isZero();
    budget.quotaExceeded();

    assertThat(budget.quotaPause()).isEmpty();
    assertThat(budget.state()).isEqualTo(State.UNLIMITED);
    assertThat(budget.reading(TWIN_WRITE).granted()).isEqualTo(1_001);
    assertThat(budget.reading(TWIN_WRITE).throttled()).isEqualTo(1);
  }

  @Test
  void aReadingTellsOfTheLastMinuteAndOfWaiting() {
    clock.advance(Duration.ofSeconds(1));
    Crowd crowd = new Crowd(budget, clock);
    for (int n = 0; n < 5; n++) {
      crowd.comes(Duration.ZERO, QUERY, Priority.SWEEP, "sweep " + n, 2);
    }
    crowd.runUntil(Duration.ofSeconds(7));

    BudgetReading reading = budget.reading(QUERY);
    assertThat(reading.granted()).isEqualTo(3);
    assertThat(reading.lastMinute()).isEqualTo(3);
    assertThat(reading.waiting()).isPositive();
    assertThat(reading.waitSeconds()).isBetween(3.0, 12.0);
    crowd.runUntil(Duration.ofMinutes(3));
    assertThat(budget.reading(QUERY).granted()).isEqualTo(10);
    assertThat(budget.reading(QUERY).lastMinute()).isZero();
    assertThat(budget.reading(QUERY).waiting()).isZero();
    assertThat(budget.reading(JOB).granted()).isZero();
  }

  @Test
  void ofSeveralWhoSpeakOfOneHostTheLowerOfEachLimitCounts() {
    Budgets budgets = new Budgets(clock);
    List<HubHost> changes = new ArrayList<>();
    budgets.onChange(changes::add);
    Budget one = budgets.declare(HOST, "plant/a", policy(Tier.S1, 3, 50));
    Budget other =
        budgets.declare(new HubHost("X.Azure-Devices.NET"), "office/b", policy(Tier.S2, 1, 100));

    assertThat(other).isSameAs(one);
    assertThat(one.policy().limits()).isEqualTo(new HubLimits(50, 25, 20, 100, 10, 1));
    assertThat(changes).containsExactly(HOST);

    budgets.withdraw("plant/a");
    assertThat(one.policy()).isEqualTo(policy(Tier.S2, 1, 100));
    budgets.withdraw("office/b");
    assertThat(one.policy()).as("the last word stays").isEqualTo(policy(Tier.S2, 1, 100));
    assertThat(budgets.find(HOST)).containsSame(one);
    assertThat(budgets.find(new HubHost("z.azure-devices.net"))).isEmpty();
    assertThat(budgets.all()).containsOnlyKeys(HOST);
  }

  @Test
  void theBudgetIsKeptIfOneOfThemWantsItKept() {
    Budgets budgets = new Budgets(clock);
    Budget budget = budgets.declare(HOST, "plant/a", BudgetPolicy.unlimited(S1));
    assertThat(budget.state()).isEqualTo(State.UNLIMITED);

    budgets.declare(HOST, "plant/b", BudgetPolicy.enforced(S1));
    assertThat(budget.state()).isEqualTo(State.NORMAL);
    budgets.declare(HOST, "plant/b", BudgetPolicy.unlimited(S1));
    assertThat(budget.state()).isEqualTo(State.UNLIMITED);
  }

  private static BudgetPolicy policy(Tier tier, int units, int share) {
    return BudgetPolicy.enforced(HubLimits.of(tier, units, share));
  }

  private void answers(int count, int millis) {
    for (int n = 0; n < count; n++) {
      Instant calledAt = clock.instant();
      clock.advance(Duration.ofMillis(millis));
      budget.answered(TWIN_READ, calledAt);
      clock.advance(Duration.ofMillis(Math.max(0, 1_000 - millis)));
    }
  }
}
