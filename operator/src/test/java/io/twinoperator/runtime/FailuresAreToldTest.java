package io.twinoperator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.event.Telling;
import io.twinoperator.event.Transition;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each failed call to a hub is told with the event that its row in {@link HubFailure} names. */
class FailuresAreToldTest {

  static Stream<HubException> failures() {
    return Stream.of(
        new HubException.NotFound("gone"),
        new HubException.Unauthorized("no"),
        new HubException.Forbidden("no"),
        new HubException.QuotaExceeded("none left"),
        new HubException.Suspended("frozen"),
        new HubException.Throttled("429", Duration.ofSeconds(10), HubException.Throttled.By.HUB),
        new HubException.JobSlotsTaken("taken"),
        new HubException.Conflict("412"),
        new HubException.AlreadyExists("409"),
        new HubException.Invalid("400"),
        new HubException.TooLarge("413"),
        new HubException.Unavailable("503"),
        new HubException.Unknown("?"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void byTheObjectThatItIsAMatterOf(HubException exception) {
    HubFailure failure = HubFailure.of(exception);
    boolean ofTheHub = HubFailure.OF_THE_WHOLE_HUB.contains(failure.reason());
    HubFailure.Event event = failure.event().orElseThrow();

    assertThat(told(ofTheHub ? Onlookers.OF_FEW : Onlookers.OF_DEVICE_CONFIGS, failure))
        .containsExactly(event.type().word() + " " + event.reason());
    if (ofTheHub) {
      assertThat(told(Onlookers.OF_DEVICE_CONFIGS, failure)).isEmpty();
    }
  }

  private static List<String> told(Telling telling, HubFailure failure) {
    Conditions none = Conditions.from(null, 1, Instant.EPOCH);
    List<Condition> before = none.ready("Converged", "as asked").list();
    List<Condition> after =
        (failure.terminal()
                ? none.stalled(failure.reason(), failure.message())
                : none.reconciling(failure.reason(), failure.message()))
            .list();
    return telling.between(before, after).stream().map(FailuresAreToldTest::words).toList();
  }

  private static String words(Transition transition) {
    return transition.type() + " " + transition.reason();
  }
}
