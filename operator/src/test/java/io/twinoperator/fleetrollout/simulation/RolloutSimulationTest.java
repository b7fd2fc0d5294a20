package io.twinoperator.fleetrollout.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinoperator.fleetrollout.simulation.Simulation.Mortality;
import io.twinoperator.fleetrollout.simulation.World.Calm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many rollouts in random worlds. {@code -Dsimulation.seed=S -Dsimulation.runs=N} plays others; one
 * that fails prints how to play it again, and its story.
 */
class RolloutSimulationTest {
  private static final long FIRST = Long.getLong("simulation.seed", 1);
  private static final int RUNS = Integer.getInteger("simulation.runs", 200);
  private static final int ENOUGH_TO_COUNT = 200;

  /** Every tenth world is one without trouble, played with crashes and without. */
  private static final int CALM = 10;

  private static final Map<Trouble, AtomicInteger> TROUBLES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> ENDS = new ConcurrentHashMap<>();
  private static final SortedMap<Long, String> FAILURES = new ConcurrentSkipListMap<>();

  @BeforeAll
  static void play() {
    long start = System.nanoTime();
    AllProcessors.forEach(FIRST, FIRST + RUNS, RolloutSimulationTest::play);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%d rollouts in %d s, %d ms each: %s, %s%n",
        RUNS, millis / 1000, millis / RUNS, new TreeMap<>(ENDS), new TreeMap<>(TROUBLES));
  }

  @Test
  void everyRolloutKeepsItsPromises() {
    assertThat(FAILURES).as("failures by seed; their stories are printed above").isEmpty();
  }

  @Test
  void eachTroubleIsInOneRolloutOfTen() {
    assumeTrue(RUNS >= ENOUGH_TO_COUNT, "too few rollouts to count troubles");
    assertThat(TROUBLES).containsOnlyKeys(Trouble.values());
    assertThat(TROUBLES)
        .allSatisfy(
            (trouble, count) ->
                assertThat(count.get() * 10)
                    .as("%s in %s of %d rollouts", trouble, count, RUNS)
                    .isGreaterThanOrEqualTo(RUNS));
  }

  @Test
  void rolloutsEndInManyWays() {
    assumeTrue(RUNS >= ENOUGH_TO_COUNT, "too few rollouts to count their ends");
    assertThat(ENDS).hasSizeGreaterThanOrEqualTo(4);
  }

  private static void play(long seed) {
    Set<Trouble> happened = EnumSet.noneOf(Trouble.class);
    if (seed % CALM == 0) {
      playTwice(seed, happened);
    } else {
      ending(seed, new Simulation(seed, Calm.WILD, Mortality.MORTAL, Mistakes.NONE), happened);
    }
    happened.forEach(
        trouble ->
            TROUBLES.computeIfAbsent(trouble, unused -> new AtomicInteger()).incrementAndGet());
  }

  /** Promise 8: where all goes well, the end does not hang on crashes. */
  private static void playTwice(long seed, Set<Trouble> happened) {
    Simulation calm = new Simulation(seed, Calm.CALM, Mortality.IMMORTAL, Mistakes.NONE);
    Simulation dying = new Simulation(seed, Calm.CALM, Mortality.MORTAL, Mistakes.NONE);
    Optional<Ending> without = ending(seed, calm, happened);
    Optional<Ending> with = ending(seed, dying, happened);
    if (without.isPresent() && with.isPresent()) {
      Map<String, String> other = with.get().devices();
      other.entrySet().removeAll(without.get().devices().entrySet());
      if (!other.isEmpty()) {
        failed(seed, new Violation(8, "with crashes it ends otherwise: " + other), dying);
      }
    }
  }

  private static Optional<Ending> ending(long seed, Simulation simulation, Set<Trouble> happened) {
    try {
      Ending ending = simulation.play();
      ENDS.computeIfAbsent(ending.phase(), unused -> new AtomicInteger()).incrementAndGet();
      return Optional.of(ending);
    } catch (AssertionError | RuntimeException e) {
      failed(seed, e, simulation);
      return Optional.empty();
    } finally {
      happened.addAll(simulation.happened());
    }
  }

  /** Prints all that is known of a run that failed, as one text. */
  private static void failed(long seed, Throwable why, Simulation simulation) {
    FAILURES.put(seed, String.valueOf(why));
    StringWriter where = new StringWriter();
    why.printStackTrace(new PrintWriter(where));
    System.out.printf(
        "%n== seed %d fails: %s%nto play it alone: mvn -pl operator -am -Psimulation"
            + " -Dsimulation.seed=%d -Dsimulation.runs=1 test%n%s%n%s%n",
        seed, why, seed, simulation.text(), where);
  }
}
