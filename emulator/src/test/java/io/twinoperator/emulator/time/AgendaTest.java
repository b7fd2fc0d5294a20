package io.twinoperator.emulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private final VirtualClock clock = new VirtualClock();
  private final Agenda agenda = new Agenda(clock);
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsInOrderOfDueTimeThenInsertion() {
    Instant now = clock.instant();
    agenda.schedule(now, () -> ran.add("second"));
    agenda.schedule(now, () -> ran.add("third"));
    agenda.schedule(now.minusSeconds(1), () -> ran.add("first"));
    agenda.schedule(now.plusSeconds(1), () -> ran.add("later"));

    assertThat(agenda.runDue()).isEqualTo(3);
    assertThat(ran).containsExactly("first", "second", "third");
    assertThat(agenda.nextDue()).contains(now.plusSeconds(1));
  }

  @Test
  void runsWhatDueWorkSchedulesForNow() {
    agenda.schedule(
        clock.instant(), () -> agenda.schedule(clock.instant(), () -> ran.add("inner")));

    assertThat(agenda.runDue()).isEqualTo(2);
    assertThat(ran).containsExactly("inner");
    assertThat(agenda.nextDue()).isEmpty();
  }

  @Test
  void keepsWhatIsBehindWorkThatFails() {
    agenda.schedule(
        clock.instant(),
        () -> {
          throw new IllegalStateException("broken");
        });
    agenda.schedule(clock.instant(), () -> ran.add("behind"));

    assertThatThrownBy(agenda::runDue).hasMessage("broken");
    assertThat(agenda.runDue()).isEqualTo(1);
    assertThat(ran).containsExactly("behind");
  }

  @Test
  void aVirtualClockStopsAtEveryDueInstant() {
    Instant start = clock.instant();
    List<Instant> seen = new ArrayList<>();
    agenda.schedule(start.plusSeconds(5), () -> seen.add(clock.instant()));
    agenda.schedule(start.plusSeconds(2), () -> seen.add(clock.instant()));

    clock.advance(Duration.ofSeconds(10), agenda);

    assertThat(seen).containsExactly(start.plusSeconds(2), start.plusSeconds(5));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(10));
  }
}
