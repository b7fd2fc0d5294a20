package io.twinoperator.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.demo.check.Finding.Verdict;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The row of a fleet of which a third is offline, in the right world and in wrong ones. */
class OfflineRowTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String DEFERRED =
      """
      {"phase": "Progressing", "conditions": [],
       "counts": {"total": 4, "claimed": 1, "converged": 1, "deferred": 2}}
      """;
  private static final String FOLLOWED =
      """
      {"phase": "SucceededWithStragglers", "conditions": [],
       "counts": {"total": 4, "claimed": 1, "converged": 1, "straggler": 2}}
      """;
  private static final String LAST =
      """
      {"phase": "SucceededWithStragglers", "conditions": [],
       "counts": {"total": 4, "claimed": 1, "converged": 2, "straggler": 1}}
      """;
  private static final List<String> HISTORY = List.of(DEFERRED, FOLLOWED, LAST);
  private static final Map<String, JsonNode> AWAY =
      Map.of("back", twin("Disconnected", "", ""), "gone", twin("Disconnected", "", ""));
  private static final Map<String, JsonNode> AFTER =
      Map.of(
          "mine", twin("Connected", "info", "info"),
          "here", twin("Connected", "warning", "warning"),
          "back", twin("Connected", "warning", "warning"),
          "gone", twin("Disconnected", "warning", ""));

  private static JsonNode twin(String connection, String desired, String reported) {
    return MAPPER
        .createObjectNode()
        .put("connectionState", connection)
        .set(
            "properties",
            MAPPER
                .createObjectNode()
                .<ObjectNode>set("desired", level(desired))
                .set("reported", level(reported)));
  }

  private static JsonNode level(String value) {
    return value.isEmpty()
        ? MAPPER.createObjectNode()
        : MAPPER.createObjectNode().put("loggingLevel", value);
  }

  private static FleetRolloutStatus status(String json) {
    try {
      return MAPPER.readValue(json, FleetRolloutStatus.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Finding judge(
      List<String> history, Map<String, JsonNode> away, Map<String, JsonNode> after) {
    return OfflineRow.judge(
        new OfflineRow.Seen(
            history.stream().map(OfflineRowTest::status).toList(),
            "warning",
            Set.of("back", "gone"),
            away,
            Set.of("gone"),
            "mine",
            after));
  }

  private static Map<String, JsonNode> but(
      Map<String, JsonNode> twins, String device, JsonNode twin) {
    Map<String, JsonNode> others = new HashMap<>(twins);
    others.put(device, twin);
    return others;
  }

  private static void assertFails(Finding finding, String why) {
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.seen()).contains(why);
  }

  @Test
  void thoseThatAreAwayAreDeferredAndReturn() {
    assertThat(judge(HISTORY, AWAY, AFTER).line())
        .isEqualTo(
            "row 11  PASS  2 of 4 devices were off: 2 deferred and not written while the others"
                + " went on, 1 of these back in their wave or as stragglers and converged; 2"
                + " converged in all, 1 still away are written and followed"
                + " (SucceededWithStragglers)");
  }

  @Test
  void statusThatSaysSomethingElse() {
    assertFails(judge(List.of(), AWAY, AFTER), "never got a status");
    assertFails(judge(List.of(FOLLOWED, LAST), AWAY, AFTER), "2 devices were off, 0 deferred");
    assertFails(judge(List.of(DEFERRED, FOLLOWED), AWAY, AFTER), "should have converged");
    assertFails(judge(List.of(DEFERRED, LAST), AWAY, AFTER), "no straggler came back");
    assertFails(
        judge(List.of(DEFERRED, FOLLOWED, LAST.replace("WithStragglers", "")), AWAY, AFTER),
        "the phase is Succeeded");
  }

  @Test
  void twinsThatSaySomethingElse() {
    assertFails(judge(HISTORY, Map.of(), AFTER), "twins were not seen meanwhile");
    assertFails(
        judge(HISTORY, but(AWAY, "back", twin("Connected", "", "")), AFTER), "back was not away");
    assertFails(
        judge(HISTORY, but(AWAY, "gone", twin("Disconnected", "warning", "")), AFTER),
        "gone was written while it was deferred");
    assertFails(
        judge(HISTORY, AWAY, but(AFTER, "mine", twin("Connected", "warning", "info"))),
        "mine has desired loggingLevel warning");
    assertFails(
        judge(HISTORY, AWAY, but(AFTER, "gone", twin("Disconnected", "", ""))),
        "gone has desired loggingLevel ");
    assertFails(
        judge(HISTORY, AWAY, but(AFTER, "back", twin("Connected", "warning", "info"))),
        "back reports loggingLevel info");
  }
}
