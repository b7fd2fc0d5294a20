package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.Neighbour;
import io.twinoperator.fleetrollout.decide.Neighbour.Life;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.Course;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Gate;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Tolerance;
import io.twinoperator.fleetrollout.plan.OtherRollout;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which leaves of which devices a rollout holds, and until when. */
class RolloutHoldsTest {

  private static final HubHost HOST = new HubHost("h.azure-devices.net");
  private static final HubHost OTHER_HOST = new HubHost("other.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "floor3");
  private static final RolloutKey OTHER = new RolloutKey("plant", "other");
  private static final Instant STARTED = Instant.parse("2026-03-01T12:00:00Z");
  private static final LeafPath LEAF = LeafPath.parse("desired.interval");
  private static final HubKey HUB = new HubKey("plant", "production");
  private static final Optional<Instant> NEVER = Optional.empty();

  private final RolloutHolds holds =
      new RolloutHolds(hub -> Optional.of(HOST).filter(host -> hub.equals(HUB)));

  @ParameterizedTest(name = "a member in state {0}")
  @CsvSource({
    "., true", "c, false", "x, false", "d, true", "w, true", "a, true", "o, true", "C, true",
    "A, true", "R, true", "T, true", "U, true", "F, true", "G, true", "S, false", "g, false",
    "s, true", "e, false", "E, false", "p, true", "B, false", "u, false", "k, false",
  })
  void aRunningRolloutHoldsTheMembersThatItHasNotPutAside(String state, boolean held) {
    holds.listed(Map.of());
    see(ledger(state, Optional.of(STARTED), NEVER));

    assertThat(claims(HOST, "d").ownerOf(LEAF).isPresent()).isEqualTo(held);
  }

  @Test
  void itHoldsItsLeavesOnItsMembersOfItsHubAsOldAsItsFirstWave() {
    holds.listed(Map.of());
    see(ledger("w", Optional.of(STARTED), NEVER));

    assertThat(claims(HOST, "d").ownerOf(LEAF))
        .contains(new Owner("FleetRollout", "plant", "floor3", STARTED.plusNanos(1)));
    assertThat(claims(HOST, "d").ownerOf(LeafPath.parse("desired.other"))).isEmpty();
    assertThat(claims(HOST, "stranger").claims()).isEmpty();
    assertThat(claims(OTHER_HOST, "d").claims()).isEmpty();
  }

  @Test
  void beforeItsFirstWaveAndAfterItsEndItHoldsNothing() {
    List<String> released = new ArrayList<>();
    holds.onRelease((host, devices) -> released.addAll(devices));
    holds.listed(Map.of());

    see(ledger(".", NEVER, NEVER));
    assertThat(claims(HOST, "d").claims()).isEmpty();
    see(ledger("w", Optional.of(STARTED), NEVER));
    assertThat(released).isEmpty();
    see(ledger("C", Optional.of(STARTED), Optional.of(STARTED.plusSeconds(60))));
    assertThat(claims(HOST, "d").claims()).isEmpty();
    assertThat(released).containsExactly("d");
  }

  @Test
  void thatItHasEndedIsToldOnce() {
    List<HubHost> ended = new ArrayList<>();
    holds.onEnd(ended::add);
    holds.listed(Map.of());

    see(ledger("w", Optional.of(STARTED), NEVER));
    see(ledger("C", Optional.of(STARTED), NEVER));
    assertThat(ended).isEmpty();
    see(ledger("C", Optional.of(STARTED), Optional.of(STARTED.plusSeconds(60))));
    see(ledger("C", Optional.of(STARTED), Optional.of(STARTED.plusSeconds(60))));
    assertThat(ended).containsExactly(HOST);
  }

  @Test
  void ofItsHubItIsKnownThatItWritesThoughItsIoTHubLeadsElsewhere() {
    holds.listed(Map.of());
    see(ledger("w", Optional.of(STARTED), NEVER));

    assertThat(holds.others(HOST, new RolloutKey("plant", "another")))
        .extracting(OtherRollout::standing)
        .containsExactly(OtherRollout.Standing.WRITING);
    assertThat(holds.others(OTHER_HOST, new RolloutKey("plant", "another"))).isEmpty();
  }

  @Test
  void afterAStartNothingIsKnownOfAHostBeforeItsRolloutsHaveBeenLookedAt() {
    assertThat(holds.claimsOn(HOST, "d")).isEmpty();

    holds.listed(Map.of(KEY, HUB));
    assertThat(holds.claimsOn(HOST, "d")).isEmpty();
    assertThat(holds.claimsOn(OTHER_HOST, "d")).contains(DeviceClaims.NONE);

    see(ledger("w", Optional.of(STARTED), NEVER));
    assertThat(claims(HOST, "d").claims()).hasSize(1);
  }

  /** Its marks on devices must stay, and say who came later. */
  @Test
  void othersKnowWhichLeavesItHasAndWhetherItIsUnderWay() {
    String mark = Marker.key(KEY);
    assertThat(holds.neighbours(HOST, OTHER)).isEmpty();

    see(ledger("w", Optional.of(STARTED), NEVER));
    assertThat(holds.neighbours(HOST, OTHER))
        .containsExactly(Map.entry(mark, new Neighbour(KEY, Set.of(LEAF), Life.UNDER_WAY)));
    assertThat(holds.neighbours(HOST, KEY)).as("itself").isEmpty();
    assertThat(holds.neighbours(OTHER_HOST, OTHER)).isEmpty();

    see(ledger("C", Optional.of(STARTED), Optional.of(STARTED.plusSeconds(60))));
    assertThat(holds.neighbours(HOST, OTHER))
        .containsExactly(Map.entry(mark, new Neighbour(KEY, Set.of(LEAF), Life.ENDED)));

    holds.forget(KEY);
    assertThat(holds.neighbours(HOST, OTHER)).isEmpty();
  }

  private DeviceClaims claims(HubHost host, String deviceId) {
    return holds.claimsOn(host, deviceId).orElseThrow();
  }

  private void see(Ledger ledger) {
    holds.seen(KEY, Set.of(LEAF), ledger);
  }

  private static Ledger ledger(
      String states, Optional<Instant> started, Optional<Instant> finished) {
    RolloutPlan plan =
        new RolloutPlan(
            "uid",
            HOST.name(),
            "revision",
            "basis",
            "digest",
            STARTED.minusSeconds(3600),
            List.of(new PlannedWave("all", 1, Duration.ZERO, 100, 1, Gate.AUTO, Tolerance.POLICY)),
            List.of(new Member("d", 0, 1, 0, 0, 1)),
            List.of(new BeforeImage(List.of())),
            List.of(""),
            new Forecast(0, 0, 0, 0, 1, 1, 1, 1, 1, Duration.ZERO, Duration.ZERO),
            List.of());
    Progress none = Progress.none(plan);
    Course course =
        finished
            .map(at -> Course.NONE.with(new Course.Finish(Course.Outcome.SUCCEEDED, at)))
            .orElse(Course.NONE);
    return Ledger.of(plan)
        .with(
            new Progress(
                states,
                none.moved(),
                none.watches(),
                none.batches(),
                List.of(
                    new WaveProgress(
                        started, Optional.empty(), Optional.empty(), Optional.empty())),
                course,
                none.claims(),
                none.failures(),
                none.log(),
                none.verified(),
                none.visibleMillis(),
                none.seenAt()));
  }
}
