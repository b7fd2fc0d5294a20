package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.configuration.ConfigurationRules;
import io.twinoperator.emulator.configuration.ConfigurationRules.StatusCase;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.ServiceRules;
import io.twinoperator.emulator.hub.Switches;
import io.twinoperator.emulator.hub.Switches.UnquotedEtag;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.jobs.JobRules;
import io.twinoperator.emulator.jobs.JobsOutOfTime;
import io.twinoperator.emulator.jobs.ScheduledJobs;
import io.twinoperator.emulator.jobs.UnfinishedEndTime;
import io.twinoperator.emulator.query.BuiltInFieldCase;
import io.twinoperator.emulator.query.MetadataInWhere;
import io.twinoperator.emulator.query.ProjectionKey;
import io.twinoperator.emulator.query.QueryRules;
import io.twinoperator.emulator.throttle.FullBacklog;
import io.twinoperator.emulator.throttle.Shaping;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.twin.AbsentNull;
import io.twinoperator.emulator.twin.EmptySection;
import io.twinoperator.emulator.twin.NoOpPatch;
import io.twinoperator.emulator.twin.TwinRules;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Every open question has to be one whose answer a hub can be asked for. The emulator is asked with
 * each setting of each switch, and the answer has to name that setting; a hub of Azure is asked and
 * the answers are printed.
 */
class OpenQuestionsTest {

  private static List<OpenQuestion> all() {
    return Stream.of(TwinQuestions.all(), QueryQuestions.all(), JobQuestions.all(), CONFIGURATIONS)
        .flatMap(List::stream)
        .toList();
  }

  private static final List<OpenQuestion> CONFIGURATIONS = ConfigurationQuestions.all();

  @Nested
  class OfTheEmulator {
    @TestFactory
    Stream<DynamicTest> withEverySwitchAtItsDefault() {
      return all().stream()
          .map(
              question ->
                  DynamicTest.dynamicTest(
                      question.name(),
                      () -> {
                        Finding finding = asked(question, Switches.defaults());
                        assertThat(finding.seen()).isNotBlank();
                        assertThat(finding.means())
                            .matches(question.name() + "=[A-Z_]+|\\(.+\\)")
                            .isNotEqualTo("(no switch)");
                      }));
    }

    @Test
    void refusesWithoutSayingWhenToComeBack() throws Exception {
      OpenQuestion question =
          all().stream().filter(q -> q.name().equals("Retry-After")).findFirst().orElseThrow();
      assertThat(asked(question, Switches.defaults()).seen())
          .startsWith("429 ErrorCode:ThrottlingException")
          .endsWith("Retry-After: none");
    }

    @TestFactory
    Stream<DynamicTest> withEverySwitchTheOtherWay() {
      return all().stream()
          .filter(question -> question.name().matches("[A-Z][A-Za-z]+"))
          .map(
              question ->
                  DynamicTest.dynamicTest(
                      question.name(),
                      () -> {
                        Finding usual = asked(question, Switches.defaults());
                        Finding other = asked(question, THE_OTHER_WAY);
                        assertThat(other.means())
                            .startsWith(question.name() + "=")
                            .isNotEqualTo(usual.means());
                      }));
    }

    private Finding asked(OpenQuestion question, Switches switches) throws Exception {
      HubSettings settings = new HubSettings(Tier.S1, 1, switches);
      boolean provokes = question.name().equals("Retry-After");
      try (RemoteHub hub =
          new OverTheSocket(provokes ? settings.with(WITHOUT_BACKLOG) : settings)) {
        return question.probe().ask(hub);
      }
    }
  }

  @Nested
  @EnabledIfEnvironmentVariable(
      named = LiveHub.VARIABLE,
      matches = "HostName=.+",
      disabledReason =
          LiveHub.VARIABLE + " holds no connection string, so there is no hub of Azure to ask")
  class OfAzure {
    @TestFactory
    Stream<DynamicTest> isAskedAndTheAnswersArePrinted() {
      return all().stream()
          .map(question -> DynamicTest.dynamicTest(question.name(), () -> report(question)));
    }

    private void report(OpenQuestion question) throws Exception {
      try (RemoteHub hub = new LiveHub(System.getenv(LiveHub.VARIABLE))) {
        Finding finding = question.probe().ask(hub);
        System.out.printf(
            "%s%n  seen:  %s%n  means: %s%n", question.text(), finding.seen(), finding.means());
      }
    }
  }

  // One who asks in turn would wait and never be refused.
  private static final ThrottleSettings WITHOUT_BACKLOG =
      ThrottleSettings.on()
          .with(new Shaping(1, 0, Duration.ofSeconds(1), FullBacklog.THROTTLING_EXCEPTION));

  private static final Switches THE_OTHER_WAY =
      new Switches(
          new TwinRules(
              NoOpPatch.KEEPS_VERSIONS, EmptySection.IS_A_WRITE, AbsentNull.DROPS_SIBLINGS),
          UnquotedEtag.REFUSED,
          new QueryRules(
              ProjectionKey.FULL_PATH, BuiltInFieldCase.AS_WRITTEN, MetadataInWhere.ALLOWED),
          new JobRules(
              UnfinishedEndTime.ABSENT, ScheduledJobs.WAIT_FOR_A_SLOT, JobsOutOfTime.COMPLETE),
          lowerCaseStatus());

  private static ServiceRules lowerCaseStatus() {
    ServiceRules usual = ServiceRules.defaults();
    ConfigurationRules rules = usual.configurations();
    return new ServiceRules(
        new ConfigurationRules(
            StatusCase.LOWER_CASE, rules.equalPriority(), rules.drift(), rules.removal()),
        usual.unlistedApiVersion(),
        usual.otherMediaType(),
        usual.bulkErrorCode(),
        usual.bulkTwin());
  }
}
