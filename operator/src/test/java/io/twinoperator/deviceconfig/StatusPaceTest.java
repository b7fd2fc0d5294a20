package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.json;
import static io.twinoperator.deviceconfig.Observations.object;
import static io.twinoperator.deviceconfig.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.deviceconfig.StatusNews.Urgency;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written at once, what in its turn, what seldom, and what never. */
class StatusPaceTest {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final ResourceID ID = id(0);

  private final StatusPace pace = new StatusPace(TEN_MINUTES);

  @Test
  void theFirstStatusIsNews() {
    assertThat(StatusNews.of(Optional.empty(), full())).isEqualTo(Urgency.AT_ONCE);
  }

  @Test
  void whatMeansSomethingIsWrittenAtOnce() {
    assertThat(news(next(full(), "Rejected", "no"))).isEqualTo(Urgency.AT_ONCE);
    assertThat(
            news(
                full().toBuilder()
                    .managed(List.of(new ManagedLeaf("desired.a", "h", 8, null)))
                    .build()))
        .isEqualTo(Urgency.AT_ONCE);
    assertThat(news(full().toBuilder().observedGeneration(2L).build())).isEqualTo(Urgency.AT_ONCE);
    assertThat(news(full().toBuilder().lastHandledReconcileAt("now").build()))
        .isEqualTo(Urgency.AT_ONCE);
    assertThat(
            news(
                full().toBuilder()
                    .conditions(
                        Conditions.from(full().conditions(), 1, NOW)
                            .set("Drifted", Status.FALSE, "Corrected", "it had become 9")
                            .list())
                    .build()))
        .isEqualTo(Urgency.AT_ONCE);
  }

  @Test
  void theMessageOfAFailureIsWrittenAtOnce() {
    var failed = failing("no such Secret");

    assertThat(StatusNews.of(Optional.of(failed), failing("no such key")))
        .isEqualTo(Urgency.AT_ONCE);
  }

  @Test
  void whatADeviceCanChangeAsOftenAsItLikesIsWrittenSeldom() {
    assertThat(news(next(full(), "Pending", "the device reports 4"))).isEqualTo(Urgency.SELDOM);
    assertThat(news(leaf("3", "busy"))).isEqualTo(Urgency.SELDOM);
    assertThat(news(leaf("2", "try 17"))).isEqualTo(Urgency.SELDOM);
    assertThat(news(mirroring("{battery: 86}", NOW))).isEqualTo(Urgency.SELDOM);
    assertThat(news(full().toBuilder().etag("other").build())).isEqualTo(Urgency.SELDOM);
  }

  @Test
  void aDeviceThatComesOrGoesIsWrittenInItsTurn() {
    assertThat(news(full().toBuilder().connectionState("Disconnected").build()))
        .isEqualTo(Urgency.IN_TURN);
  }

  @Test
  void anotherTimeAnotherCountOrAnotherFormIsNeverWritten() {
    assertThat(news(mirroring("{battery: 87.0}", NOW.plusSeconds(3_600)))).isEqualTo(Urgency.NEVER);
    assertThat(news(full().toBuilder().reportedVersion(99L).build())).isEqualTo(Urgency.NEVER);
    assertThat(news(leaf("2.0", "busy"))).isEqualTo(Urgency.NEVER);
  }

  @Test
  void aMirrorAloneIsWrittenAfterTheIntervalAndThePassKnowsWhen() {
    var next = mirroring("{battery: 86}", NOW);

    assertThat(due(next, "{}", NOW.plusSeconds(60))).contains(Duration.ofMinutes(9));
    assertThat(due(next, "{}", NOW.plus(TEN_MINUTES))).contains(Duration.ZERO);
    assertThat(due(next, "{report: {minInterval: 90s}}", NOW.plusSeconds(60)))
        .contains(Duration.ofSeconds(30));
    assertThat(due(next, "{report: {minInterval: 24h}}", NOW.plus(TEN_MINUTES)))
        .contains(Duration.ofDays(1).minus(TEN_MINUTES));
    assertThat(due(full(), "{}", NOW.plus(TEN_MINUTES))).isEmpty();
  }

  @Test
  void aMirrorFromATimeToComeDoesNotHoldUpTheNext() {
    assertThat(due(mirroring("{battery: 86}", NOW), "{}", NOW.minusSeconds(86_400)))
        .contains(Duration.ZERO);
  }

  @Test
  void aChangeOfAConditionNeverWaitsForItsTurn() {
    exhaust();

    assertThat(due(next(full(), "Rejected", "no"), "{}", NOW)).contains(Duration.ZERO);
    assertThat(due(full().toBuilder().connectionState("Disconnected").build(), "{}", NOW))
        .hasValueSatisfying(wait -> assertThat(wait).isPositive());
  }

  /** A thousand devices report at the same moment, and each pass comes back when it was told to. */
  @Test
  void allTogetherAreWrittenTenTimesASecondAndEachAsksTwiceAtMost() {
    MirrorTurns turns = new MirrorTurns();
    VirtualClock clock = new VirtualClock(NOW);
    record Visit(Instant at, int device) {}
    var visits =
        new PriorityQueue<Visit>(Comparator.comparing(Visit::at).thenComparing(Visit::device));
    IntStream.range(0, 1_000).forEach(i -> visits.add(new Visit(NOW, i)));
    int asked = 0;
    var written = new ArrayList<Instant>();
    while (!visits.isEmpty()) {
      Visit visit = visits.remove();
      clock.moveTo(visit.at());
      asked++;
      Duration wait = turns.take(id(visit.device()), clock.instant());
      if (wait.isZero()) {
        written.add(clock.instant());
      } else {
        visits.add(new Visit(clock.instant().plus(wait), visit.device()));
      }
    }

    assertThat(written).hasSize(1_000).isSorted();
    assertThat(written.get(999)).isEqualTo(NOW.plusMillis(99_900));
    for (int i = 10; i < written.size(); i++) {
      assertThat(Duration.between(written.get(i - 10), written.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
    assertThat(asked).isLessThanOrEqualTo(2_000);
  }

  @Test
  void aTurnThatIsNotUsedInTimeIsLost() {
    MirrorTurns turns = new MirrorTurns();
    turns.take(id(0), NOW);
    Instant turn = NOW.plus(turns.take(id(1), NOW));
    Instant late = turn.plus(MirrorTurns.PATIENCE).plusMillis(1);

    assertThat(turns.take(id(2), late)).isZero();
    assertThat(turns.take(id(1), late)).isEqualTo(MirrorTurns.SPACING);
  }

  @Test
  void aClockThatGoesBackDoesNotMakeEverybodyWait() {
    MirrorTurns turns = new MirrorTurns();
    Instant future = NOW.plusSeconds(86_400);
    turns.take(id(0), future);
    turns.take(id(1), future);

    assertThat(turns.take(id(1), NOW)).isZero();
    assertThat(turns.take(id(2), NOW)).isEqualTo(MirrorTurns.SPACING);
  }

  private void exhaust() {
    var gone = full().toBuilder().connectionState("Disconnected").build();
    for (int i = 1; i <= 20; i++) {
      pace.due(id(i), Optional.of(full()), gone, MirrorPolicy.STANDARD, NOW);
    }
  }

  private Optional<Duration> due(DeviceConfigStatus next, String spec, Instant now) {
    return pace.due(ID, Optional.of(full()), next, MirrorPolicy.of(spec(spec)), now);
  }

  private static Urgency news(DeviceConfigStatus next) {
    return StatusNews.of(Optional.of(full()), next);
  }

  private static DeviceConfigStatus full() {
    return next(
        DeviceConfigStatus.builder()
            .observedGeneration(1L)
            .deviceId("d")
            .desiredVersion(7L)
            .reportedVersion(3L)
            .etag("etag")
            .connectionState("Connected")
            .managed(List.of(new ManagedLeaf("desired.a", "h", 7, null)))
            .convergence(leaves("2", "busy"))
            .mirror(Mirror.of(object("{battery: 87}"), MirrorPolicy.STANDARD, NOW))
            .build(),
        "Pending",
        "the device reports 2");
  }

  private static DeviceConfigStatus next(DeviceConfigStatus status, String reason, String message) {
    return status.toBuilder()
        .conditions(
            Conditions.from(null, 1, NOW)
                .set("Converged", Status.FALSE, reason, message)
                .set("Drifted", Status.FALSE, "NoDrift", "")
                .reconciling(reason, message)
                .list())
        .build();
  }

  private static DeviceConfigStatus failing(String message) {
    return full().toBuilder()
        .conditions(Conditions.from(null, 1, NOW).stalled("SecretNotFound", message).list())
        .build();
  }

  private static DeviceConfigStatus mirroring(String reported, Instant at) {
    return full().toBuilder()
        .mirror(Mirror.of(object(reported), MirrorPolicy.STANDARD, at))
        .build();
  }

  private static DeviceConfigStatus leaf(String observed, String words) {
    return full().toBuilder().convergence(leaves(observed, words)).build();
  }

  private static List<LeafConvergence> leaves(String observed, String words) {
    return List.of(
        new LeafConvergence(
            "desired.a", LeafState.Pending, json("1"), json(observed), null, words, null));
  }

  private static ResourceID id(int number) {
    return new ResourceID("device-" + number, "plant");
  }
}
