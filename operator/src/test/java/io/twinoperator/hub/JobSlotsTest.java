package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobSlotsTest {
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final JobSlots slots = new JobSlots(clock);

  @Test
  void aCallerAloneMayHaveThemAll() {
    assertThat(slots.ask("a", 0, 10).more()).isEqualTo(10);
    slots.has("a", 4);
    assertThat(slots.ask("a", 4, 10).more()).isEqualTo(6);
  }

  @Test
  void whatIsHeldIsNotGivenTwiceAndWhoHasItIsNamed() {
    assertThat(slots.ask("FleetRollout plant/a", 0, 1).more()).isEqualTo(1);

    JobSlots.Answer second = slots.ask("FleetRollout plant/b", 0, 1);
    JobSlots.Answer third = slots.ask("FleetRollout plant/c", 0, 1);

    assertThat(second.more()).isZero();
    assertThat(second.taken().orElseThrow().words())
        .isEqualTo("a job slot of the hub, held by FleetRollout plant/a");
    assertThat(third.taken().orElseThrow().words()).endsWith(", for which 1 came before");
  }

  @Test
  void whatIsNotUsedGoesToTheNext() {
    slots.ask("a", 0, 1);
    slots.ask("b", 0, 1);

    slots.has("a", 0);

    assertThat(slots.ask("b", 0, 1).more()).isEqualTo(1);
  }

  /** Five rollouts with four jobs each on one slot: nobody is a round ahead of anybody. */
  @Test
  void oneSlotGoesRound() {
    List<String> callers = List.of("a", "b", "c", "d", "e");
    Map<String, Integer> done = new HashMap<>();
    List<String> order = new ArrayList<>();
    String active = "";
    for (int step = 0; step < 400 && order.size() < 20; step++) {
      String caller = callers.get((step * 7 + step / 5) % 5);
      if (done.getOrDefault(caller, 0) == 4) {
        slots.leave(caller);
      } else if (active.equals(caller)) {
        active = "";
        slots.has(caller, 0);
        done.merge(caller, 1, Integer::sum);
      } else if (slots.ask(caller, 0, 1).more() > 0) {
        assertThat(active).as("two jobs on one slot").isEmpty();
        active = caller;
        order.add(caller);
        slots.has(caller, 1);
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(order).hasSize(20);
    for (int round = 0; round < 4; round++) {
      assertThat(order.subList(round * 5, round * 5 + 5))
          .as("round %d of %s", round, order)
          .containsExactlyInAnyOrderElementsOf(callers);
    }
  }

  @Test
  void severalSlotsAreDealtOneByOneWhileSomebodyWaits() {
    assertThat(slots.ask("a", 0, 3).more()).isEqualTo(3);
    slots.has("a", 3);
    slots.ask("b", 0, 3);
    slots.ask("c", 0, 3);
    slots.has("a", 0);

    assertThat(slots.ask("b", 0, 3).more()).isEqualTo(1);
    slots.has("b", 1);
    assertThat(slots.ask("c", 0, 3).more()).as("nobody waits any more").isEqualTo(2);
  }

  @Test
  void whenTheHubRefusesAllStayAwayAndTheRefusedOneComesFirst() {
    slots.ask("a", 0, 1);
    slots.ask("b", 0, 1);
    slots.refused("a", "a job slot that others hold");
    slots.has("a", 0);

    JobSlots.Answer during = slots.ask("b", 0, 1);
    assertThat(during.taken().orElseThrow().words()).isEqualTo("a job slot that others hold");
    assertThat(during.taken().orElseThrow().until()).isEqualTo(START.plusSeconds(10));

    clock.moveTo(START.plusSeconds(10));
    assertThat(slots.ask("b", 0, 1).more()).isZero();
    assertThat(slots.ask("a", 0, 1).more()).isEqualTo(1);
  }

  @Test
  void thePauseGrowsToAMinuteAndEndsWithAJobThatIsTaken() {
    List<Long> pauses = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      slots.ask("a", 0, 1);
      slots.refused("a", "others");
      slots.has("a", 0);
      Instant until = slots.ask("a", 0, 1).taken().orElseThrow().until();
      pauses.add(Duration.between(clock.instant(), until).toSeconds());
      clock.moveTo(until);
    }
    assertThat(pauses).containsExactly(10L, 20L, 40L, 60L, 60L);

    slots.ask("a", 0, 1);
    slots.taken();
    slots.has("a", 0);
    slots.refused("a", "others");
    assertThat(slots.ask("a", 0, 1).taken().orElseThrow().until())
        .isEqualTo(clock.instant().plusSeconds(10));
  }

  @Test
  void whoDoesNotComeLosesItsPlaceAndItsSlots() {
    slots.ask("a", 0, 1);
    slots.ask("b", 0, 1);
    slots.ask("c", 0, 1);
    clock.advance(JobSlots.HELD_FOR.plusSeconds(1));

    assertThat(slots.ask("c", 0, 1).more()).isEqualTo(1);
    assertThat(slots.ask("a", 0, 1).more()).isZero();
  }
}
