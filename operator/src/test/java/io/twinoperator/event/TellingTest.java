package io.twinoperator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Conditions.Status;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TellingTest {

  private static final Telling TELLING =
      new Telling(Set.of("Pending", "Converged"), Set.of("Throttled"), Set.of("HubUnavailable"));

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "none,                reconciling Pending,     ''",
    "reconciling Pending, ready Converged,         ''",
    "reconciling Pending, ready Converged,         ''",
    "reconciling Pending, stalled Rejected,        Warning Rejected",
    "none,                stalled InvalidSpec,     Warning InvalidSpec",
    "stalled Rejected,    stalled Rejected,        ''",
    "stalled Rejected,    stalled Conflict,        Warning Conflict",
    "stalled Rejected,    ready Converged,         Normal Converged",
    "stalled Rejected,    reconciling Pending,     Normal Pending",
    "ready Converged,     reconciling Throttled,   Warning Throttled",
    "reconciling Throttled, ready Converged,       Normal Converged",
    "ready Converged,     ready Suspended,         Normal Suspended",
    "ready Suspended,     ready Converged,         ''",
    "ready Converged,     reconciling HubUnavailable, ''",
  })
  void readyIsToldWhereItSaysSomethingNew(String before, String after, String told) {
    assertThat(TELLING.between(state(before), state(after)))
        .extracting(transition -> transition.type() + " " + transition.reason())
        .containsExactlyElementsOf(told.isEmpty() ? List.of() : List.of(told));
  }

  @Test
  void driftIsToldWhenItBeginsAndWhenItIsCorrected() {
    List<Condition> still = drift(Status.FALSE, "NoDrift", "as applied");
    List<Condition> drifted = drift(Status.TRUE, "TwinChanged", "desired.a is 5, not 3");
    List<Condition> corrected = drift(Status.FALSE, "Corrected", "desired.a was set back to 3");

    assertThat(TELLING.between(still, drifted))
        .containsExactly(
            new Transition(Transition.Type.Warning, "TwinChanged", "desired.a is 5, not 3"));
    assertThat(TELLING.between(drifted, drifted)).isEmpty();
    assertThat(TELLING.between(still, corrected))
        .containsExactly(
            new Transition(Transition.Type.Normal, "Corrected", "desired.a was set back to 3"));
    assertThat(TELLING.between(corrected, corrected)).isEmpty();
    assertThat(TELLING.between(corrected, still)).isEmpty();
  }

  @Test
  void aMessageAloneIsNoTransition() {
    assertThat(
            TELLING.between(
                conditions(c -> c.stalled("Rejected", "one leaf")),
                conditions(c -> c.stalled("Rejected", "two leaves"))))
        .isEmpty();
  }

  private static List<Condition> state(String words) {
    if (words.equals("none")) {
      return List.of();
    }
    int space = words.indexOf(' ');
    String reason = words.substring(space + 1);
    return switch (words.substring(0, space)) {
      case "ready" -> conditions(c -> c.ready(reason, "text"));
      case "reconciling" -> conditions(c -> c.reconciling(reason, "text"));
      case "stalled" -> conditions(c -> c.stalled(reason, "text"));
      default -> throw new IllegalArgumentException(words);
    };
  }

  private static List<Condition> drift(Status status, String reason, String message) {
    return conditions(c -> c.set(Conditions.DRIFTED, status, reason, message));
  }

  private static List<Condition> conditions(UnaryOperator<Conditions> change) {
    return change.apply(Conditions.from(null, 1, Instant.EPOCH)).list();
  }
}
