package io.twinoperator.hub;

import static io.twinoperator.hub.OperationClass.QUERY;
import static io.twinoperator.hub.OperationClass.TWIN_READ;
import static io.twinoperator.hub.OperationClass.TWIN_WRITE;
import static io.twinoperator.hub.Priority.CHECK;
import static io.twinoperator.hub.Priority.EDIT;
import static io.twinoperator.hub.Priority.FIRST;
import static io.twinoperator.hub.Priority.ROLLOUT;
import static io.twinoperator.hub.Priority.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.hub.Crowd.Caller;
import io.twinoperator.hub.HubLimits.Tier;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is served when many want more than there is; one S1 unit, all of it. */
class FairnessTest {

  private static final Duration START = Duration.ZERO;
  private static final Duration TOKEN = Duration.ofMillis(20);

  private final VirtualClock clock = new VirtualClock();
  private final Budget budget =
      new Budget(BudgetPolicy.enforced(HubLimits.of(Tier.S1, 1, 100)), clock);
  private final Crowd crowd = new Crowd(budget, clock);

  @Test
  void twoThousandPendingWritesAndASweepUnderWayAndOneEditIsWrittenFirst() {
    List<Caller> writes = many(2_000, FIRST, START);
    Caller reading = crowd.comes(START, TWIN_READ, SWEEP, "sweep", 10_000);
    Caller asking = crowd.comes(START, QUERY, SWEEP, "sweep", 100);
    crowd.runUntil(Duration.ofSeconds(1));
    int before = crowd.served().size();
    Duration edited = Duration.ofMillis(1_007);
    Caller readOfEdit = crowd.comes(edited, TWIN_READ, EDIT, "edit", 1);
    Caller edit = crowd.comes(edited, TWIN_WRITE, EDIT, "edit", 1);

    crowd.runUntil(Duration.ofSeconds(45));

    assertThat(edit.last()).isBetween(edited, edited.plus(TOKEN));
    assertThat(readOfEdit.last()).isBetween(edited, edited.plusMillis(10));
    assertThat(crowd.served().subList(before, crowd.served().size()).stream())
        .as("writes and edits since the edit")
        .filteredOn(caller -> !caller.equals("sweep"))
        .startsWith("edit", "edit");
    assertThat(writes).allMatch(write -> write.calls().size() == 1);
    assertThat(last(writes)).isLessThanOrEqualTo(Duration.ofMillis(40_020));
    assertThat(writes).as("an edit costs the others a trip").allMatch(write -> write.trips() <= 3);
    assertThat(reading.calls()).hasSizeGreaterThan(4_000);
    assertThat(asking.calls()).hasSizeGreaterThan(14);
  }

  @Test
  void whoWaitsComesBackAtTheRateAndOnce() {
    List<Caller> writes = many(2_000, FIRST, START);

    crowd.runUntil(Duration.ofSeconds(45));

    for (int n = 0; n < writes.size(); n++) {
      assertThat(writes.get(n).calls()).as("write %s", n).containsExactly(TOKEN.multipliedBy(n));
      assertThat(writes.get(n).trips()).as("trips of %s", n).isEqualTo(n == 0 ? 1 : 2);
    }
  }

  @Test
  void whoAsksForMuchDoesNotHoldUpWhoAsksForOne() {
    crowd.comes(START, TWIN_READ, ROLLOUT, "greedy", 5_000);
    crowd.runUntil(Duration.ofSeconds(3));
    Caller modest = crowd.comes(Duration.ofSeconds(3), TWIN_READ, ROLLOUT, "modest", 1);

    crowd.runUntil(Duration.ofSeconds(10));

    assertThat(modest.last()).isLessThan(Duration.ofMillis(3_500));
  }

  @Test
  void rolloutsShareEqually() {
    List<Caller> rollouts =
        IntStream.range(0, 3)
            .mapToObj(n -> crowd.comes(START, TWIN_READ, ROLLOUT, "rollout " + n, 5_000))
            .toList();
    List<Caller> asking =
        IntStream.range(0, 3)
            .mapToObj(n -> crowd.comes(START, QUERY, ROLLOUT, "rollout " + n, 5_000))
            .toList();

    crowd.runUntil(Duration.ofSeconds(60));

    assertThat(rollouts).allMatch(rollout -> Math.abs(rollout.calls().size() - 2_000) <= 40);
    assertThat(asking).allMatch(rollout -> Math.abs(rollout.calls().size() - 7) <= 1);
  }

  @Test
  void theMoreUrgentGoFirstInTheOrderOfUrgency() {
    for (Priority priority : new Priority[] {SWEEP, CHECK, FIRST, EDIT}) {
      crowd.comes(Duration.ofMillis(1), TWIN_WRITE, priority, priority.name(), 1);
    }
    crowd.comes(START, TWIN_WRITE, CHECK, "takes the one token", 1);

    crowd.runUntil(Duration.ofSeconds(1));

    assertThat(crowd.served())
        .containsExactly("takes the one token", "EDIT", "FIRST", "CHECK", "SWEEP");
  }

  @ParameterizedTest
  @EnumSource(
      value = Priority.class,
      names = {"FIRST", "ROLLOUT", "CHECK", "SWEEP"})
  void whatIsMoreUrgentDoesNotKeepTheOthersOutForEver(Priority low) {
    for (int second = 0; second < 60; second++) {
      many(75, EDIT, Duration.ofSeconds(second));
    }
    List<Caller> waiting = few(low);

    crowd.runUntil(Duration.ofSeconds(60));

    double share = low.share() / (1 + low.share());
    assertThat((double) calls(waiting)).isBetween(60 * 50 * share * 0.9 - 10, 60 * 50 * share + 10);
    assertThat(waiting.get(0).calls().get(0)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void allOfThemTogetherLeaveMostToTheMostUrgent() {
    for (int second = 0; second < 60; second++) {
      many(75, EDIT, Duration.ofSeconds(second));
    }
    List<List<Caller>> others = List.of(few(FIRST), few(ROLLOUT), few(CHECK), few(SWEEP));

    crowd.runUntil(Duration.ofSeconds(60));

    assertThat(crowd.served()).hasSizeBetween(2_940, 3_001);
    assertThat(others)
        .extracting(FairnessTest::calls)
        .as("FIRST, ROLLOUT, CHECK, SWEEP")
        .allMatch(calls -> calls >= 80)
        .allMatch(calls -> calls <= 350);
  }

  @Test
  void whoDoesNotComeLosesItsTokenButNotItsPlace() {
    take(TWIN_WRITE, FIRST, "now");
    Duration wait = take(TWIN_WRITE, FIRST, "gone");
    for (int n = 0; n < 100; n++) {
      take(TWIN_WRITE, FIRST, "absent " + n);
    }
    assertThat(take(TWIN_WRITE, CHECK, "other"))
        .as("one in ten is sure")
        .isEqualTo(TOKEN.multipliedBy(11));

    clock.advance(wait.plus(WaitingLane.KEPT_FOR).plusSeconds(2));
    Caller comer = crowd.comes(clock(), TWIN_WRITE, CHECK, "here", 50);
    crowd.runUntil(clock());

    assertThat(comer.calls()).as("at once, of what nobody fetched").hasSizeGreaterThan(25);
    assertThat(take(TWIN_WRITE, CHECK, "next")).isPositive();
    clock.advance(Duration.ofMillis(40));
    assertThat(take(TWIN_WRITE, FIRST, "gone")).as("late, and before all others").isZero();
  }

  @Test
  void whatWouldBeLostIsNotKeptForThoseWhoWereToldToComeLater() {
    many(2_000, FIRST, START);
    crowd.runUntil(Duration.ofSeconds(1));
    budget.change(BudgetPolicy.enforced(HubLimits.of(Tier.S3, 1, 100)));
    crowd.runUntil(Duration.ofSeconds(3));

    Caller here = crowd.comes(Duration.ofSeconds(3), TWIN_WRITE, CHECK, "here", 100);
    crowd.runUntil(Duration.ofSeconds(4));

    assertThat(here.calls()).hasSize(100);
    assertThat(here.calls().get(0)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void oneThatBecomesMoreUrgentLeavesItsOldPlace() {
    take(TWIN_WRITE, CHECK, "now");
    many(500, CHECK, START);
    Caller same = crowd.comes(Duration.ofSeconds(1), TWIN_WRITE, EDIT, "write 400", 1);

    crowd.runUntil(Duration.ofSeconds(12));

    assertThat(same.last()).isLessThanOrEqualTo(Duration.ofMillis(1_040));
    assertThat(budget.reading(TWIN_WRITE).waiting()).isZero();
  }

  private Duration take(OperationClass operation, Priority priority, String name) {
    return budget.tryTake(operation, new Turn(priority, name));
  }

  private List<Caller> many(int count, Priority priority, Duration at) {
    return IntStream.range(0, count)
        .mapToObj(n -> crowd.comes(at, TWIN_WRITE, priority, "write " + n + " of " + at, 1))
        .toList();
  }

  /** A few with much to do. */
  private List<Caller> few(Priority priority) {
    return IntStream.range(0, 5)
        .mapToObj(n -> crowd.comes(START, TWIN_WRITE, priority, priority + " " + n, 1_000))
        .toList();
  }

  private static int calls(List<Caller> callers) {
    return callers.stream().mapToInt(caller -> caller.calls().size()).sum();
  }

  private static Duration last(List<Caller> callers) {
    return callers.stream().map(Caller::last).max(Duration::compareTo).orElseThrow();
  }

  private Duration clock() {
    return Duration.between(new VirtualClock().instant(), clock.instant());
  }
}
