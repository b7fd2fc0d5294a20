package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ConflictReason;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConflict;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.ReadyWhen;
import io.twinoperator.status.Conditions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

  /** A leaf's state, and Ready with its reason by each value of readyWhen; then the other word. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Converged,    True/Converged,     True/Converged,     True/Converged,  ",
    "Offline,      True/Offline,       False/Offline,      True/Synced,     Reconciling",
    "Pending,      False/Pending,      False/Pending,      True/Synced,     Reconciling",
    "Applying,     False/Applying,     False/Applying,     True/Synced,     Reconciling",
    "Rejected,     False/Rejected,     False/Rejected,     True/Synced,     Stalled",
    "Unverifiable, False/Unverifiable, False/Unverifiable, True/Synced,     Stalled"
  })
  void readyWhenSaysWhatItTakes(
      LeafState state, String convergedOrOffline, String converged, String synced, String word) {
    assertThat(ready(state, ReadyWhen.ConvergedOrOffline)).isEqualTo(convergedOrOffline);
    assertThat(ready(state, ReadyWhen.Converged)).isEqualTo(converged);
    assertThat(ready(state, ReadyWhen.Synced)).isEqualTo(synced);
    assertThat(abnormal(state, ReadyWhen.Converged))
        .containsExactlyElementsOf(Stream.ofNullable(word).toList());
    assertThat(abnormal(state, ReadyWhen.Synced)).isEmpty();
    assertThat(condition(conditions(state, ReadyWhen.Synced), "Converged").getStatus())
        .as("Converged does not follow")
        .isEqualTo(state == LeafState.Converged ? "True" : "False");
  }

  @ParameterizedTest
  @CsvSource({"ConvergedOrOffline", "Converged", "Synced"})
  void aConflictIsNotSyncedAndNeverReady(ReadyWhen when) {
    List<Condition> conditions =
        Readiness.of(
                List.of(leaf(LeafState.Converged)),
                0,
                List.of(new LeafConflict("desired.b", ConflictReason.Conflict, "taken")),
                when)
            .apply(Conditions.from(null, 1, NOW))
            .list();

    assertThat(condition(conditions, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(conditions, "Ready").getReason()).isEqualTo("Conflict");
  }

  @Test
  void theLeafFurthestFromDoneDecides() {
    var leaves =
        Stream.of(
                LeafState.Converged,
                LeafState.Offline,
                LeafState.Applying,
                LeafState.Pending,
                LeafState.Unverifiable,
                LeafState.Rejected)
            .map(ReadinessTest::leaf)
            .toList();
    for (int worst = 0; worst < leaves.size(); worst++) {
      assertThat(
              Readiness.of(leaves.subList(0, worst + 1), 0, List.of(), ReadyWhen.Converged).worst())
          .contains(leaves.get(worst));
    }
  }

  @Test
  void removalsAreCountedInWordsAndHoldNothingUp() {
    List<Condition> conditions =
        Readiness.of(List.of(leaf(LeafState.Converged)), 2, List.of(), ReadyWhen.Converged)
            .apply(Conditions.from(null, 1, NOW))
            .list();

    assertThat(condition(conditions, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(conditions, "Converged").getMessage())
        .isEqualTo(
            "the device has confirmed 1 of 1 leaves; 2 leaves were removed, which no device can confirm");
  }

  private static String ready(LeafState state, ReadyWhen when) {
    Condition ready = condition(conditions(state, when), "Ready");
    return ready.getStatus() + "/" + ready.getReason();
  }

  private static List<String> abnormal(LeafState state, ReadyWhen when) {
    return conditions(state, when).stream()
        .map(Condition::getType)
        .filter(type -> type.equals("Reconciling") || type.equals("Stalled"))
        .toList();
  }

  private static List<Condition> conditions(LeafState state, ReadyWhen when) {
    return Readiness.of(List.of(leaf(state)), 0, List.of(), when)
        .apply(Conditions.from(null, 1, NOW))
        .list();
  }

  private static Condition condition(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst().orElseThrow();
  }

  private static LeafConvergence leaf(LeafState state) {
    return new LeafConvergence(
        "desired.a", state, json("1"), json("2"), 400, "no", "2026-03-01T12:00:00Z");
  }
}
