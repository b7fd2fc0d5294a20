package io.twinoperator.benchmarks.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.kills.DeviceEvidence.Kind;
import io.twinoperator.benchmarks.kills.RolloutEvidence.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a rollout is found, each thing by itself. */
class RolloutEvidenceTest {
  private static final ObjectNode CHANGE = json("{a: 1}");
  private static final ObjectNode OLD = json("{a: 9}");
  private static final ObjectNode APPLIED = json("{a: {value: 1, ac: 200, av: 2}}");
  private static final ObjectNode REFUSED = json("{a: {value: 9, ac: 400, av: 2}}");

  private static final DeviceEvidence WRITTEN = good(CHANGE, 1, List.of(CHANGE));

  private static DeviceEvidence good(JsonNode after, long writes, List<ObjectNode> heard) {
    return new DeviceEvidence("one", Kind.GOOD, OLD, after, APPLIED, writes, heard);
  }

  private static DeviceEvidence rejecting(JsonNode after, long writes, List<ObjectNode> heard) {
    return new DeviceEvidence("two", Kind.REJECTING, OLD, after, REFUSED, writes, heard);
  }

  @Test
  void nothingIsWrongWithAGoodEnd() {
    assertThat(succeeded("{total: 1, converged: 1, pending: 0}", WRITTEN)).isEmpty();
  }

  @Test
  void anotherPhase() {
    assertThat(violations(Ending.Paused, "{total: 1, converged: 1}", "Succeeded", List.of(WRITTEN)))
        .containsExactly("the phase is Succeeded and should be Paused: so it is");
  }

  @Test
  void aDeviceThatWasWrittenTwice() {
    assertThat(succeeded("{total: 1, converged: 1}", good(CHANGE, 2, List.of(CHANGE, CHANGE))))
        .containsExactly("one was written 2 times instead of once");
  }

  @Test
  void aDeviceThatIsForgotten() {
    assertThat(succeeded("{total: 1, alreadyConverged: 1}", good(OLD, 0, List.of())))
        .containsExactly(
            "one was written 0 times instead of once", "one is forgotten: it has {\"a\":9}");
  }

  @Test
  void aDeviceThatIsNoneOfTheRollouts() {
    DeviceEvidence outsider =
        new DeviceEvidence("other", Kind.OUTSIDER, OLD, CHANGE, APPLIED, 1, List.of(CHANGE));
    assertThat(succeeded("{total: 1, converged: 1}", WRITTEN, outsider))
        .containsExactly("other was written 1 times and is none to write");
  }

  @Test
  void aValueThatNobodyAskedFor() {
    assertThat(succeeded("{total: 1, converged: 1}", good(CHANGE, 1, List.of(json("{a: 2}")))))
        .containsExactly("one was first given {\"a\":2}");
  }

  @Test
  void countsThatDoNotSum() {
    assertThat(succeeded("{total: 1, converged: 1, written: 1}", WRITTEN))
        .containsExactly("the counts sum to 2 and total is 1");
  }

  @Test
  void countsThatTheTwinsDoNotConfirm() {
    assertThat(succeeded("{total: 1, rejected: 1}", WRITTEN))
        .containsExactlyInAnyOrder(
            "converged is 0, and of the twins it is 1", "rejected is 1, and of the twins it is 0");
  }

  @Test
  void aMemberThatIsNotCounted() {
    assertThat(succeeded("{total: 1, converged: 1}", WRITTEN, WRITTEN))
        .contains("total is 1 of 2 members");
  }

  @Test
  void aPausedRolloutHasWrittenEachAtMostOnce() {
    DeviceEvidence refusing = rejecting(CHANGE, 1, List.of(CHANGE));
    DeviceEvidence untouched = good(OLD, 0, List.of());
    String counts = "{total: 2, rejected: 1, pending: 1}";
    assertThat(violations(Ending.Paused, counts, "Paused", List.of(refusing, untouched))).isEmpty();

    DeviceEvidence twice = rejecting(CHANGE, 2, List.of(CHANGE, CHANGE));
    assertThat(violations(Ending.Paused, counts, "Paused", List.of(twice, untouched)))
        .containsExactly("two was written 2 times instead of once at most");
  }

  @Test
  void anUndoIsTheSecondWriteAndGivesBackWhatWas() {
    String counts = "{total: 1, rolledBack: 1}";
    DeviceEvidence undone = good(OLD, 2, List.of(CHANGE, OLD));
    assertThat(violations(Ending.RolledBack, counts, "RolledBack", List.of(undone))).isEmpty();

    DeviceEvidence kept = good(CHANGE, 1, List.of(CHANGE));
    assertThat(violations(Ending.RolledBack, counts, "RolledBack", List.of(kept)))
        .containsExactly(
            "one was written 1 times: a write and its undo are two",
            "one had {\"a\":9} and has {\"a\":1}");
  }

  private static List<String> succeeded(String counts, DeviceEvidence... devices) {
    return violations(Ending.Succeeded, counts, "Succeeded", List.of(devices));
  }

  private static List<String> violations(
      Ending expected, String counts, String phase, List<DeviceEvidence> devices) {
    JsonNode status = json("{message: 'so it is', phase: %s, counts: %s}".formatted(phase, counts));
    return new RolloutEvidence(CHANGE, expected, status, devices).violations();
  }

  private static ObjectNode json(String yaml) {
    try {
      return (ObjectNode) new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
