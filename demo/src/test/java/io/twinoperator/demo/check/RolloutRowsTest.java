package io.twinoperator.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.demo.check.Finding.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows of a rollout, in the right world and in wrong ones. */
class RolloutRowsTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String UNDER_WAY =
      """
      {"phase": "Progressing", "conditions": [],
       "counts": {"total": 3, "claimed": 1, "deferred": 1, "written": 1},
       "jobs": {"active": [{"id": "j", "status": "running", "devices": 1}], "finished": 0,
                "devicesInUncancellableJobs": 1},
       "eta": "2026-01-01T00:00:00Z"}
      """;
  private static final String DONE =
      """
      {"phase": "Succeeded", "conditions": [],
       "plan": {"digest": "x", "computedAt": "x", "devices": 3, "claimed": 1,
                "changes": {"toWrite": 2, "alreadyConverged": 0},
                "offline": 1, "estimatedDuration": {"writing": "5s", "soaks": "0s", "total": "5s"},
                "waves": [{"name": "canary", "devices": 1}, {"name": "rest", "devices": 2}],
                "hubOperations": {"jobs": 2, "twinWrites": 2, "twinReads": 2, "queries": 1}},
       "counts": {"total": 3, "claimed": 1, "converged": 2},
       "waves": [{"name": "canary", "state": "Succeeded", "devices": 1, "converged": 1,
                  "failed": 0, "inFlight": 0},
                 {"name": "rest", "state": "Succeeded", "devices": 2, "converged": 1,
                  "failed": 0, "inFlight": 0}],
       "claimed": [{"deviceId": "mine", "owner": "DeviceConfig ns/mine",
                    "paths": ["desired.telemetryInterval"]}]}
      """;
  private static final String JOB =
      """
      {"jobId": "j", "type": "scheduleUpdateTwin", "status": "completed",
       "queryCondition": "deviceId IN ['a','b']"}
      """;
  private static final Map<String, JsonNode> INTERVALS =
      Map.of("mine", new IntNode(15), "a", new IntNode(10), "b", new IntNode(10));

  private static FleetRolloutStatus status(String json) {
    try {
      return MAPPER.readValue(json, FleetRolloutStatus.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Finding rollout(
      String underWay, String done, String job, Map<String, JsonNode> intervals) {
    return RolloutRow.judge(
        new RolloutRow.Seen(
            List.of(status(underWay), status(done)),
            List.of(json(job)),
            intervals,
            10,
            "mine",
            "ns/mine",
            15));
  }

  private static void assertFails(Finding finding, String why) {
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.seen()).contains(why);
  }

  @Test
  void rollout() {
    assertThat(rollout(UNDER_WAY, DONE, JOB, INTERVALS).line())
        .isEqualTo(
            "row 3  PASS  1 scheduleUpdateTwin jobs completed; waves canary 1, rest 2; 2 of 3"
                + " devices at 10; mine is Claimed by ns/mine and stays at 15");
  }

  @Test
  void rolloutThatIsWrongInStatus() {
    assertFails(
        rollout(UNDER_WAY, DONE.replaceFirst("Succeeded", "Paused"), JOB, INTERVALS),
        "the phase is Paused");
    assertFails(
        rollout(UNDER_WAY.replace("\"written\": 1", "\"written\": 2"), DONE, JOB, INTERVALS),
        "counts sum to 4, not 3");
    assertFails(
        rollout(UNDER_WAY, DONE.replace("\"devices\": 2}]", "\"devices\": 1}]"), JOB, INTERVALS),
        "its waves 2");
    assertFails(
        rollout(
            UNDER_WAY,
            DONE.replace("\"rest\", \"state\": \"Succeeded\"", "\"rest\", \"state\": \"Soaking\""),
            JOB,
            INTERVALS),
        "wave rest is Soaking");
    assertFails(
        rollout(UNDER_WAY, DONE.replace("\"mine\"", "\"other\""), JOB, INTERVALS),
        "does not name mine");
    assertFails(rollout(DONE, DONE, JOB, INTERVALS), "no status showed a job under way");
    assertFails(
        RolloutRow.judge(
            new RolloutRow.Seen(List.of(), List.of(), Map.of(), 10, "mine", "ns/mine", 15)),
        "never got a status");
  }

  @Test
  void rolloutThatIsWrongOnTheHub() {
    assertFails(
        rollout(UNDER_WAY, DONE, JOB.replace("completed", "running"), INTERVALS), "and running");
    assertFails(
        rollout(UNDER_WAY, DONE, JOB.replace("'a'", "'mine'"), INTERVALS),
        "names the claimed device");
    assertFails(
        rollout(
            UNDER_WAY,
            DONE,
            JOB,
            Map.of("mine", new IntNode(10), "a", new IntNode(10), "b", new IntNode(10))),
        "mine has telemetryInterval 10, not 15");
    assertFails(
        rollout(
            UNDER_WAY,
            DONE,
            JOB,
            Map.of("mine", new IntNode(15), "a", new IntNode(30), "b", new IntNode(10))),
        "a has telemetryInterval 30, not 10");
  }

  private static ObjectNode twin(String connection, int desired, int reported) {
    return (ObjectNode)
        json(
            """
            {"connectionState": "%s",
             "properties": {"desired": {"telemetryInterval": %d},
                            "reported": {"telemetryInterval": %d}}}
            """
                .formatted(connection, desired, reported));
  }

  private static Finding absence(String underWay, String done, JsonNode away, JsonNode back) {
    return AbsenceRow.judge(
        new AbsenceRow.Seen("b", List.of(status(underWay), status(done)), away, back, 10));
  }

  @Test
  void absence() {
    JsonNode away = twin("Disconnected", 30, 30);
    JsonNode back = twin("Connected", 10, 10);

    assertThat(absence(UNDER_WAY, DONE, away, back).verdict()).isEqualTo(Verdict.PASS);
    assertFails(absence(DONE, DONE, away, back), "no status counted 1 deferred");
    assertFails(absence(UNDER_WAY, UNDER_WAY, away, back), "still deferred");
    assertFails(absence(UNDER_WAY, DONE, twin("Connected", 30, 30), back), "not seen away");
    assertFails(absence(UNDER_WAY, DONE, MissingNode.getInstance(), back), "not seen away");
    assertFails(absence(UNDER_WAY, DONE, twin("Disconnected", 10, 30), back), "was written while");
    assertFails(absence(UNDER_WAY, DONE, away, twin("Connected", 30, 30)), "has desired");
    assertFails(absence(UNDER_WAY, DONE, away, twin("Connected", 10, 30)), "reports");
  }
}
