package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.object;
import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.deviceconfig.Watch.Origin;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The deadline of a leaf: from when it runs, what it survives, and what stops it. */
class WaitsTest {

  private static final String DEADLINE = "{convergence: {deadline: 10m}, desired: {a: 1}}";
  private static final Twin SILENT = written(7, "Connected", "{}");

  private @Nullable DeviceConfigStatus status;
  private Watch watch = Watch.beginning(NOW);
  private String spec = DEADLINE;

  @Test
  void pendingBecomesUnverifiableAfterTheDeadlineAndNotBefore() {
    assertThat(look(0, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(9 * 60, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(10 * 60, SILENT)).isEqualTo("Unverifiable since 0");
    assertThat(reason()).isEqualTo("False/Unverifiable");
    assertThat(message()).contains("desired.a should be 1", "reports nothing", "2026-03-01T12:00");
    assertThat(condition("Stalled").getStatus()).isEqualTo("True");
    assertThat(condition("Converged").getStatus()).isEqualTo("False");
  }

  @Test
  void anotherValueThatIsNeverAcknowledgedIsUnverifiableToo() {
    Twin other = written(7, "Connected", "{a: 9}");
    look(0, other);

    assertThat(look(10 * 60, other)).isEqualTo("Unverifiable since 0");
    assertThat(message()).contains("the device reports 9");
  }

  @Test
  void aDeviceThatAnswersInTheEndConverges() {
    look(0, SILENT);
    look(10 * 60, SILENT);

    assertThat(look(3_600, written(7, "Connected", "{a: 1}"))).isEqualTo("Converged");
    assertThat(reason()).isEqualTo("True/Converged");
  }

  @Test
  void aDeviceThatWorksOnItIsNotHeldToADeadline() {
    Twin working = written(7, "Connected", "{a: {ac: 202, av: 7, value: 0}}");
    look(0, working);

    assertThat(look(3_600, working)).isEqualTo("Applying");
  }

  @Test
  void offlineIsAStateOfItsOwnAndTheDeadlineRunsFromWhenTheDeviceIsSeenAgain() {
    look(0, SILENT);
    assertThat(look(9 * 60, written(7, "Disconnected", "{}"))).isEqualTo("Offline");
    assertThat(reason()).isEqualTo("True/Offline");

    assertThat(look(20 * 60, SILENT)).isEqualTo("Pending since 1200");
    assertThat(look(29 * 60, SILENT)).isEqualTo("Pending since 1200");
    assertThat(look(30 * 60, SILENT)).isEqualTo("Unverifiable since 1200");
  }

  @Test
  void aNewWriteOfTheLeafBeginsAnew() {
    look(0, SILENT);

    assertThat(look(9 * 60, written(8, "Connected", "{}"))).isEqualTo("Pending since 540");
    assertThat(look(10 * 60, written(8, "Connected", "{}"))).isEqualTo("Pending since 540");
  }

  @Test
  void aDeviceCreatedAnewWhoseVersionsBeginAgainBeginsAnewToo() {
    look(0, SILENT);

    assertThat(look(9 * 60, written(1, "Connected", "{}"))).isEqualTo("Pending since 540");
  }

  @Test
  void aCorrectedLeafBeginsAnewEvenAtTheVersionItHadBefore() {
    look(0, SILENT);
    DeviceObservation seen = observation(540, written(7, "Connected", "{}"), "{a: 5}");
    DevicePlan plan = new DevicePlanner(Pace.STANDARD).plan(seen);
    status = DeviceReport.of(seen, plan, new DeviceOutcome.Patched(SILENT)).orElseThrow();

    assertThat(told()).isEqualTo("Pending since 540");
  }

  @Test
  void aRestartGoesOnFromStatus() {
    look(0, SILENT);
    watch = Watch.beginning(at(5 * 60));
    assertThat(look(5 * 60, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(10 * 60, SILENT)).isEqualTo("Unverifiable since 0");
  }

  @Test
  void aRestartAfterALongTimeGivesTheDeviceAMoment() {
    look(0, SILENT);
    watch = Watch.beginning(at(3_600));
    assertThat(look(3_600, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(3_600 + 119, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(3_600 + 120, SILENT)).isEqualTo("Unverifiable since 0");
  }

  @Test
  void aRestartDoesNotTakeBackWhatWasFound() {
    look(0, SILENT);
    look(10 * 60, SILENT);
    watch = Watch.beginning(at(11 * 60));
    DeviceConfigStatus before = status;

    assertThat(look(11 * 60, SILENT)).isEqualTo("Unverifiable since 0");
    assertThat(StatusNews.of(Optional.ofNullable(before), status))
        .isEqualTo(StatusNews.Urgency.NEVER);
  }

  @Test
  void blindnessAndClocksThatJumpAheadBeginAnew() {
    look(0, SILENT);
    watch = new Watch(Origin.GAP, at(86_400));

    assertThat(look(86_400, SILENT)).isEqualTo("Pending since 86400");
    assertThat(look(86_400 + 599, SILENT)).isEqualTo("Pending since 86400");
    assertThat(look(86_400 + 600, SILENT)).isEqualTo("Unverifiable since 86400");
  }

  @Test
  void aClockThatWentBackDoesNotMakeADeviceWaitForEver() {
    look(86_400, SILENT);
    watch = Watch.beginning(NOW);

    assertThat(look(0, SILENT)).isEqualTo("Pending since 0");
    assertThat(look(10 * 60, SILENT)).isEqualTo("Unverifiable since 0");
  }

  @Test
  void withoutMetadataTheVersionOfTheSectionSaysWhichWriteItIs() {
    Twin bare = Observations.twin("{}", "{a: 1}", "{}");
    assertThat(look(0, bare)).isEqualTo("Pending since 0");
    assertThat(look(10 * 60, bare)).isEqualTo("Unverifiable since 0");
  }

  @Test
  void aLongerDeadlineIsGrantedAtOnce() {
    look(0, SILENT);
    look(10 * 60, SILENT);
    spec = "{convergence: {deadline: 1h}, desired: {a: 1}}";
    status = status.toBuilder().observedGeneration(0L).build();

    assertThat(look(20 * 60, SILENT)).isEqualTo("Pending since 0");
  }

  @Test
  void thePassComesBackWhenTheDeadlineIsOver() {
    look(0, SILENT);
    DeviceObservation seen = observation(60, SILENT, "{a: 1}");

    assertThat(Waits.of(seen, List.of()).untilNextDeadline(status.convergence()))
        .contains(Duration.ofSeconds(9 * 60 + 1));
  }

  @Test
  void aTimeThatSomebodyElseWroteBeginsAnew() {
    look(0, SILENT);
    LeafConvergence leaf = status.convergence().get(0);
    status =
        status.toBuilder()
            .convergence(
                List.of(
                    new LeafConvergence(
                        leaf.path(), leaf.state(), leaf.expected(), null, null, null, "noon")))
            .build();

    assertThat(look(60, SILENT)).isEqualTo("Pending since 60");
  }

  /** One look, seconds after the first. */
  private String look(long second, Twin twin) {
    if (watch.since().isAfter(at(second))) {
      watch = Watch.beginning(at(second));
    }
    DeviceObservation seen =
        Observations.at(at(second), watch, Observations.of(spec(spec), status, seen(twin)));
    status =
        DeviceReport.of(
                seen, new DevicePlanner(Pace.STANDARD).plan(seen), new DeviceOutcome.Unwritten())
            .orElseThrow();
    return told();
  }

  private DeviceObservation observation(long second, Twin twin, String desired) {
    Twin other =
        new Twin(
            twin.deviceId(),
            twin.etag(),
            true,
            twin.connectionState(),
            twin.tags(),
            object(desired),
            twin.reported(),
            twin.desiredVersion(),
            twin.reportedVersion(),
            twin.desiredMetadata(),
            twin.reportedMetadata(),
            twin.configurations());
    return Observations.at(at(second), watch, Observations.of(spec(spec), status, seen(other)));
  }

  private String told() {
    LeafConvergence leaf = status.convergence().get(0);
    return leaf.awaitedSince() == null
        ? leaf.state().name()
        : "%s since %d"
            .formatted(
                leaf.state(),
                Duration.between(NOW, Instant.parse(leaf.awaitedSince())).toSeconds());
  }

  private String reason() {
    return condition("Ready").getStatus() + "/" + condition("Ready").getReason();
  }

  private String message() {
    return condition("Ready").getMessage();
  }

  private Condition condition(String type) {
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow();
  }

  private static Instant at(long second) {
    return NOW.plusSeconds(second);
  }

  /** A twin whose leaf a was written at a version that the hub's metadata tell. */
  private static Twin written(int version, String connection, String reported) {
    String desired =
        "{a: 1, $metadata: {$lastUpdatedVersion: 99, a: {$lastUpdatedVersion: %d}}}"
            .formatted(version);
    return Observations.twin(connection, "{}", desired, reported);
  }
}
