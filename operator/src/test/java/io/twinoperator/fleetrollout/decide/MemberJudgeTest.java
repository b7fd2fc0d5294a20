package io.twinoperator.fleetrollout.decide;

import static io.twinoperator.fleetrollout.decide.MemberCases.BEFORE;
import static io.twinoperator.fleetrollout.decide.MemberCases.SETS_A;
import static io.twinoperator.fleetrollout.decide.MemberCases.WRITTEN_AT;
import static io.twinoperator.fleetrollout.decide.MemberCases.judge;
import static io.twinoperator.fleetrollout.decide.MemberCases.twin;
import static io.twinoperator.fleetrollout.decide.MemberCases.watch;
import static io.twinoperator.fleetrollout.decide.MemberCases.with;
import static io.twinoperator.fleetrollout.decide.MemberCases.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.MemberJudge.Case;
import io.twinoperator.fleetrollout.decide.MemberJudge.Verdict;
import io.twinoperator.fleetrollout.ledger.Batch.Lane;
import io.twinoperator.fleetrollout.ledger.MemberState;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One row per rule. The rollout sets {@code desired.a} to 5; that write raised desired from version
 * 3 to 4.
 */
class MemberJudgeTest {

  /**
   * Seconds: {@code wall} since the device was handed to the hub, {@code awaited} of them online
   * without confirming, {@code at} from the write to the report. The deadline is at 300.
   */
  @ParameterizedTest(name = "{0}: {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          acknowledged 200 at our version       | WRITTEN   | Connected    | 9/9     | {value: 5, ac: 200, av: 4} |  1 | CONVERGED
          acknowledged 200 at a later version   | WRITTEN   | Connected    | 9/9     | {value: 5, ac: 200, av: 7} |  1 | CONVERGED
          acknowledged 203, ignored but equal   | WRITTEN   | Connected    | 9/9     | {value: 5, ac: 203, av: 4} |  1 | CONVERGED
          acknowledged, and away again          | WRITTEN   | Disconnected | 9/9     | {value: 5, ac: 200, av: 4} |  1 | CONVERGED
          acknowledged after the deadline       | WRITTEN   | Connected    | 900/900 | {value: 5, ac: 200, av: 4} |  1 | CONVERGED
          stale acknowledgement                 | WRITTEN   | Connected    | 9/9     | {value: 5, ac: 200, av: 3} |  1 | WRITTEN
          stale refusal                         | WRITTEN   | Connected    | 9/9     | {value: 4, ac: 400, av: 3} |  1 | WRITTEN
          equal report newer than the write     | WRITTEN   | Connected    | 9/9     | 5                          |  1 | CONVERGED
          equal by content                      | WRITTEN   | Connected    | 9/9     | 5.0                        |  1 | CONVERGED
          equal report as old as the write      | WRITTEN   | Connected    | 9/9     | 5                          |  0 | WRITTEN
          equal report older than the write     | WRITTEN   | Connected    | 9/9     | 5                          | -1 | WRITTEN
          it does not move up to the deadline   | WRITTEN   | Connected    | 299/299 | 5                          | -1 | WRITTEN
          it has not moved at the deadline      | WRITTEN   | Connected    | 300/300 | 5                          | -1 | ALREADY_CONVERGED
          it did not move, and nobody could ask | WRITTEN   | Connected    | 900/299 | 5                          | -1 | WRITTEN
          it does not move, and is away         | WRITTEN   | Disconnected | 299/9   | 5                          | -1 | WRITTEN_OFFLINE
          it is away past the deadline          | WRITTEN_OFFLINE | Disconnected | 300/9 | 5                      | -1 | ALREADY_CONVERGED
          it is settled                         | ALREADY_CONVERGED | Connected | 9/9   | 5                        | -1 | ALREADY_CONVERGED
          works on it                           | WRITTEN   | Connected    | 9/9     | {value: 4, ac: 202, av: 4} |  1 | APPLYING
          works on it up to the deadline        | APPLYING  | Connected    | 299/299 | {value: 4, ac: 202, av: 4} |  1 | APPLYING
          works on it for too long              | APPLYING  | Connected    | 300/300 | {value: 4, ac: 202, av: 4} |  1 | TIMED_OUT
          worked on something older             | APPLYING  | Connected    | 9/9     | {value: 4, ac: 202, av: 3} |  1 | WRITTEN
          refused                               | WRITTEN   | Connected    | 9/9     | {value: 4, ac: 400, av: 4} |  1 | REJECTED
          failed                                | APPLYING  | Connected    | 9/9     | {value: 4, ac: 500, av: 4} |  1 | REJECTED
          refused, and away again               | WRITTEN   | Disconnected | 9/9     | {value: 4, ac: 400, av: 4} |  1 | REJECTED
          another value acknowledged            | WRITTEN   | Connected    | 9/9     | {value: 4, ac: 200, av: 4} |  1 | REJECTED
          a code outside the conventions        | WRITTEN   | Connected    | 9/9     | {value: 5, ac: 100, av: 4} |  1 | WRITTEN
          silent, reported before; in time      | WRITTEN   | Connected    | 299/299 | 4                          | -1 | WRITTEN
          silent, reported before; too late     | WRITTEN   | Connected    | 300/300 | 4                          | -1 | TIMED_OUT
          silent, never reported; in time       | WRITTEN   | Connected    | 299/299 | null                       | -1 | WRITTEN
          silent, never reported; too late      | WRITTEN   | Connected    | 300/300 | null                       | -1 | UNVERIFIABLE
          late, but mostly nobody could ask     | WRITTEN   | Connected    | 900/299 | 4                          | -1 | WRITTEN
          offline; in time                      | WRITTEN   | Disconnected | 299/9   | 4                          | -1 | WRITTEN_OFFLINE
          offline past the deadline             | WRITTEN   | Disconnected | 300/9   | 4                          | -1 | STRAGGLER
          offline is never timed out            | WRITTEN   | Disconnected | 900/900 | 4                          | -1 | STRAGGLER
          offline while it works on it          | APPLYING  | Disconnected | 9/9     | {value: 4, ac: 202, av: 4} |  1 | WRITTEN_OFFLINE
          back online                           | WRITTEN_OFFLINE | Connected | 900/9 | 4                          | -1 | WRITTEN
          back online, and works on it          | WRITTEN_OFFLINE | Connected | 900/9 | {value: 4, ac: 202, av: 4} |  1 | APPLYING
          straggler that is back                | STRAGGLER | Connected    | 900/900 | 4                          | -1 | STRAGGLER
          straggler that works on it            | STRAGGLER | Connected    | 900/9   | {value: 4, ac: 202, av: 4} |  1 | APPLYING
          straggler that confirms               | STRAGGLER | Connected    | 900/9   | {value: 5, ac: 200, av: 4} |  1 | CONVERGED
          straggler that refuses                | STRAGGLER | Connected    | 900/9   | {value: 4, ac: 400, av: 4} |  1 | REJECTED
          failure that says nothing new         | TIMED_OUT | Connected    | 900/9   | 4                          | -1 | TIMED_OUT
          failure that goes away                | TIMED_OUT | Disconnected | 900/9   | 4                          | -1 | TIMED_OUT
          failure that works on it              | TIMED_OUT | Connected    | 900/9   | {value: 4, ac: 202, av: 4} |  1 | TIMED_OUT
          failure that refuses at last          | TIMED_OUT | Connected    | 900/9   | {value: 4, ac: 400, av: 4} |  1 | REJECTED
          failure that confirms at last         | TIMED_OUT | Connected    | 900/9   | 5                          |  1 | CONVERGED
          refusal that is taken back            | REJECTED  | Connected    | 9/9     | {value: 5, ac: 200, av: 4} |  1 | CONVERGED
          refusal that is forgotten             | REJECTED  | Connected    | 9/9     | null                       |  1 | REJECTED
          never reported, then confirms         | UNVERIFIABLE | Connected | 900/900 | 5                          |  1 | CONVERGED
          regressed, then back                  | REGRESSED | Connected    | 9/9     | 5                          |  1 | CONVERGED
          converged, reports another value      | CONVERGED | Connected    | 9/0     | 4                          |  9 | REGRESSED
          converged, acknowledges another value | CONVERGED | Connected    | 9/0     | {value: 4, ac: 200, av: 4} |  9 | REGRESSED
          converged, still says so              | CONVERGED | Connected    | 9/0     | 5                          |  9 | CONVERGED
          converged, reports nothing any more   | CONVERGED | Connected    | 900/900 | null                       |  9 | CONVERGED
          converged, stale but equal            | CONVERGED | Connected    | 900/900 | {value: 5, ac: 200, av: 3} |  9 | CONVERGED
          converged, and away                   | CONVERGED | Disconnected | 900/0   | 5                          |  1 | CONVERGED
          converged, applies it again           | CONVERGED | Connected    | 9/0     | {value: 5, ac: 202, av: 4} |  9 | CONVERGED
          """)
  void goesByWhatTheDeviceSays(
      String rule,
      MemberState before,
      String connection,
      String wallAndAwaited,
      String reported,
      int at,
      MemberState expected) {
    Twin twin = twin(connection, "{a: 5}", 4, "{a: " + reported + "}", at);

    assertThat(judge(SETS_A, written(before, wallAndAwaited), twin).state())
        .as(rule)
        .isEqualTo(expected);
  }

  /** The job is open until the hub says that it has ended. */
  @ParameterizedTest(name = "{0}: {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          the job has not come to it            | WRITTEN   | open  | enabled  | {a: 4} | 3 | WRITTEN
          the job has written it                | WRITTEN   | open  | enabled  | {a: 5} | 4 | WRITTEN
          foreign value after the job           | WRITTEN   | ended | enabled  | {a: 6} | 5 | SUPERSEDED
          the leaf is gone after the job        | WRITTEN   | ended | enabled  | {}     | 5 | SUPERSEDED
          foreign value after it had converged  | CONVERGED | ended | enabled  | {a: 6} | 5 | SUPERSEDED
          foreign value after it had failed     | TIMED_OUT | ended | enabled  | {a: 6} | 5 | SUPERSEDED
          disabled                              | WRITTEN   | ended | disabled | {a: 5} | 4 | GONE
          disabled while the job is open        | WRITTEN   | open  | disabled | {a: 4} | 3 | GONE
          created anew, at a lower version      | WRITTEN   | ended | enabled  | {a: 5} | 1 | GONE
          created anew, at the version before   | WRITTEN   | ended | enabled  | {a: 5} | 3 | GONE
          created anew while the job is open    | WRITTEN   | open  | enabled  | {a: 4} | 2 | GONE
          """)
  void goesByWhatTheTwinHolds(
      String rule,
      MemberState before,
      String job,
      String status,
      String desired,
      long version,
      MemberState expected) {
    Twin twin =
        Twin.parse(
            Specs.json(
                """
                {deviceId: 'd', status: '%s', connectionState: 'Connected',
                 properties: {desired: %s}}
                """
                    .formatted(status, with(desired, "$version: " + version))));
    Case member = written(before, "9/9", "desired.a", job.equals("ended"));

    assertThat(judge(SETS_A, member, twin).state()).as(rule).isEqualTo(expected);
  }

  @Test
  void aMissingDeviceIsGone() {
    Verdict verdict =
        new MemberJudge(SETS_A, Fleet.MARKER, WRITTEN_AT)
            .judge(written(MemberState.WRITTEN, "9/9"), Optional.empty());

    assertThat(verdict.state()).isEqualTo(MemberState.GONE);
    assertThat(verdict.words()).contains("it is not there any more");
  }

  @Test
  void anOpenJobHoldsAnOfflineDeviceInItsWave() {
    Case member = written(MemberState.WRITTEN_OFFLINE, "900/0", "desired.a", false);

    assertThat(judge(SETS_A, member, twin("Disconnected", "{a: 5}", 4, "{}", 0)).state())
        .isEqualTo(MemberState.WRITTEN_OFFLINE);
  }

  @Test
  void whatNobodyHadToWriteIsNoEvidence() {
    Case member =
        new Case(MemberState.WRITTEN, watch("9/9"), Optional.empty(), Optional.empty(), true);

    assertThat(judge(SETS_A, member, twin("Connected", "{a: 5}", 4, "{a: 5}", 1)).state())
        .isEqualTo(MemberState.ALREADY_CONVERGED);
  }

  /** Tags and removals are not reported: what the twin holds is all there is to see. */
  @ParameterizedTest(name = "{0}: {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tags only, there              | tags.t    | ended | yes | {t: 5} | {}     | CONVERGED
          tags only, version unchanged  | tags.t    | ended | yes | {t: 5} | {a: 1} | CONVERGED
          tags only, not yet            | tags.t    | open  | no  | {t: 4} | {}     | WRITTEN
          tags only, changed since      | tags.t    | ended | yes | {t: 4} | {}     | SUPERSEDED
          tags only, by another device  | tags.t    | ended | no  | {t: 5} | {}     | ALREADY_CONVERGED
          removal, done                 | desired.r | ended | yes | {}     | {}     | CONVERGED
          removal, not yet              | desired.r | open  | no  | {}     | {r: 1} | WRITTEN
          removal, set again since      | desired.r | ended | yes | {}     | {r: 1} | SUPERSEDED
          removal, by another device    | desired.r | ended | no  | {}     | {}     | ALREADY_CONVERGED
          """)
  void goesByTheTwinWhereNoDeviceReports(
      String rule,
      String path,
      String job,
      String marked,
      String tags,
      String desired,
      MemberState expected) {
    RolloutSpec spec =
        path.startsWith("tags.")
            ? Specs.changing(Map.of(path, "5"), Set.of())
            : Specs.changing(Map.of(), Set.of(path));
    long version = path.startsWith("tags.") ? BEFORE : BEFORE + 1;
    Case member = written(MemberState.WRITTEN, "900/900", path, job.equals("ended"));
    String mark = Fleet.MARKED.substring(1, Fleet.MARKED.length() - 1);

    for (String connection : List.of("Connected", "Disconnected")) {
      Twin twin =
          Twin.parse(
              Specs.json(
                  "{deviceId: 'd', connectionState: '%s', tags: %s, properties: {desired: %s}}"
                      .formatted(
                          connection,
                          marked.equals("yes") ? with(tags, mark) : tags,
                          with(desired, "$version: " + version))));
      assertThat(judge(spec, member, twin).state()).as(rule).isEqualTo(expected);
    }
  }

  /** Of two leaves, the one that says most of what went wrong decides. */
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {value: 5, ac: 200, av: 4} | {value: 7, ac: 200, av: 4} | CONVERGED
          {value: 5, ac: 200, av: 4} | {value: 0, ac: 400, av: 4} | REJECTED
          {value: 5, ac: 202, av: 4} | {value: 0, ac: 400, av: 4} | REJECTED
          {value: 5, ac: 202, av: 4} | 0                          | APPLYING
          {value: 5, ac: 200, av: 4} | 0                          | WRITTEN
          {value: 5, ac: 200, av: 4} | null                       | WRITTEN
          """)
  void everyLeafMustBeConfirmed(String a, String b, MemberState expected) {
    RolloutSpec spec = Specs.changing(Map.of("desired.a", "5", "desired.b", "7"), Set.of());
    Twin twin = twin("Connected", "{a: 5, b: 7}", 4, "{a: %s, b: %s}".formatted(a, b), 1);
    Case member =
        written(MemberState.WRITTEN, Lane.JOB, Fleet.image("desired.a", "", "desired.b", ""));

    assertThat(judge(spec, member, twin).state()).isEqualTo(expected);
  }

  @Test
  void aLeafThatWasNotWrittenProvesNothing() {
    RolloutSpec spec = Specs.changing(Map.of("desired.a", "5", "desired.b", "7"), Set.of());
    Case member =
        written(MemberState.WRITTEN, Lane.JOB, Fleet.image("desired.a", "5", "desired.b", "6"));
    Twin twin = twin("Connected", "{a: 5, b: 7}", 4, "{a: {value: 5, ac: 200, av: 4}, b: 7}", -1);

    assertThat(judge(spec, member, twin).state()).isEqualTo(MemberState.WRITTEN);
  }

  @ParameterizedTest(name = "{3}: {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          WRITTEN   | {value: 4, ac: 409, av: 4, ad: 'too hot'} | 9/9     | REJECTED     | 409 | too hot
          WRITTEN   | {value: 4, ac: 200, av: 4}                | 9/9     | REJECTED     | 200 | asked for 5, acknowledged 4
          WRITTEN   | {value: 4, ac: 202, av: 4, ad: 'reboots'} | 9/9     | APPLYING     | 202 | reboots
          WRITTEN   | 4                                         | 300/300 | TIMED_OUT    |     | asked for 5, reports 4
          WRITTEN   | null                                      | 300/300 | UNVERIFIABLE |     | asked for 5, has never reported it
          CONVERGED | 4                                         | 9/9     | REGRESSED    |     | asked for 5, reports 4
          """)
  void quotesTheDevice(
      MemberState before,
      String reported,
      String wallAndAwaited,
      MemberState state,
      Integer code,
      String words) {
    Twin twin = twin("Connected", "{a: 5}", 4, "{a: " + reported + "}", 1);

    assertThat(judge(SETS_A, written(before, wallAndAwaited), twin))
        .isEqualTo(
            new Verdict(
                state,
                Optional.of(LeafPath.parse("desired.a")),
                Optional.ofNullable(code),
                Optional.of(words)));
  }

  @Test
  void namesTheLeafThatSomebodyElseHasChanged() {
    Twin twin = twin("Connected", "{a: 6}", 5, "{}", 0);

    assertThat(judge(SETS_A, written(MemberState.WRITTEN, "9/9"), twin).path())
        .contains(LeafPath.parse("desired.a"));
  }

  @Test
  void namesTheConfigurationThatHasChangedALeaf() {
    Twin twin =
        Twin.parse(
            Specs.json(
                """
                {deviceId: 'd', connectionState: 'Connected', properties: {desired: {
                  a: 6, $version: 9, $metadata: {a: {$lastUpdated: '2026-01-05T09:00:00Z',
                  $lastUpdatedBy: 'nightly', $lastUpdatedByDigest: 'x'}}}}}
                """));

    assertThat(judge(SETS_A, written(MemberState.CONVERGED, "9/9"), twin).words())
        .contains("changed by the configuration nightly at 2026-01-05T09:00:00Z");
  }
}
