package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Progress;
import io.twinoperator.fleetrollout.ledger.Progress.WaveProgress;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Member;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.PlannedWave;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which leaves of which devices a rollout holds, and until when. */
class RolloutHoldsTest {

  private static final HubHost HOST = new HubHost("h.azure-devices.net");
  private static final HubHost OTHER_HOST = new HubHost("other.azure-devices.net");
  private static final RolloutKey KEY = new RolloutKey("plant", "floor3", "uid");
  private static final Instant STARTED = Instant.parse("2026-03-01T12:00:00Z");
  private static final LeafPath LEAF = LeafPath.parse("desired.interval");
  private static final Optional<Instant> NEVER = Optional.empty();

  private final RolloutHolds holds = new RolloutHolds(new OneHub());

  @ParameterizedTest(name = "a member in state {0}")
  @CsvSource({
    "., true", "c, false", "x, false", "d, true", "w, true", "a, true", "o, true", "C, true",
    "A, true", "R, true", "T, true", "U, true", "F, true", "G, true", "S, false", "g, false",
    "s, true",
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
  void afterAStartNothingIsKnownOfAHostBeforeItsRolloutsHaveBeenLookedAt() {
    assertThat(holds.claimsOn(HOST, "d")).isEmpty();

    holds.listed(Map.of(KEY, OneHub.KEY));
    assertThat(holds.claimsOn(HOST, "d")).isEmpty();
    assertThat(holds.claimsOn(OTHER_HOST, "d")).contains(DeviceClaims.NONE);

    see(ledger("w", Optional.of(STARTED), NEVER));
    assertThat(claims(HOST, "d").claims()).hasSize(1);
  }

  private DeviceClaims claims(HubHost host, String deviceId) {
    return holds.claimsOn(host, deviceId).orElseThrow();
  }

  private void see(Ledger ledger) {
    holds.seen(KEY, HOST, Stream.of(LEAF), ledger);
  }

  private static Ledger ledger(
      String states, Optional<Instant> started, Optional<Instant> finished) {
    RolloutPlan plan =
        new RolloutPlan(
            "uid",
            "revision",
            "digest",
            STARTED.minusSeconds(3600),
            List.of(new PlannedWave("all", 1, Duration.ZERO, 100, 1)),
            List.of(new Member("d", 0)),
            new Forecast(0, 0, 0, 1, 1, 1, 1, Duration.ZERO));
    Progress none = Progress.none(plan);
    return Ledger.of(plan)
        .with(
            new Progress(
                states,
                none.moved(),
                none.watches(),
                none.chunks(),
                List.of(new WaveProgress(started, Optional.empty(), Optional.empty(), false)),
                none.breach(),
                none.accepted(),
                none.claims(),
                none.failures(),
                none.verified(),
                finished,
                none.abortedAt()));
  }

  /** A directory of one IoTHub. */
  private static final class OneHub implements HubDirectory {
    static final HubKey KEY = new HubKey("plant", "production");

    @Override
    public HubLink resolve(String namespace, String hubName) {
      return new HubLink.NotReady(HubLink.Reason.SECRET_NOT_FOUND, "");
    }

    @Override
    public Optional<IoTHub> find(HubKey hub) {
      return Optional.empty();
    }

    @Override
    public Optional<HubHost> hostOf(HubKey hub) {
      return hub.equals(KEY) ? Optional.of(HOST) : Optional.empty();
    }

    @Override
    public Set<HubKey> hubsOf(HubHost host) {
      return host.equals(HOST) ? Set.of(KEY) : Set.of();
    }

    @Override
    public void onChange(Consumer<HubKey> listener) {}
  }
}
