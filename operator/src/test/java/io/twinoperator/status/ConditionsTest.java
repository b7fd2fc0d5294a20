package io.twinoperator.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final Instant LATER = NOON.plusSeconds(60);

  @Test
  void transitionTimeMovesOnlyWhenTheStatusFlips() {
    var first = Conditions.from(null, 1, NOON).reconciling("Pending", "waits");
    var same = Conditions.from(first.list(), 1, LATER).reconciling("Applying", "works");
    var flipped = Conditions.from(same.list(), 2, LATER).ready("Converged", "done");

    assertThat(ready(first).getLastTransitionTime()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(ready(same).getLastTransitionTime()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(ready(same).getReason()).isEqualTo("Applying");
    assertThat(ready(flipped).getLastTransitionTime()).isEqualTo("2026-03-01T12:01:00Z");
    assertThat(ready(flipped).getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void abnormalConditionsAreThereOnlyWhileTheyAreTrue() {
    var start = Conditions.from(null, 1, NOON);

    assertThat(types(start.reconciling("A", "a"))).containsExactly("Ready", "Reconciling");
    assertThat(types(start.reconciling("A", "a").stalled("B", "b")))
        .containsExactly("Ready", "Stalled");
    assertThat(types(start.stalled("B", "b").ready("C", "c"))).containsExactly("Ready");
  }

  @Test
  void orderDoesNotDependOnTheOrderOfSetting() {
    var conditions =
        Conditions.from(null, 1, NOON)
            .set("Zebra", Conditions.Status.TRUE, "A", "a")
            .set(Conditions.DRIFTED, Conditions.Status.FALSE, "A", "a")
            .set("Other", Conditions.Status.UNKNOWN, "A", "a")
            .set(Conditions.SYNCED, Conditions.Status.TRUE, "A", "a")
            .stalled("A", "a");

    assertThat(types(conditions))
        .containsExactly("Ready", "Synced", "Drifted", "Stalled", "Other", "Zebra");
  }

  @Test
  void aConditionThatIsNotTouchedKeepsItsGeneration() {
    var first = Conditions.from(null, 1, NOON).set("Synced", Conditions.Status.TRUE, "A", "a");
    var second = Conditions.from(first.list(), 2, LATER).ready("B", "b");

    assertThat(second.find("Synced").orElseThrow().getObservedGeneration()).isEqualTo(1);
    assertThat(second.find("Ready").orElseThrow().getObservedGeneration()).isEqualTo(2);
  }

  @Test
  void theSamePassAgainGivesEqualConditions() {
    var first = Conditions.from(null, 1, NOON).reconciling("A", "a");
    var again = Conditions.from(first.list(), 1, LATER).reconciling("A", "a");

    assertThat(again.list()).isEqualTo(first.list());
  }

  @Test
  void aLongMessageIsCut() {
    var conditions = Conditions.from(null, 1, NOON).ready("A", "x".repeat(5_000));

    assertThat(ready(conditions).getMessage()).hasSize(Conditions.MAX_MESSAGE).endsWith("x…");
  }

  @Test
  void aLongMessageIsCutBetweenCharacters() {
    var conditions = Conditions.from(null, 1, NOON).ready("A", "\uD83D\uDE00".repeat(1_000));

    assertThat(ready(conditions).getMessage()).hasSizeLessThanOrEqualTo(Conditions.MAX_MESSAGE);
    assertThat(UTF_8.newEncoder().canEncode(ready(conditions).getMessage())).isTrue();
  }

  private static Condition ready(Conditions conditions) {
    return conditions.find(Conditions.READY).orElseThrow();
  }

  private static List<String> types(Conditions conditions) {
    return conditions.list().stream().map(Condition::getType).toList();
  }
}
