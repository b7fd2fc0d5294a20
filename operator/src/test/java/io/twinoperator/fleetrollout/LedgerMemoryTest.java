package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ledger is stored once a second at most, however often something happens. */
class LedgerMemoryTest {
  private static final RolloutKey KEY = new RolloutKey("plant", "interval");
  private static final Instant BEGIN = Instant.parse("2026-01-05T08:00:00Z");

  private final VirtualClock clock = new VirtualClock(BEGIN);
  private final LedgerMemory memory = new LedgerMemory(new InMemoryLedgerStore(), clock);

  @Test
  void aLedgerThatWasJustStoredIsStoredAgainASecondLater() {
    assertThat(memory.untilStorable(KEY)).as("of nothing").isEmpty();

    memory.begin(KEY, ledger());
    clock.advance(Duration.ofMillis(400));
    assertThat(memory.untilStorable(KEY)).contains(Duration.ofMillis(600));

    clock.advance(Duration.ofMillis(600));
    assertThat(memory.untilStorable(KEY)).isEmpty();
  }

  @Test
  void whatIsNotStoredHoldsNothingUp() {
    memory.begin(KEY, ledger());
    clock.advance(Duration.ofSeconds(1));

    memory.keep(KEY, ledger(), List.of());
    assertThat(memory.untilStorable(KEY)).as("it decided nothing new").isEmpty();

    memory.keep(KEY, aborted(), List.of());
    assertThat(memory.untilStorable(KEY)).contains(Duration.ofSeconds(1));
  }

  private static Ledger aborted() {
    Ledger ledger = ledger();
    Course course = Course.NONE.with(new Course.Stop(Course.By.SPEC, BEGIN, "as asked"));
    Progress none = ledger.progress();
    return ledger.with(
        new Progress(
            none.states(),
            none.moved(),
            none.watches(),
            none.batches(),
            none.waves(),
            course,
            none.claims(),
            none.failures(),
            none.log(),
            none.verified(),
            none.visibleMillis(),
            none.seenAt()));
  }

  private static Ledger ledger() {
    return Ledger.of(
        new RolloutPlan(
            "uid",
            "localhost",
            "abcdefabcdef",
            "basis",
            "digest",
            BEGIN,
            List.of(new PlannedWave("all", 1, Duration.ZERO, 100, 1, Gate.AUTO, Tolerance.POLICY)),
            List.of(new Member("d", 0, 1, 0, 0, 1)),
            List.of(new BeforeImage(List.of())),
            List.of(""),
            new Forecast(0, 0, 0, 0, 1, 1, 1, 1, 1, Duration.ZERO, Duration.ZERO),
            List.of()));
  }
}
