package io.twinoperator.emulator.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ShapedRateTest {
  private static final Instant START = Instant.parse("2026-02-16T09:00:00Z");

  @Test
  void aBurstPassesThenRequestsWaitThenTheyAreRefused() {
    ShapedRate updates = new ShapedRate(RateLimit.perSecond(50), Shaping.defaults());
    List<Admission> first = admit(updates, 1000);
    assertThat(first.subList(0, 50)).containsOnly(new Admission.Now());
    for (int waiting = 1; waiting <= 100; waiting++) {
      assertThat(first.get(49 + waiting))
          .isEqualTo(new Admission.After(Duration.ofMillis(20L * waiting)));
    }
    assertThat(first.subList(150, 1000))
        .containsOnly(new Admission.Refused(ThrottleRefusal.THROTTLED));
    assertThat(updates.waitingAt(START)).isEqualTo(100);
    assertThat(updates.waitingAt(START.plusSeconds(1))).isEqualTo(50);
    assertThat(updates.waitingAt(START.plusSeconds(2))).isZero();
  }

  @Test
  void afterARestTheBurstIsThereAgain() {
    ShapedRate updates = new ShapedRate(RateLimit.perSecond(50), Shaping.defaults());
    admit(updates, 50);
    Instant rested = START.plusSeconds(1);
    for (int i = 0; i < 50; i++) {
      assertThat(updates.admit(rested, 1)).isEqualTo(new Admission.Now());
    }
    assertThat(updates.admit(rested, 1)).isEqualTo(new Admission.After(Duration.ofMillis(20)));
  }

  @Test
  void whoWouldWaitTooLongIsRefusedAfterTheLongestWait() {
    ShapedRate queries = new ShapedRate(RateLimit.perMinute(20), Shaping.defaults());
    List<Admission> answers = admit(queries, 28);
    assertThat(answers.subList(0, 20)).containsOnly(new Admission.Now());
    assertThat(answers.get(20)).isEqualTo(new Admission.After(Duration.ofSeconds(3)));
    assertThat(answers.get(25)).isEqualTo(new Admission.After(Duration.ofSeconds(18)));
    assertThat(answers.subList(26, 28))
        .containsOnly(
            new Admission.Expires(Duration.ofSeconds(20), ThrottleRefusal.BACKLOG_TIMEOUT));
    // Those two took nothing: the next free turn is still the seventh, 21 s after the start.
    assertThat(queries.admit(START.plusSeconds(1), 1))
        .isEqualTo(new Admission.After(Duration.ofSeconds(20)));
  }

  @Test
  void whoWaitsInVainTakesAPlaceInTheBacklog() {
    ShapedRate queries = new ShapedRate(RateLimit.perMinute(20), Shaping.defaults());
    List<Admission> answers = admit(queries, 121);
    assertThat(answers.get(119)).isInstanceOf(Admission.Expires.class);
    assertThat(answers.get(120)).isEqualTo(new Admission.Refused(ThrottleRefusal.THROTTLED));
    assertThat(queries.waitingAt(START.plusSeconds(20))).isZero();
  }

  @Test
  void theOtherNameOfAFullBacklog() {
    Shaping shaping = new Shaping(1, 0, Duration.ofSeconds(20), FullBacklog.BACKLOG_LIMIT_EXCEEDED);
    ShapedRate updates = new ShapedRate(RateLimit.perSecond(50), shaping);
    assertThat(admit(updates, 51).get(50))
        .isEqualTo(new Admission.Refused(ThrottleRefusal.BACKLOG_FULL));
  }

  @Test
  void aLargerBurst() {
    Shaping shaping =
        new Shaping(60, 100, Duration.ofSeconds(20), FullBacklog.THROTTLING_EXCEPTION);
    ShapedRate updates = new ShapedRate(RateLimit.perSecond(50), shaping);
    assertThat(admit(updates, 3000)).containsOnly(new Admission.Now());
    assertThat(updates.admit(START, 1)).isEqualTo(new Admission.After(Duration.ofMillis(20)));
  }

  @Property(tries = 300)
  void noLongWindowSeesMoreThanTheLimitAndTheBurst(
      @ForAll("limits") RateLimit limit, @ForAll("arrivals") List<Arrival> arrivals) {
    List<Turn> turns = turns(limit, arrivals);
    double perNano = (double) limit.operations() / limit.window().toNanos();
    for (int from = 0; from < turns.size(); from++) {
      long sum = 0;
      for (int to = from; to < turns.size(); to++) {
        sum += turns.get(to).cost();
        Duration window = Duration.between(turns.get(from).at(), turns.get(to).at());
        assertThat((double) sum)
            .isLessThanOrEqualTo(
                window.toNanos() * perNano + limit.operations() + turns.get(from).cost() + 1e-6);
      }
    }
  }

  @Property(tries = 300)
  void theOrderIsKeptAndNobodyGoesBackInTime(
      @ForAll("limits") RateLimit limit, @ForAll("arrivals") List<Arrival> arrivals) {
    Instant last = Instant.MIN;
    for (Turn turn : turns(limit, arrivals)) {
      assertThat(turn.at()).isAfterOrEqualTo(last).isAfterOrEqualTo(turn.asked());
      assertThat(Duration.between(turn.asked(), turn.at()))
          .isLessThanOrEqualTo(Shaping.defaults().longestWait());
      last = turn.at();
    }
  }

  @Property(tries = 100)
  void whoKeepsTheLimitNeverWaits(@ForAll("limits") RateLimit limit) {
    ShapedRate rate = new ShapedRate(limit, Shaping.defaults());
    for (int i = 0; i < 500; i++) {
      assertThat(rate.admit(START.plusNanos(limit.nanosPerOperation() * i), 1))
          .isEqualTo(new Admission.Now());
    }
  }

  @Property(tries = 100)
  void theSameRequestsGetTheSameTurns(
      @ForAll("limits") RateLimit limit, @ForAll("arrivals") List<Arrival> arrivals) {
    assertThat(turns(limit, arrivals)).isEqualTo(turns(limit, arrivals));
  }

  @Provide
  Arbitrary<RateLimit> limits() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 6000),
            Arbitraries.of(Duration.ofSeconds(1), Duration.ofMinutes(1)))
        .as(RateLimit::new);
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 2_000_000_000L), Arbitraries.longs().between(1, 32))
        .as(Arrival::new)
        .list()
        .ofMaxSize(200);
  }

  /** A request some nanoseconds after the one before. */
  record Arrival(long pause, long cost) {}

  private record Turn(Instant asked, Instant at, long cost) {}

  private static List<Turn> turns(RateLimit limit, List<Arrival> arrivals) {
    ShapedRate rate = new ShapedRate(limit, Shaping.defaults());
    List<Turn> turns = new ArrayList<>();
    Instant now = START;
    for (Arrival arrival : arrivals) {
      now = now.plusNanos(arrival.pause());
      Admission admission = rate.admit(now, arrival.cost());
      if (admission instanceof Admission.Now) {
        turns.add(new Turn(now, now, arrival.cost()));
      } else if (admission instanceof Admission.After after) {
        turns.add(new Turn(now, now.plus(after.delay()), arrival.cost()));
      }
    }
    return turns;
  }

  private static List<Admission> admit(ShapedRate rate, int requests) {
    List<Admission> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      answers.add(rate.admit(START, 1));
    }
    return answers;
  }
}
