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

/** The row of a rollout that stops itself, in the right world and in wrong ones. */
class RollbackRowTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String UNDOING =
      """
      {"phase": "RollingBack", "conditions": [],
       "message": "rolls back (1 of 3 decided devices failed; maxFailures is 0): 0/3 undone",
       "counts": {"total": 4, "rollbackPending": 3, "pending": 1}}
      """;
  private static final String UNDONE =
      """
      {"phase": "RolledBack", "conditions": [],
       "message": "rolled back (1 of 3 decided devices failed; maxFailures is 0): 3/3 undone",
       "failureSamples": [{"deviceId": "c", "state": "RolledBack", "message": "no burst"}],
       "counts": {"total": 4, "rolledBack": 3, "pending": 1}}
      """;
  private static final Map<String, JsonNode> BEFORE =
      Map.of(
          "a", twin(1, "{'i': 60}", "{'i': 60}"),
          "b", twin(1, "{'i': 30, 'm': 'batch'}", "{'i': 30, 'm': 'batch'}"),
          "c", twin(1, "{'i': 20}", "{'i': 20}"),
          "d", twin(1, "{'i': 60}", "{'i': 60}"));
  private static final Map<String, JsonNode> AFTER =
      Map.of(
          "a", marked(twin(3, "{'i': 60}", "{'i': {'value': 60, 'ac': 200, 'av': 3}}")),
          "b", marked(twin(3, "{'i': 30, 'm': 'batch'}", "{'i': 30, 'm': 'batch'}")),
          "c", marked(twin(3, "{'i': 20}", "{'i': {'value': 20, 'ac': 400, 'av': 3}}")),
          "d", twin(1, "{'i': 60}", "{'i': 60}"));

  private static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text.replace('\'', '"'), type);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ObjectNode twin(int version, String desired, String reported) {
    ObjectNode twin =
        read("{'tags': {'floor': 4}, 'properties': {}}".replace('\'', '"'), ObjectNode.class);
    ObjectNode properties = (ObjectNode) twin.path("properties");
    properties.set("desired", read(desired, ObjectNode.class).put("$version", version));
    properties.set("reported", read(reported, ObjectNode.class));
    return twin;
  }

  private static ObjectNode marked(ObjectNode twin) {
    ((ObjectNode) twin.path("tags")).putObject("twinOperator").put("result", "RolledBack");
    return twin;
  }

  private static RollbackRow.Seen seen(
      List<String> history, Map<String, JsonNode> after, Set<String> written, String said) {
    return new RollbackRow.Seen(
        history.stream().map(status -> read(status, FleetRolloutStatus.class)).toList(),
        read("{'i': 2, 'm': 'burst'}", ObjectNode.class),
        BEFORE,
        written,
        Set.of("a", "b"),
        after,
        Map.of("c", said),
        Set.of("c"),
        "no burst");
  }

  private static Finding judge(List<String> history, Map<String, JsonNode> after) {
    return RollbackRow.judge(seen(history, after, Set.of("a", "b", "c"), "no burst"));
  }

  private static Map<String, JsonNode> but(String device, JsonNode twin) {
    Map<String, JsonNode> after = new HashMap<>(AFTER);
    after.put(device, twin);
    return after;
  }

  private static void assertFails(Finding finding, String why) {
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.seen()).contains(why);
  }

  @Test
  void devicesHaveWhatTheyHad() {
    assertThat(judge(List.of(UNDOING, UNDONE), AFTER).line())
        .isEqualTo(
            "row 10  PASS  1 devices refused (\"no burst\") and the rollout stopped itself: of 4"
                + " devices 3 had been written, 2 had applied it; all 3 have their own values"
                + " again (3 different sets), 1 were never touched");
  }

  @Test
  void statusThatSaysSomethingElse() {
    assertFails(judge(List.of(), AFTER), "never got a status");
    assertFails(judge(List.of(UNDONE), AFTER), "no status was RollingBack");
    assertFails(judge(List.of(UNDOING), AFTER), "the phase is RollingBack");
    assertFails(
        judge(List.of(UNDOING, UNDONE.replace("\"rolledBack\": 3", "\"rolledBack\": 2")), AFTER),
        "counts do not sum");
    assertFails(
        judge(List.of(UNDOING, UNDONE.replace("\"no burst\"}]", "\"timed out\"}]")), AFTER),
        "failureSamples do not say of c at the end: no burst");
    assertFails(
        judge(List.of(UNDOING.replace("1 of 3", "some"), UNDONE.replace("1 of 3", "some")), AFTER),
        "no message counts the 1 devices");
  }

  @Test
  void twinsThatAreNotAsBefore() {
    assertFails(
        judge(List.of(UNDOING, UNDONE), but("a", twin(3, "{'i': 2}", "{'i': 60}"))),
        "a has desired {\"i\":2}, not {\"i\":60} again");
    assertFails(
        judge(List.of(UNDOING, UNDONE), but("a", twin(3, "{'i': 60, 'm': 'burst'}", "{'i': 60}"))),
        "a has desired");
    assertFails(
        judge(List.of(UNDOING, UNDONE), but("b", twin(3, "{'i': 30}", "{'i': 30}"))),
        "b has desired");
    assertFails(
        judge(List.of(UNDOING, UNDONE), but("a", twin(3, "{'i': 60}", "{'i': 2}"))),
        "a does not report what it had");
    ObjectNode retagged = twin(3, "{'i': 60}", "{'i': 60}");
    ((ObjectNode) retagged.path("tags")).put("floor", 5);
    assertFails(judge(List.of(UNDOING, UNDONE), but("a", retagged)), "a has other tags");
  }

  @Test
  void worldsInWhichItShowsNothing() {
    List<String> history = List.of(UNDOING, UNDONE);
    assertFails(
        RollbackRow.judge(seen(history, AFTER, Set.of("a", "b", "c", "d"), "no burst")),
        "did not stop before all were written");
    assertFails(
        RollbackRow.judge(seen(history, AFTER, Set.of("a", "b"), "no burst")),
        "the refusing devices were not all written");
    assertFails(
        RollbackRow.judge(seen(history, AFTER, Set.of("a", "b", "c"), "applied")),
        "c did not say: no burst");
  }
}
