package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.decide.RollbackPlanner.Undo;
import io.twinoperator.fleetrollout.decide.UndoJudge.Applied;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.ledger.Watch;
import io.twinoperator.fleetrollout.spec.ConvergenceTerms;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rollout had set {@code desired.a} from 1 to 5; the undo has set it to 1 again, at version 6.
 */
class UndoJudgeTest {
  private static final Instant UNDONE_AT = Instant.parse("2026-01-05T08:00:00Z");
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());

  /**
   * Seconds: {@code wall} since the undo, {@code awaited} of them online without confirming; the
   * deadline is at 300, that of stragglers after a week.
   */
  @ParameterizedTest(name = "{0}: {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          reports the value before            | Connected    | 9/9           | {a: 1}                          |  1 | ROLLED_BACK
          acknowledges the value before       | Connected    | 9/9           | {a: {value: 1, ac: 200, av: 6}} |  1 | ROLLED_BACK
          has it, and is away again           | Disconnected | 9/9           | {a: 1}                          |  1 | ROLLED_BACK
          never applied the change            | Connected    | 9/9           | {a: 1}                          | -9 | ROLLED_BACK
          never reported the leaf at all      | Connected    | 9/9           | {}                              | -9 | ROLLED_BACK
          had refused the change              | Connected    | 9/9           | {a: {value: 1, ac: 400, av: 4}} | -9 | ROLLED_BACK
          still reports the new value         | Connected    | 9/9           | {a: 5}                          | -9 | ROLLBACK_PENDING
          still acknowledges the new value    | Connected    | 299/299       | {a: {value: 5, ac: 200, av: 4}} | -9 | ROLLBACK_PENDING
          works on going back                 | Connected    | 9/9           | {a: {value: 5, ac: 202, av: 6}} |  1 | ROLLBACK_PENDING
          says the new value again, later     | Connected    | 9/9           | {a: 5}                          |  1 | ROLLBACK_PENDING
          online past the deadline            | Connected    | 300/300       | {a: 5}                          | -9 | ROLLBACK_UNCONFIRMED
          late, but mostly nobody could ask   | Connected    | 900/299       | {a: 5}                          | -9 | ROLLBACK_PENDING
          refuses to go back                  | Connected    | 9/9           | {a: {value: 5, ac: 400, av: 6}} |  1 | ROLLBACK_UNCONFIRMED
          refused something older             | Connected    | 9/9           | {a: {value: 5, ac: 400, av: 4}} |  1 | ROLLBACK_PENDING
          offline past the deadline           | Disconnected | 900/900       | {a: 5}                          | -9 | ROLLBACK_PENDING
          offline for less than a week        | Disconnected | 604799/0      | {a: 5}                          | -9 | ROLLBACK_PENDING
          offline for a week                  | Disconnected | 604800/0      | {a: 5}                          | -9 | ROLLBACK_UNCONFIRMED
          """)
  void takesSomethingNewerThanTheUndo(
      String rule,
      String connection,
      String wallAndAwaited,
      String reported,
      int at,
      MemberState expected) {
    assertThat(
            judge(
                    SETS_A,
                    Fleet.image("desired.a", "1"),
                    "{a: 1}",
                    connection,
                    wallAndAwaited,
                    reported,
                    at)
                .state())
        .as(rule)
        .isEqualTo(expected);
  }

  /** The device was seen with 5 before it was undone. */
  @ParameterizedTest(name = "{0}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          reports the value before             | 9/9     | {a: 1}                          |  1 | ROLLED_BACK
          had gone back by itself              | 9/9     | {a: 1}                          | -9 | ROLLED_BACK
          reports a third value                | 9/9     | {a: 7}                          |  1 | ROLLBACK_PENDING
          reports a third value, too late      | 300/300 | {a: 7}                          |  1 | ROLLBACK_UNCONFIRMED
          acknowledges a third value           | 9/9     | {a: {value: 7, ac: 200, av: 6}} |  1 | ROLLBACK_PENDING
          acknowledges a third value, too late | 300/300 | {a: {value: 7, ac: 200, av: 6}} |  1 | ROLLBACK_UNCONFIRMED
          refuses, with a third value          | 9/9     | {a: {value: 7, ac: 400, av: 6}} |  1 | ROLLBACK_UNCONFIRMED
          reports nothing of it any more       | 300/300 | {}                              |  1 | ROLLBACK_UNCONFIRMED
          """)
  void whoHadTheNewValueMustShowTheOldOne(
      String rule, String wallAndAwaited, String reported, int at, MemberState expected) {
    assertThat(
            judge(
                    Applied.ONCE,
                    SETS_A,
                    Fleet.image("desired.a", "1"),
                    "{a: 1}",
                    "Connected",
                    wallAndAwaited,
                    reported,
                    at)
                .state())
        .as(rule)
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "reports {0}")
  @CsvSource(delimiter = '|', textBlock = "{a: 5}\n{}\n{a: {value: 5, ac: 200, av: 4}}")
  void anAbsenceIsProvenByTheTwin(String reported) {
    assertThat(judge(SETS_A, Fleet.image("desired.a", ""), "{}", "Connected", "9/9", reported, -9))
        .isEqualTo(Verdict.of(MemberState.ROLLED_BACK));
  }

  @Test
  void withoutARuleTheTwinIsEnough() {
    RolloutSpec spec = Specs.with(SETS_A, new ConvergenceTerms(Optional.empty()));

    assertThat(
            judge(spec, Fleet.image("desired.a", "1"), "{a: 1}", "Connected", "9/9", "{a: 5}", -9))
        .isEqualTo(Verdict.of(MemberState.ROLLED_BACK));
  }

  @Test
  void whatIsNotOursAnyMoreIsSkippedAndNamed() {
    Verdict verdict =
        judge(SETS_A, Fleet.image("desired.a", "1"), "{a: 7}", "Connected", "9/9", "{a: 7}", 1);

    assertThat(verdict.state()).isEqualTo(MemberState.ROLLBACK_SKIPPED);
    assertThat(verdict.path()).hasToString("Optional[desired.a]");
  }

  @Test
  void everyLeafMustBeBack() {
    RolloutSpec spec = Specs.changing(Map.of("desired.a", "5", "desired.b", "6"), Set.of());
    BeforeImage before = Fleet.image("desired.a", "1", "desired.b", "2");

    assertThat(judge(spec, before, "{a: 1, b: 2}", "Connected", "9/9", "{a: 1, b: 6}", 1).state())
        .isEqualTo(MemberState.ROLLBACK_PENDING);
    assertThat(judge(spec, before, "{a: 1, b: 2}", "Connected", "9/9", "{a: 1, b: 2}", 1).state())
        .isEqualTo(MemberState.ROLLED_BACK);
  }

  private static Verdict judge(
      RolloutSpec spec,
      BeforeImage before,
      String desired,
      String connection,
      String wallAndAwaited,
      String reported,
      int reportedAfter) {
    return judge(
        Applied.NEVER, spec, before, desired, connection, wallAndAwaited, reported, reportedAfter);
  }

  private static Verdict judge(
      Applied applied,
      RolloutSpec spec,
      BeforeImage before,
      String desired,
      String connection,
      String wallAndAwaited,
      String reported,
      int reportedAfter) {
    Twin twin = twin(connection, desired, reported, reportedAfter);
    String[] seconds = wallAndAwaited.split("/", -1);
    Instant now = UNDONE_AT.plusSeconds(Long.parseLong(seconds[0]));
    Watch watch =
        new Watch(
            UNDONE_AT.toEpochMilli(),
            now.toEpochMilli(),
            3,
            0,
            Duration.ofSeconds(Long.parseLong(seconds[1])).toMillis(),
            1);
    Undo undo = RollbackPlanner.plan(spec.change(), before, twin, Set.of());
    assertThat(undo.changes()).isEmpty();
    return new UndoJudge(spec, now).judge(undo, before, twin, watch, applied);
  }

  private static Twin twin(String connection, String desired, String reported, int reportedAfter) {
    String undone = "{$lastUpdated: '%s', $lastUpdatedVersion: 6}".formatted(UNDONE_AT);
    String told = "{$lastUpdated: '%s'}".formatted(UNDONE_AT.plusSeconds(reportedAfter));
    return Twin.parse(
        Specs.json(
            """
            {deviceId: 'd', connectionState: '%s', properties: {desired: %s, reported: %s}}
            """
                .formatted(
                    connection,
                    with(desired, "$version: 6, $metadata: {a: %1$s, b: %1$s}".formatted(undone)),
                    with(reported, "$metadata: {a: %1$s, b: %1$s}".formatted(told)))));
  }

  private static String with(String object, String members) {
    return object.equals("{}") ? "{" + members + "}" : "{" + members + ", " + object.substring(1);
  }
}
