package io.twinoperator.fleetrollout.decide;

import static io.twinoperator.fleetrollout.decide.MemberCases.SETS_A;
import static io.twinoperator.fleetrollout.decide.MemberCases.judge;
import static io.twinoperator.fleetrollout.decide.MemberCases.twin;
import static io.twinoperator.fleetrollout.decide.MemberCases.watch;
import static io.twinoperator.fleetrollout.decide.MemberCases.with;
import static io.twinoperator.fleetrollout.decide.MemberCases.write;
import static io.twinoperator.fleetrollout.decide.MemberCases.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Policy;
import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.OfflinePolicy;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Writing;
import io.twinoperator.twin.Confirmation;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device counts as by the policy for offline ones, by its marks and by the spec's rule. */
class MemberJudgePoliciesTest {

  /** Disconnected devices, with a deadline at 300 s and reports that count as a sign of life. */
  @ParameterizedTest(name = "{0}, offlineAfter {1} s, report {3} s after the write, at {2}: {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Defer   | 0   | 9/9     | -1 | 4    | WRITTEN_OFFLINE
          Include | 0   | 9/9     | -1 | 4    | WRITTEN_OFFLINE
          Include | 0   | 900/900 | -1 | 4    | STRAGGLER
          Fail    | 0   | 299/299 | -1 | 4    | WRITTEN
          Fail    | 0   | 300/300 | -1 | 4    | TIMED_OUT
          Fail    | 0   | 300/300 | -1 | null | UNVERIFIABLE
          Fail    | 0   | 900/299 | -1 | 4    | WRITTEN
          Defer   | 60  | 59/59   |  0 | 4    | WRITTEN
          Defer   | 60  | 60/60   |  0 | 4    | WRITTEN_OFFLINE
          Defer   | 900 | 300/300 |  0 | 4    | TIMED_OUT
          """)
  void whatADeviceThatIsAwayCountsAs(
      Policy policy,
      int offlineAfter,
      String wallAndAwaited,
      int reportedAfter,
      String reported,
      MemberState expected) {
    RolloutSpec spec =
        Specs.with(
            SETS_A,
            new OfflinePolicy(policy, Duration.ofSeconds(offlineAfter), Duration.ofDays(7)));
    Twin twin = twin("Disconnected", "{a: 5}", 4, "{a: " + reported + "}", reportedAfter);

    assertThat(judge(spec, written(MemberState.WRITTEN, wallAndAwaited), twin).state())
        .isEqualTo(expected);
  }

  /** A conditional patch whose answer was lost: the mark in it tells whether it arrived. */
  @ParameterizedTest(name = "{0}: {6}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          never arrived                             | Tag  | TWIN_PATCH | WRITTEN   | {a: 4} | 3 | PENDING
          never arrived, somebody wrote             | Tag  | TWIN_PATCH | WRITTEN   | {a: 6} | 4 | PENDING
          arrived, and was overwritten              | Tag+ | TWIN_PATCH | WRITTEN   | {a: 6} | 5 | SUPERSEDED
          arrived, and the leaf was taken away      | Tag+ | TWIN_PATCH | WRITTEN   | {}     | 5 | SUPERSEDED
          arrived                                   | Tag+ | TWIN_PATCH | WRITTEN   | {a: 5} | 4 | WRITTEN
          a job that has ended did arrive           | Tag  | JOB        | WRITTEN   | {a: 6} | 5 | SUPERSEDED
          no marks: the version is as before        | None | TWIN_PATCH | WRITTEN   | {a: 4} | 3 | PENDING
          no marks: the version was raised          | None | TWIN_PATCH | WRITTEN   | {a: 6} | 5 | SUPERSEDED
          no marks: others wrote another leaf       | None | TWIN_PATCH | WRITTEN   | {a: 4, $metadata: {a: {$lastUpdatedVersion: 3}}} | 4 | PENDING
          no marks: others wrote this leaf          | None | TWIN_PATCH | WRITTEN   | {a: 6, $metadata: {a: {$lastUpdatedVersion: 5}}} | 5 | SUPERSEDED
          no marks: it was absent, and is           | None | TWIN_PATCH | WRITTEN   | {}     | 4 | PENDING
          no marks: set by us and taken away        | None | TWIN_PATCH | WRITTEN   | {}     | 5 | SUPERSEDED
          no marks: it had answered                 | None | TWIN_PATCH | APPLYING  | {a: 4} | 3 | SUPERSEDED
          """)
  void aPatchThatNeverArrivedIsWrittenAgain(
      String rule,
      String mark,
      Lane lane,
      MemberState before,
      String desired,
      long version,
      MemberState expected) {
    Marker marker = mark.startsWith("Tag") ? Marker.Tag : Marker.None;
    RolloutSpec spec = Specs.with(SETS_A, new Writing(Mode.Auto, 200, marker));
    Twin twin =
        Twin.parse(
            Specs.json(
                "{deviceId: 'd', connectionState: 'Connected', tags: %s, properties: {desired: %s}}"
                    .formatted(
                        mark.endsWith("+") ? Fleet.MARKED : "{}",
                        with(desired, "$version: " + version))));

    assertThat(judge(spec, written(before, lane, Fleet.image("desired.a", "4")), twin).state())
        .as(rule)
        .isEqualTo(expected);
  }

  @Test
  void aPatchThatIsStillOpenIsAwaited() {
    Case open =
        new Case(
            MemberState.WRITTEN,
            watch("9/9"),
            Optional.of(write(Lane.TWIN_PATCH)),
            Optional.of(Fleet.image("desired.a", "4")),
            false);

    assertThat(judge(SETS_A, open, twin("Connected", "{a: 4}", 3, "{}", 0)).state())
        .isEqualTo(MemberState.WRITTEN);
  }

  /** By another rule, or with the report in another place. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          None         | {}                                      | 9/9     | CONVERGED
          None         | {a: 4}                                  | 900/900 | CONVERGED
          None         | {a: {value: 4, ac: 400, av: 4}}         | 9/9     | CONVERGED
          Acknowledged | {a: 5}                                  | 9/9     | WRITTEN
          Acknowledged | {a: {value: 5, ac: 200, av: 4}}         | 9/9     | CONVERGED
          Acknowledged | {a: {value: 5, ac: 200, av: 3}}         | 9/9     | WRITTEN
          Acknowledged | {a: 5}                                  | 300/300 | TIMED_OUT
          Equal        | {a: 5}                                  | 9/9     | CONVERGED
          Equal        | {a: {value: 5, ac: 500, av: 1}}         | 9/9     | CONVERGED
          Equal        | {a: {value: 4, ac: 200, av: 4}}         | 9/9     | WRITTEN
          Path         | {a: 5}                                  | 9/9     | WRITTEN
          Path         | {status: {a: 5}}                        | 9/9     | CONVERGED
          Path         | {status: {a: {value: 4, ac: 400, av: 4}}} | 9/9   | REJECTED
          Path         | {a: 5}                                  | 300/300 | UNVERIFIABLE
          """)
  void goesByTheRuleOfTheSpec(
      String rule, String reported, String wallAndAwaited, MemberState expected) {
    RolloutSpec spec = Specs.with(SETS_A, terms(rule));
    Twin twin =
        Twin.parse(
            Specs.json(
                """
                {deviceId: 'd', connectionState: 'Connected', tags: %s, properties: {
                  desired: {a: 5, $version: 4, $metadata: {a: {
                    $lastUpdated: '2026-01-05T08:00:00Z', $lastUpdatedVersion: 4}}},
                  reported: %s}}
                """
                    .formatted(
                        Fleet.MARKED,
                        with(
                            reported,
                            "$metadata: {a: %1$s, status: {a: %1$s}}"
                                .formatted("{$lastUpdated: '2026-01-05T08:00:01Z'}")))));

    assertThat(judge(spec, written(MemberState.WRITTEN, wallAndAwaited), twin).state())
        .isEqualTo(expected);
  }

  private static ConvergenceTerms terms(String rule) {
    return switch (rule) {
      case "None" -> new ConvergenceTerms(Optional.empty());
      case "Path" ->
          new ConvergenceTerms(
              Optional.of(
                  new Confirmation(
                      Confirmation.Rule.AUTO,
                      Map.of(LeafPath.parse("desired.a"), List.of("status", "a")))));
      default ->
          new ConvergenceTerms(
              Optional.of(
                  new Confirmation(
                      Confirmation.Rule.valueOf(rule.toUpperCase(Locale.ROOT)), Map.of())));
    };
  }
}
