package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Marker;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Mode;
import io.twinoperator.fleetrollout.decide.Neighbour.Life;
import io.twinoperator.fleetrollout.decide.Preparation.Finding;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.fleetrollout.spec.Writing;
import io.twinoperator.twin.Twin;
import io.twinoperator.twin.TwinLimits;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last look at a twin before its write. The plan was made at 08:00, when desired.a was 1. */
class PreparationTest {
  private static final RolloutSpec SETS_A = Specs.changing(Map.of("desired.a", "5"), Set.of());
  private static final String OWN_KEY = Fleet.MARKER.key();

  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          as planned                            | {a: 1}      | 07:59 | write {a: 5}
          as planned, written since             | {a: 1}      | 08:09 | write {a: 5}
          as planned in another notation        | {a: 1.0}    | 08:09 | write {a: 5}
          ours already                          | {a: 5}      | 08:09 | equal
          ours already in another notation      | {a: 5.0}    | 08:09 | equal
          changed since the plan                | {a: 2}      | 08:09 | CONFLICT
          the row of the plan was old           | {a: 2}      | 07:59 | write {a: 5}
          the row was old by a hair             | {a: 2}      | 08:00 | write {a: 5}
          taken away since the plan             | {}          | 08:09 | CONFLICT
          has another shape                     | {a: {b: 1}} | 07:59 | CONFLICT
          others beside it are not touched      | {a: 1, c: 9}| 07:59 | write {a: 5}
          """)
  void saysWhatIsToBeDone(String rule, String desired, String writtenAt, String expected) {
    assertThat(
            describe(
                look(
                    SETS_A,
                    Fleet.of(".").before(Fleet.image("desired.a", "1")),
                    twin("{}", desired, writtenAt))))
        .as(rule)
        .isEqualTo(expected);
  }

  /** Of two leaves only what a device lacks is written. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {a: 1, b: 2, r: 3} | write {a: 5, b: 6, r: null}
          {a: 5, b: 2, r: 3} | write {b: 6, r: null}
          {a: 5, b: 6, r: 3} | write {r: null}
          {a: 1, b: 2}       | write {a: 5, b: 6}
          {a: 5, b: 6}       | equal
          {a: 1, b: 7, r: 3} | CONFLICT
          {a: 1, b: 2, r: {c: 1}} | CONFLICT
          """)
  void writesOnlyWhatADeviceLacks(String desired, String expected) {
    RolloutSpec spec =
        Specs.changing(Map.of("desired.a", "5", "desired.b", "6"), Set.of("desired.r"));
    Fleet fleet =
        Fleet.of(".").before(Fleet.image("desired.a", "1", "desired.b", "2", "desired.r", "3"));

    assertThat(describe(look(spec, fleet, twin("{}", desired, "08:09")))).isEqualTo(expected);
  }

  /** Tags have no time of their own: what is not as planned was changed since. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {t: 'old'}   | write
          {t: 'new'}   | equal
          {t: 'other'} | CONFLICT
          {}           | CONFLICT
          """)
  void tagsThatChangedAreAConflict(String tags, String expected) {
    RolloutSpec spec = Specs.changing(Map.of("tags.t", "'new'"), Set.of());
    Fleet fleet = Fleet.of(".").before(Fleet.image("tags.t", "'old'"));

    assertThat(describe(look(spec, fleet, twin(tags, "{}", "07:00")))).startsWith(expected);
  }

  @Test
  void aConflictNamesTheLeaf() {
    Finding finding = look(SETS_A, Fleet.of("."), twin("{}", "{a: 2}", "08:09"));

    assertThat(finding.fold(w -> "", e -> "", Preparation.Obstacle::why))
        .isEqualTo("desired.a was changed since the plan");
  }

  @Test
  void theBeforeImageIsWhatWasJustRead() {
    Finding old = look(SETS_A, Fleet.of("."), twin("{}", "{a: 2}", "07:59"));
    Finding planned = look(SETS_A, Fleet.of("."), twin("{}", "{a: 1}", "07:59"));

    assertThat(writable(old).before()).contains(Fleet.image("desired.a", "2"));
    assertThat(writable(planned).before()).as("the plan has it already").isEmpty();
  }

  @ParameterizedTest(name = "{0} bytes there: {1}")
  @CsvSource({"32759, write", "32760, REFUSED", "32768, REFUSED"})
  void whatTheHubWouldRefuseIsNotSent(int bytes, String expected) {
    // desired.b holds 9 bytes with its name, the rest is in texts of 4 KB at most.
    RolloutSpec spec = Specs.changing(Map.of("desired.a", "5"), Set.of());
    Fleet fleet = Fleet.of(".").before(Fleet.image("desired.a", ""));
    String texts =
        IntStream.range(0, 10)
            .mapToObj(n -> "k%d: '%s'".formatted(n, "x".repeat(part(bytes, n))))
            .collect(Collectors.joining(", "));
    Twin twin = Fleet.twin("{}", "{" + texts + "}", "{}");
    assertThat(TwinLimits.size(twin.desired())).isEqualTo(bytes);

    assertThat(describe(look(spec, fleet, twin))).startsWith(expected);
  }

  private static int part(int bytes, int n) {
    int each = bytes / 10;
    return (n == 9 ? bytes - 9 * each : each) - 2;
  }

  @Test
  void theMarkTravelsInTheSamePatch() {
    JsonNode patch = patch(SETS_A, "{}");

    assertThat(patch.at("/tags/twinOperator/" + OWN_KEY))
        .isEqualTo(Specs.json("{rev: 'rev1', wave: 'canary', at: '20260105T080500Z'}"));
  }

  @Test
  void whereNoMarksAreWantedNoneIsWritten() {
    RolloutSpec spec = Specs.with(SETS_A, new Writing(Mode.Auto, 200, Marker.None));

    assertThat(patch(spec, "{}").path("tags").size()).isZero();
  }

  @Test
  void marksOfOthersStayWhileThereIsRoom() {
    assertThat(
            patch(SETS_A, "{x: 'y', twinOperator: {r1: {rev: 'a', at: '20250101T000000Z'}}}")
                .at("/tags/twinOperator")
                .properties())
        .hasSize(1);
  }

  /** Each mark takes some 63 bytes; the tags besides take most of what is there. */
  @Test
  void theOldestMarksGoToKeepTagsBelowSixKilobytes() {
    String marks =
        IntStream.range(0, 6)
            .mapToObj(
                n ->
                    "r%d: {rev: 'aaaaaaaaaaaa', wave: 'rest', at: '2025010%dT000000Z', result: 'RolledBack'}"
                        .formatted(n, 9 - n))
            .collect(Collectors.joining(", "));
    String tags =
        "{a: '%s', b: '%s', twinOperator: {%s}}"
            .formatted("x".repeat(4000), "x".repeat(1780), marks);
    Twin before = twin(tags, "{a: 1}", "07:59");
    assertThat(TwinLimits.size(before.tags())).isBetween(6144L, 6300L);

    Finding finding = look(SETS_A, Fleet.of("."), before);

    Twin after = writable(finding).patch().applyTo(before);
    assertThat(TwinLimits.size(after.tags())).isLessThanOrEqualTo(6144);
    JsonNode left = after.tags().path("twinOperator");
    assertThat(left.has(OWN_KEY)).isTrue();
    assertThat(left.has("r5")).as("the oldest").isFalse();
    assertThat(left.has("r0")).as("the newest").isTrue();
    assertThat(after.tags().path("a").asText()).as("what is no mark").hasSize(4000);
  }

  /** A mark without a result may be of a rollout that is still under way. */
  @Test
  void marksOfRolloutsThatHaveEndedGoFirst() {
    String marks =
        "r0: {rev: 'aaaaaaaaaaaa', wave: 'rest', at: '20250101T000000Z'}, "
            + "r1: {rev: 'aaaaaaaaaaaa', wave: 'rest', at: '20250102T000000Z',"
            + " result: 'RolledBack'}";
    String tags =
        "{a: '%s', b: '%s', twinOperator: {%s}}"
            .formatted("x".repeat(4000), "x".repeat(1990), marks);
    Twin before = twin(tags, "{a: 1}", "07:59");

    Finding finding = look(SETS_A, Fleet.of("."), before);

    JsonNode left = writable(finding).patch().applyTo(before).tags().path("twinOperator");
    assertThat(left.has("r0")).as("older, and may be under way").isTrue();
    assertThat(left.has("r1")).as("rolled back").isFalse();
  }

  /** There is room for one of the two. */
  @ParameterizedTest(name = "the older is {0}, the newer {1}: {2} goes")
  @CsvSource({
    "ENDED, UNDER_WAY, r0",
    "UNDER_WAY, ENDED, r1",
    "UNDER_WAY, UNDER_WAY, none",
    "ENDED, ENDED, r0",
  })
  void theMarkOfARolloutThatIsUnderWayStays(Life older, Life newer, String gone) {
    String marks =
        "r0: {rev: 'aaaaaaaaaaaa', wave: 'rest', at: '20250101T000000Z'}, "
            + "r1: {rev: 'aaaaaaaaaaaa', wave: 'rest', at: '20250102T000000Z'}";
    String tags =
        "{a: '%s', b: '%s', twinOperator: {%s}}"
            .formatted("x".repeat(4000), "x".repeat(2020), marks);
    Twin before = twin(tags, "{a: 1}", "07:59");

    Finding finding =
        look(
            SETS_A,
            Fleet.of("."),
            before,
            Map.of("r0", neighbour("older", older), "r1", neighbour("newer", newer)));

    JsonNode left = writable(finding).patch().applyTo(before).tags().path("twinOperator");
    assertThat(left.has("r0")).isEqualTo(!gone.equals("r0"));
    assertThat(left.has("r1")).isEqualTo(!gone.equals("r1"));
  }

  private static Neighbour neighbour(String name, Life life) {
    return new Neighbour(new RolloutKey("plant", name), Set.of(), life);
  }

  private static JsonNode patch(RolloutSpec spec, String tags) {
    return writable(look(spec, Fleet.of("."), twin(tags, "{a: 1}", "07:59"))).patch().asJson();
  }

  private static Finding look(RolloutSpec spec, Fleet fleet, Twin twin) {
    return look(spec, fleet, twin, Map.of());
  }

  private static Finding look(
      RolloutSpec spec, Fleet fleet, Twin twin, Map<String, Neighbour> neighbours) {
    return new Preparation(spec, fleet.plan(), Fleet.MARKER, neighbours, Fleet.NOW.plusSeconds(300))
        .of(0, twin, "canary");
  }

  private static Writable writable(Finding finding) {
    return finding.fold(
        Preparation.Write::writable,
        equal -> {
          throw new AssertionError(equal);
        },
        obstacle -> {
          throw new AssertionError(obstacle);
        });
  }

  /** In short: what of desired is written, or the kind of obstacle. */
  private static String describe(Finding finding) {
    return finding.fold(
        write ->
            "write "
                + write
                    .writable()
                    .patch()
                    .desired()
                    .toString()
                    .replace("\"", "")
                    .replace(":", ": ")
                    .replace(",", ", "),
        equal -> "equal",
        obstacle -> obstacle.kind().name());
  }

  private static Twin twin(String tags, String desired, String writtenAt) {
    String at = "{$lastUpdated: '2026-01-05T%s:00Z'}".formatted(writtenAt);
    String members =
        "$version: 4, $metadata: {$lastUpdated: '2026-01-05T%s:00Z', a: %s, b: %s, r: %s}"
            .formatted(writtenAt, at, at, at);
    return Fleet.twin(
        tags,
        desired.equals("{}") ? "{" + members + "}" : "{" + members + ", " + desired.substring(1),
        "{}");
  }
}
