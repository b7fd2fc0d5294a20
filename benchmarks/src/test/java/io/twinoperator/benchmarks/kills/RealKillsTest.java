package io.twinoperator.benchmarks.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.benchmarks.kube.ApiServer;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operator as a process of its own, killed with SIGKILL at random moments of rollouts of 500
 * devices and started again, without leader election. {@code -Dkills.runs=N} says how often it is
 * killed, {@code -Dkills.seed=S} which rollouts and moments are drawn.
 */
@Tag("kills")
class RealKillsTest {
  private static final int RUNS = Integer.getInteger("kills.runs", 20);
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
  private static final int KILLS_PER_ROLLOUT = 3;
  private static final int ROLLOUTS_PER_HUB = 7;

  private final Random random = new Random(SEED);
  private int killed;
  private int underWay;

  @Test
  void aRolloutEndsAsIfTheOperatorHadNotBeenKilled() {
    say("kills.seed=%d kills.runs=%d".formatted(SEED, RUNS));
    try (ApiServer api = ApiServer.start()) {
      say(api.description());
      for (int hub = 0; killed < RUNS; hub++) {
        playOnOneHub(api, "kills-" + hub);
      }
    }
    say("%d of %d kills hit a rollout under way".formatted(underWay, killed));
    assertThat(underWay)
        .as("kills that hit a rollout under way; others prove little")
        .isGreaterThanOrEqualTo(killed / 2);
  }

  private void playOnOneHub(ApiServer api, String namespace) {
    try (KilledRollouts rollouts = new KilledRollouts(api, namespace, random, RealKillsTest::say)) {
      Iterator<Scenario> scenarios = Scenario.draw(ROLLOUTS_PER_HUB, random).iterator();
      while (killed < RUNS && scenarios.hasNext()) {
        int kills = Math.min(KILLS_PER_ROLLOUT, RUNS - killed);
        rollouts.play(scenarios.next(), kills);
        killed += kills;
      }
      rollouts.checkNothingIsWrittenAnyMore();
      underWay += rollouts.underWay();
    }
  }

  private static void say(String what) {
    System.out.println(what);
  }
}
