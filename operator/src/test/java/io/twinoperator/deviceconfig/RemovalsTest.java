package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.seen;
import static io.twinoperator.deviceconfig.Observations.spec;
import static io.twinoperator.deviceconfig.Observations.twin;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.JsonValues;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalsTest {

  @Test
  void aRemovedLeafIsListedWithWhatTheDeviceStillReports() {
    var leaf = listed(managing("desired.gone"), "{a: 1}", twin("{}", "{a: 1}", "{gone: 5}"));

    assertThat(leaf)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path()).isEqualTo("desired.gone");
              assertThat(entry.state()).isEqualTo(LeafState.Unconfirmed);
              assertThat(entry.expected()).isNull();
              assertThat(entry.observed()).hasToString("5");
            });
  }

  @Test
  void itStaysListedUntilTheSpecChanges() {
    Twin without = twin("{}", "{a: 1}", "{a: 1}");
    var first = report(managing("desired.gone", "desired.a"), "{a: 1}", without);
    var second = report(first, "{a: 1}", without);
    var later = report(second.toBuilder().observedGeneration(0L).build(), "{a: 1}", without);

    assertThat(paths(first)).containsExactly("desired.a", "desired.gone");
    assertThat(first.managed()).extracting(leaf -> leaf.path()).containsExactly("desired.a");
    assertThat(second.convergence()).isEqualTo(first.convergence());
    assertThat(StatusNews.of(Optional.of(first), second)).isEqualTo(StatusNews.Urgency.NEVER);
    assertThat(paths(later)).containsExactly("desired.a");
  }

  @Test
  void whatStandsInTheTwinAgainIsNotRemoved() {
    var first = report(managing("desired.gone"), "{a: 1}", twin("{}", "{a: 1}", "{a: 1}"));

    assertThat(paths(report(first, "{a: 1}", twin("{}", "{a: 1, gone: 2}", "{a: 1}"))))
        .containsExactly("desired.a");
  }

  @Test
  void aTagIsNoDevicesToConfirmAndAnotherShapeIsNoRemoval() {
    assertThat(listed(managing("tags.gone"), "{a: 1}", twin("{}", "{a: 1}", "{}"))).isEmpty();
    assertThat(listed(managing("desired.a.b"), "{a: 1}", twin("{}", "{a: 1}", "{}"))).isEmpty();
  }

  @Test
  void aRemovalAloneIsDoneWhenSynced() {
    var status = report(managing("desired.gone"), "{}", twin("{}", "{}", "{gone: 5}"));

    assertThat(DeviceReport.isSettled(status)).isTrue();
    assertThat(paths(status)).containsExactly("desired.gone");
  }

  @Test
  void theListIsBounded() {
    String[] many = IntStream.range(0, 100).mapToObj(i -> "desired.k" + i).toArray(String[]::new);

    assertThat(listed(managing(many), "{a: 1}", twin("{}", "{a: 1}", "{}")))
        .hasSize(Removals.MAX_SHOWN);
  }

  private static List<LeafConvergence> listed(
      DeviceConfigStatus previous, String desired, Twin twin) {
    return Removals.of(Observations.of(spec("{}", desired), previous, seen(twin)), twin);
  }

  private static DeviceConfigStatus report(DeviceConfigStatus previous, String desired, Twin twin) {
    var observation = Observations.of(spec("{}", desired), previous, seen(twin));
    return DeviceReport.of(
            observation,
            new DevicePlanner(Pace.STANDARD).plan(observation),
            new DeviceOutcome.Unwritten())
        .orElseThrow();
  }

  private static List<String> paths(DeviceConfigStatus status) {
    return status.convergence().stream().map(LeafConvergence::path).toList();
  }

  private static DeviceConfigStatus managing(String... paths) {
    return DeviceConfigStatus.builder()
        .observedGeneration(0L)
        .managed(
            ManagedLeaves.toStatus(
                Arrays.stream(paths)
                    .map(
                        path ->
                            new AppliedLeaf(
                                LeafPath.parse(path), JsonValues.hash(Observations.json("1")), 3))
                    .toList()))
        .build();
  }
}
