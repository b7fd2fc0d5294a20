package io.twinoperator.hub;

import static io.twinoperator.hub.OperationClass.TWIN_READ;
import static io.twinoperator.hub.OperationClass.TWIN_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.hub.HubLimits.Tier;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A token to write, taken before the twin is read. */
class ReservationTest {

  private static final Turn FIRST = new Turn(Priority.FIRST, "DeviceConfig plant/first");
  private static final Turn OTHER = new Turn(Priority.FIRST, "DeviceConfig plant/other");
  private static final Duration TOKEN = Duration.ofMillis(20);

  private final VirtualClock clock = new VirtualClock();
  private final Budget budget =
      new Budget(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 100)), clock);

  @Test
  void isUsedByTheNextCalls() {
    assertThat(budget.reserveWrite(FIRST)).isZero();
    assertThat(budget.tryTake(TWIN_WRITE, OTHER)).isEqualTo(TOKEN);
    assertThat(budget.reading(TWIN_WRITE).granted()).as("reserved is not called").isZero();

    assertThat(budget.tryTake(TWIN_READ, FIRST)).isZero();
    assertThat(budget.tryTake(TWIN_WRITE, FIRST)).isZero();
    assertThat(budget.reading(TWIN_READ).granted()).isEqualTo(1);
    assertThat(budget.reading(TWIN_WRITE).granted()).isEqualTo(1);
    assertThat(budget.tryTake(TWIN_WRITE, FIRST)).as("used once").isPositive();
  }

  @Test
  void isGivenBackAndGoesToTheNext() {
    assertThat(budget.reserveWrite(FIRST)).isZero();
    budget.release(FIRST);

    assertThat(budget.reserveWrite(OTHER)).isZero();
    assertThat(budget.reserveWrite(FIRST)).isEqualTo(TOKEN);
  }

  @Test
  void keepsTheWriteWhileTheReadIsWaitedFor() {
    assertThat(budget.tryTake(TWIN_READ, OTHER)).isZero();
    assertThat(budget.reserveWrite(FIRST)).as("for a read").isEqualTo(Duration.ofMillis(10));
    assertThat(budget.awaitsWrite(FIRST)).isTrue();
    clock.advance(Duration.ofMillis(10));

    assertThat(budget.tryTake(TWIN_WRITE, OTHER)).as("the write is taken").isPositive();
    assertThat(budget.reserveWrite(FIRST)).isZero();
  }

  @Test
  void isPutBackByItselfWhenNobodyUsesIt() {
    assertThat(budget.reserveWrite(FIRST)).isZero();
    for (int n = 0; n < 50; n++) {
      clock.advance(Duration.ofSeconds(1));
      budget.reading(TWIN_WRITE);
    }
    assertThat(budget.awaitsWrite(FIRST)).isFalse();
  }

  @Test
  void isWorthNothingInAPauseButKeepsItsPlace() {
    assertThat(budget.reserveWrite(FIRST)).isZero();
    Duration pause = budget.throttled(TWIN_WRITE, OTHER);

    Duration wait = budget.tryTake(TWIN_WRITE, FIRST);
    assertThat(wait).isBetween(pause.minusSeconds(1), pause.plusSeconds(1));
    Turn late = new Turn(Priority.FIRST, "DeviceConfig plant/late");
    assertThat(budget.tryTake(TWIN_WRITE, late)).isGreaterThan(wait);
    clock.advance(wait);
    assertThat(budget.tryTake(TWIN_WRITE, OTHER)).isZero();
    clock.advance(Duration.ofMillis(40));
    assertThat(budget.tryTake(TWIN_WRITE, FIRST)).isZero();
  }

  @Test
  void aPassThatWasSentAwayAwaitsItsWrite() {
    assertThat(budget.tryTake(TWIN_WRITE, OTHER)).isZero();
    Turn check = new Turn(Priority.CHECK, "DeviceConfig plant/drifted");
    assertThat(budget.awaitsWrite(check)).isFalse();

    assertThat(budget.tryTake(TWIN_WRITE, check)).isPositive();
    budget.release(check);

    assertThat(budget.awaitsWrite(check)).as("its place is kept").isTrue();
  }
}
