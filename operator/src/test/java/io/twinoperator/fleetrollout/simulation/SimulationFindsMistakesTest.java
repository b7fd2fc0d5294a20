package io.twinoperator.fleetrollout.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.simulation.Simulation.Mortality;
import io.twinoperator.fleetrollout.simulation.World.Calm;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: each of these mistakes is found within {@value #RUNS} runs. */
class SimulationFindsMistakesTest {
  private static final int RUNS = 500;

  /** What is done wrong, and which promises it breaks. */
  @SuppressWarnings("ImmutableEnumChecker") // The supplier makes each mistake anew.
  enum Mistake {
    /** The DeviceConfigs of the cluster are not asked. */
    CLAIMS_ARE_IGNORED(HubMistakes.WithoutClaims::new, 5),
    /** After a start, claims that are not known are taken for none. */
    UNKNOWN_CLAIMS_ARE_NONE(HubMistakes.UnknownAsNone::new, 5),
    /** A deadline is judged by a clock that runs ahead, so before it is over. */
    TIMED_OUT_TOO_EARLY(HubMistakes.FastClock::new, 10),
    /** A device is judged by what the query store knows of it. */
    VERDICT_FROM_A_STALE_ROW(HubMistakes.StaleTwins::new, 10),
    /** The version that a device acknowledges is not looked at. */
    STALE_ACKNOWLEDGEMENT_COUNTS(HubMistakes.AnyVersion::new, 10),
    /** More devices are in flight than may be, by one. */
    CONCURRENCY_EXCEEDED_BY_ONE(SpecMistakes.OneMore::new, 2),
    /** Devices are written at twice the rate. */
    RATE_IS_DOUBLED(SpecMistakes.DoubleRate::new, 2),
    /** A wave is released before the one before has soaked. */
    WAVE_WITHOUT_SOAK(SpecMistakes.NoSoak::new, 3),
    /** A wave is released though the one before missed its threshold. */
    WAVE_WITHOUT_THRESHOLD(SpecMistakes.NoThreshold::new, 3),
    /** A gate is passed that nobody has opened. */
    WAVE_THROUGH_A_CLOSED_GATE(SpecMistakes.OpenGates::new, 3),
    /** What the ledger was to remember never arrives there. */
    BATCH_IS_LOST(SpecMistakes.LostBatch::new, 8),
    /** A leaf is taken back without a look at whose it is by now. */
    UNDO_OVER_A_FOREIGN_VALUE(HubMistakes.BlindUndo::new, 7),
    /** A finished rollout is forgotten with all that is known of it. */
    FINISHED_ROLLOUT_WRITES_AGAIN(SpecMistakes.Forgotten::new, 9),
    /** The spec is read late, so that Pause and Abort are not seen. */
    WRITES_WHILE_PAUSED(SpecMistakes.AlwaysRun::new, 4, 9),
    /** A job whose answer was lost is created again under another id. */
    JOB_UNDER_ANOTHER_ID(HubMistakes.AnotherJob::new, 8),
    /** A write brings back a leaf that is nobody's business. */
    WRITES_A_FOREIGN_LEAF(HubMistakes.ForeignLeaf::new, 5),
    /** A device is missing from the counts. */
    COUNT_LOSES_A_DEVICE(SpecMistakes.LostDevice::new, 1),
    /** Each reading of a device is made thrice. */
    TOO_MANY_CALLS(HubMistakes.ManyReads::new, 11),
    /** A device is said to be gone that is not. */
    DEVICES_VANISH(HubMistakes.Vanishing::new, 1, 8),
    /** What a job did is never found out. */
    JOBS_NEVER_END(HubMistakes.EndlessJobs::new, 12);

    private final Supplier<Mistakes> mistakes;
    private final Set<Integer> broken;

    Mistake(Supplier<Mistakes> mistakes, Integer... broken) {
      this.mistakes = mistakes;
      this.broken = new TreeSet<>(Set.of(broken));
    }
  }

  static final Map<Mistake, Long> FOUND = new ConcurrentHashMap<>();

  @BeforeAll
  static void search() {
    Mistake[] all = Mistake.values();
    AllProcessors.forEach(0, all.length, n -> search(all[(int) n]));
    System.out.println("mistakes and the first seed that finds them: " + new TreeMap<>(FOUND));
  }

  static void search(Mistake mistake) {
    for (long seed = 1; seed <= RUNS && !FOUND.containsKey(mistake); seed++) {
      boolean isNew = breaks(seed, mistake, mistake.mistakes.get());
      if (isNew && !breaks(seed, mistake, Mistakes.NONE)) {
        FOUND.put(mistake, seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void isFound(Mistake mistake) {
    assertThat(FOUND).as("mistakes found in %d runs", RUNS).containsKey(mistake);
  }

  private static boolean breaks(long seed, Mistake mistake, Mistakes made) {
    try {
      new Simulation(seed, Calm.WILD, Mortality.MORTAL, made).play();
      return false;
    } catch (Violation violation) {
      return mistake.broken.contains(violation.item());
    } catch (IllegalStateException | IllegalArgumentException e) {
      return false; // The mistake broke the operator itself in that run.
    }
  }
}
