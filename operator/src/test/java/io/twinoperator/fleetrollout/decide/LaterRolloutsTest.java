package io.twinoperator.fleetrollout.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.fleetrollout.decide.Neighbour.Life;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.ledger.Marker;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rollout wrote {@code desired.a} at 08:00; the twin bears its mark and that of another. */
class LaterRolloutsTest {
  private static final RolloutKey OTHER = new RolloutKey("plant", "later");
  private static final LeafPath LEAF = LeafPath.parse("desired.a");

  /** When the other wrote its mark and when the leaf was last written, as minutes; its leaves. */
  @ParameterizedTest(name = "{0}: {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          later, with the same leaf          | 0900 |            | desired.a   | 0800 | true
          it found the leaf as it wants it   | 0900 |            | desired.a   | 0800 | true
          later, with a parent of the leaf   | 0900 |            | desired.a.b | 0800 | true
          later, with another leaf           | 0900 |            | desired.b   | 0800 | false
          with another leaf, a person wrote  | 0900 |            | desired.b   | 0900 | false
          earlier, with the same leaf        | 0700 |            | desired.a   | 0800 | false
          it was rolled back itself          | 0900 | RolledBack | desired.a   | 0900 | false
          unknown, the leaf is written since | 0900 |            |             | 0900 | true
          unknown, the leaf is as it was     | 0900 |            |             | 0800 | false
          unknown and earlier                | 0700 |            |             | 0900 | false
          """)
  void whoCameLaterHasItsLeavesWhateverTheirValue(
      String rule, String at, String result, String leaf, String leafWritten, boolean theirs) {
    Map<String, Neighbour> neighbours =
        leaf == null
            ? Map.of()
            : Map.of(
                Marker.key(OTHER), new Neighbour(OTHER, Set.of(LeafPath.parse(leaf)), Life.ENDED));

    assertThat(in(neighbours, twin(at, result, leafWritten)).containsKey(LEAF))
        .as(rule)
        .isEqualTo(theirs);
  }

  @Test
  void itIsNamed() {
    Neighbour known = new Neighbour(OTHER, Set.of(LEAF), Life.ENDED);

    assertThat(in(Map.of(Marker.key(OTHER), known), twin("0900", null, "0800")))
        .containsEntry(LEAF, "FleetRollout plant/later");
    assertThat(in(Map.of(), twin("0900", null, "0900")))
        .containsEntry(LEAF, "the rollout with the mark " + Marker.key(OTHER) + " (revision rev2)");
  }

  private static Map<LeafPath, String> in(Map<String, Neighbour> neighbours, Twin twin) {
    return new LaterRollouts(
            neighbours,
            Specs.changing(Map.of("desired.a", "5"), Set.of()).change(),
            Fleet.MARKER.key())
        .in(twin, Instant.parse("2026-01-05T08:00:00Z"));
  }

  private static Twin twin(String at, String result, String leafWritten) {
    String end = result == null ? "" : ", result: '%s'".formatted(result);
    String mark = "{rev: '%s', wave: 'w', at: '20260105T%s00Z'%s}";
    String marks =
        "%s: %s, %s: %s"
            .formatted(
                Fleet.MARKER.key(),
                mark.formatted("rev1", "0800", ""),
                Marker.key(OTHER),
                mark.formatted("rev2", at, end));
    String written =
        "2026-01-05T%s:%s:00Z".formatted(leafWritten.substring(0, 2), leafWritten.substring(2));
    return Fleet.twin(
        "{twinOperator: {%s}}".formatted(marks),
        "{a: 5, $version: 4, $metadata: {$lastUpdated: '%s', a: {$lastUpdated: '%s'}}}"
            .formatted(written, written),
        "{}");
  }
}
