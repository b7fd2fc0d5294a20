package io.twinoperator.benchmarks.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.benchmarks.kube.ApiServer;
import io.twinoperator.benchmarks.kube.KubeClients;
import io.twinoperator.benchmarks.stage.HubSpec;
import io.twinoperator.benchmarks.stage.Namespace;
import io.twinoperator.benchmarks.stage.RolloutWatch;
import io.twinoperator.benchmarks.stage.Stage;
import io.twinoperator.emulator.hub.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Rollouts on one hub and in one namespace, one after the other, with an operator that is killed
 * several times in each. What has ended is still there while others run.
 */
final class KilledRollouts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<Moment> MOMENTS = List.of(Moment.values());
  private static final int MOST_HUB_CALLS = 200;
  private static final int MOST_HUB_WRITES = 8;
  private static final int MOST_LEDGER_WRITES = 8;
  private static final int MOST_STATUS_WRITES = 6;

  private final String name;
  private final Random random;
  private final Consumer<String> say;
  private final Fuse fuse = new Fuse();
  private final Site site = new Site(fuse);
  private final KubernetesClient client;
  private final Killable operator;
  private final RolloutWatch observed;
  private final List<Scenario> played = new ArrayList<>();
  private String lit = "";
  private int underWay;

  /**
   * Starts a hub and an operator.
   *
   * @param name of the namespace
   * @param random decides on the moments
   * @param say is told what happens
   */
  KilledRollouts(ApiServer api, String name, Random random, Consumer<String> say) {
    this.name = name;
    this.random = random;
    this.say = say;
    this.client = KubeClients.of(api.kubeconfig());
    this.operator = new Killable(Stage.file(api.kubeconfig()), name);
    this.observed =
        RolloutWatch.of(
            Namespace.create(
                client, name, site.address(), HubSpec.of(HubLimits.of(Tier.S3, Site.UNITS))),
            () -> fuse.seen(Moment.STATUS_WRITE),
            () -> fuse.seen(Moment.LEDGER_WRITE));
    operator.start();
  }

  /** Plays a rollout, and fails unless it ends as it should. */
  void play(Scenario scenario, int kills) {
    say.accept(scenario + " is to end " + scenario.fleet().ending());
    site.settle(scenario);
    light(scenario);
    observed.apply(scenario.yaml(name));
    for (int kill = 1; kill <= kills; kill++) {
      awaitTheMoment(scenario);
      strike(scenario);
      if (kill < kills) {
        light(scenario);
      }
      operator.start();
    }
    awaitGood(scenario);
    played.add(scenario);
  }

  private void awaitTheMoment(Scenario scenario) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(!fuse.burns() || observed.hasEnded(scenario.name()))
                    .as("the %s, or the end of %s", lit, observed.status(scenario.name()))
                    .isTrue());
  }

  private void light(Scenario scenario) {
    Moment moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
    int left = (int) Math.max(1, Scenario.DEVICES - site.twinWrites(scenario));
    int nth =
        switch (moment) {
          case HUB_CALL -> ratherSoon(MOST_HUB_CALLS);
          case HUB_WRITE -> ratherSoon(MOST_HUB_WRITES);
          case TWIN_WRITE -> 1 + random.nextInt(left) / 2;
          case LEDGER_WRITE -> ratherSoon(MOST_LEDGER_WRITES);
          case STATUS_WRITE -> ratherSoon(MOST_STATUS_WRITES);
        };
    lit = nth + ". " + moment;
    fuse.light(moment, nth, operator::strike);
  }

  /** From 1 to the most, each order of magnitude as likely as the next. */
  private int ratherSoon(int most) {
    return (int) Math.round(Math.exp(random.nextDouble() * Math.log(most)));
  }

  private void strike(Scenario scenario) {
    boolean ended = observed.hasEnded(scenario.name());
    fuse.putOut();
    operator.strike();
    underWay += ended ? 0 : 1;
    say.accept(
        "  killed %s, with %d devices written"
            .formatted(ended ? "after its end" : "at the " + lit, site.twinWrites(scenario)));
  }

  private void awaitGood(Scenario scenario) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(evidence(scenario).violations())
                    .as(() -> scenario + ", " + observed.status(scenario.name()))
                    .isEmpty());
  }

  private RolloutEvidence evidence(Scenario scenario) {
    return new RolloutEvidence(
        Scenario.change(),
        scenario.fleet().ending(),
        observed.status(scenario.name()),
        site.evidence(scenario));
  }

  /**
   * Kills the operator once more, starts it, asks it to look at every rollout that has ended, and
   * fails if anything is written.
   */
  void checkNothingIsWrittenAnyMore() {
    operator.strike();
    long before = site.hubWrites();
    operator.start();
    String request = "once more";
    played.forEach(scenario -> observed.request(scenario.name(), request));
    for (Scenario scenario : played) {
      await().atMost(PATIENCE).until(() -> observed.hasHandled(scenario.name(), request));
      awaitGood(scenario);
    }
    assertThat(site.hubWrites() - before)
        .as("calls that write to the hub, by %s, all of which have ended", played)
        .isZero();
  }

  /** Kills that came before a rollout was seen to have ended. */
  int underWay() {
    return underWay;
  }

  @Override
  public void close() {
    operator.close();
    observed.close();
    client.close();
    site.close();
  }
}
