package io.twinoperator.hub;

import static io.twinoperator.hub.OperationClass.JOB;
import static io.twinoperator.hub.OperationClass.QUERY;
import static io.twinoperator.hub.OperationClass.TWIN_READ;
import static io.twinoperator.hub.OperationClass.TWIN_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twinoperator.hub.HubLimits.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static final HubLimits S1 = HubLimits.of(Tier.S1, 1, 100);

  private static final Turn ANY = new Turn(Priority.CHECK, "DeviceConfig plant/any");

  private final VirtualClock clock = new VirtualClock();
  private final Budget budget = new Budget(BudgetPolicy.enforced(S1), clock);

  @Test
  void aStartGrantsOneCallOfEachClassAndNoBurst() {
    for (OperationClass operation : OperationClass.values()) {
      assertThat(budget.tryTake(operation, ANY)).as("first %s", operation).isZero();
      assertThat(budget.tryTake(operation, ANY)).as("second %s", operation).isPositive();
    }
  }

  @Test
  void theWaitIsTheTimeToTheNextToken() {
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isZero();
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isEqualTo(Duration.ofMillis(20));
    assertThat(budget.tryTake(QUERY, ANY)).isZero();
    assertThat(budget.tryTake(QUERY, ANY)).isEqualTo(Duration.ofSeconds(3));

    clock.advance(Duration.ofMillis(20));
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isZero();
  }

  @Test
  void anIdleBucketCollectsOneSecondsWorthAndAtLeastAHandful() {
    clock.advance(Duration.ofHours(1));
    assertThat(takeAll(TWIN_READ)).isEqualTo(100);
    assertThat(takeAll(TWIN_WRITE)).isEqualTo(50);
    assertThat(takeAll(QUERY)).isEqualTo(5);
    assertThat(takeAll(JOB)).isEqualTo(5);
  }

  @Test
  void classesDoNotShareTokens() {
    clock.advance(Duration.ofSeconds(1));
    takeAll(TWIN_READ);
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isZero();
  }

  @Test
  void a429PausesItsClassAndHalvesItsRate() {
    assertThat(budget.throttled(TWIN_WRITE, ANY))
        .as("the pause, and a token at half the rate")
        .isEqualTo(Duration.ofMillis(10_040));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isZero();
    assertThat(budget.reading(TWIN_READ).perSecond()).isEqualTo(100);
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isEqualTo(Duration.ofMillis(10_040));

    clock.advance(Duration.ofSeconds(10));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isEqualTo(25);
    assertThat(takeAll(TWIN_WRITE)).as("nothing fills during the pause").isZero();
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void many429sAtOnceAreOneEvent() {
    for (int i = 0; i < 50; i++) {
      budget.throttled(TWIN_WRITE, ANY);
      clock.advance(Duration.ofMillis(100));
    }
    clock.advance(Duration.ofSeconds(5));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isEqualTo(25);
    assertThat(budget.reading(TWIN_WRITE).throttled()).isEqualTo(50);
    assertThat(budget.reading(TWIN_READ).throttled()).isZero();
  }

  @Test
  void theRateComesBackGraduallyAndStopsAtTheLimit() {
    budget.throttled(TWIN_WRITE, ANY);
    clock.advance(Duration.ofSeconds(10 + 50));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isEqualTo(37.5, within(1e-6));
    clock.advance(Duration.ofSeconds(50));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isEqualTo(50, within(1e-6));
    clock.advance(Duration.ofHours(1));
    assertThat(budget.reading(TWIN_WRITE).perSecond()).isEqualTo(50, within(1e-6));
  }

  @Test
  void lastingRefusalsNeverStopAClassForGood() {
    for (int i = 0; i < 20; i++) {
      budget.throttled(QUERY, ANY);
      clock.advance(Duration.ofSeconds(10));
    }
    assertThat(budget.reading(QUERY).perSecond()).isEqualTo(S1.perSecond(QUERY) / 16, within(1e-9));
    Duration wait = budget.tryTake(QUERY, ANY);
    clock.advance(wait);
    assertThat(budget.tryTake(QUERY, ANY)).as("after %s", wait).isZero();
  }

  @Test
  void limitsChangeAtRunTimeWithoutABurst() {
    clock.advance(Duration.ofSeconds(10));
    budget.change(BudgetPolicy.enforced(HubLimits.of(Tier.S3, 1, 100)));
    assertThat(takeAll(TWIN_READ)).as("collected at the old rate").isEqualTo(100);
    clock.advance(Duration.ofSeconds(1));
    assertThat(takeAll(TWIN_READ)).isEqualTo(500);

    clock.advance(Duration.ofSeconds(1));
    budget.change(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 10)));
    assertThat(takeAll(TWIN_READ)).as("no more than the new capacity").isEqualTo(10);
  }

  @Test
  void aClockThatGoesBackNeitherGrantsNorBlocksForLong() {
    budget.throttled(TWIN_WRITE, ANY);
    clock.advance(Duration.ofHours(-1));
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isEqualTo(Duration.ofMillis(10_040));
    assertThat(takeAll(TWIN_READ)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(11));
    assertThat(budget.tryTake(TWIN_WRITE, ANY)).isZero();
  }

  @Test
  void countsWhatItGrants() {
    clock.advance(Duration.ofSeconds(1));
    takeAll(TWIN_WRITE);
    assertThat(budget.reading(TWIN_WRITE).granted()).isEqualTo(50);
    assertThat(budget.reading(JOB).granted()).isZero();
  }

  /**
   * One thing that happens to a budget: time passes, a number of calls is asked for, perhaps a 429
   * comes.
   */
  record Step(int millis, int calls, boolean refused) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 20_000),
            Arbitraries.integers().between(0, 200),
            Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void neverGrantsMoreThanRateTimesTimeAndOneBurst(
      @ForAll("steps") List<Step> steps, @ForAll OperationClass operation) {
    VirtualClock time = new VirtualClock();
    Budget tested = new Budget(BudgetPolicy.enforced(S1), time);
    double rate = S1.perSecond(operation);
    double burst = TokenBucket.capacity(rate);
    Instant start = time.instant();
    long granted = 0;
    for (Step step : steps) {
      time.advance(Duration.ofMillis(step.millis()));
      for (int i = 0; i < step.calls(); i++) {
        Duration wait = tested.tryTake(operation, ANY);
        assertThat(wait.isNegative()).isFalse();
        granted += wait.isZero() ? 1 : 0;
      }
      if (step.refused()) {
        tested.throttled(operation, ANY);
      }
      double seconds = Duration.between(start, time.instant()).toMillis() / 1000.0;
      assertThat((double) granted).isLessThanOrEqualTo(rate * seconds + burst + 1e-6);
    }
  }

  @Property(tries = 300)
  void whoComesBackWhenToldIsServed(
      @ForAll("steps") List<Step> steps,
      @ForAll OperationClass operation,
      @ForAll @IntRange(min = 1, max = 100) int share) {
    VirtualClock time = new VirtualClock();
    Budget tested = new Budget(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, share)), time);
    for (Step step : steps) {
      time.advance(Duration.ofMillis(step.millis()));
      if (step.refused()) {
        tested.throttled(operation, ANY);
      }
      Duration wait = tested.tryTake(operation, ANY);
      if (!wait.isZero()) {
        time.advance(wait);
        assertThat(tested.tryTake(operation, ANY)).as("after %s", wait).isZero();
      }
    }
  }

  private int takeAll(OperationClass operation) {
    int taken = 0;
    while (budget.tryTake(operation, ANY).isZero()) {
      taken++;
    }
    return taken;
  }
}
