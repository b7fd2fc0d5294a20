package io.twinoperator.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafState;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import io.twinoperator.demo.check.Finding.Verdict;
import io.twinoperator.twin.MergePatch;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each row passes in the right world, and fails in worlds that are wrong in one thing. */
class RowsTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static DeviceConfigStatus status(
      List<Condition> conditions, List<LeafConvergence> leaves, ObjectNode mirror) {
    return DeviceConfigStatus.builder()
        .conditions(conditions)
        .observedGeneration(1L)
        .deviceId("d")
        .desiredVersion(3L)
        .reportedVersion(5L)
        .etag("e")
        .connectionState("Connected")
        .convergence(leaves)
        .mirror(new ReportedMirror(mirror, null, null, "2026-01-01T00:00:00Z"))
        .build();
  }

  private static DeviceConfigStatus status(String synced, String converged) {
    return status(
        List.of(
            condition("Synced", synced, "Applied", ""),
            condition("Converged", converged, "Converged", "")),
        List.of(),
        json("{}"));
  }

  private static void assertFails(Finding finding, String why) {
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.seen()).contains(why);
  }

  @Test
  void tags() {
    ObjectNode asked = json("{'location':{'zone':'m'},'customer':'acme'}");
    ObjectNode before = json("{'location':{'floor':3},'environment':'production'}");
    ObjectNode merged =
        json("{'location':{'floor':3,'zone':'m'},'environment':'production','customer':'acme'}");
    Optional<DeviceConfigStatus> synced = Optional.of(status("True", "True"));

    assertThat(TagsRow.judge(new TagsRow.Seen(asked, before, merged, synced)).line())
        .isEqualTo(
            "row 1  PASS  2 tags merged into the twin, others kept (environment, location.floor),"
                + " Synced=True");
    assertFails(
        TagsRow.judge(new TagsRow.Seen(asked, before, asked, synced)),
        "not what was there merged with");
    assertFails(
        TagsRow.judge(new TagsRow.Seen(asked, before, merged, Optional.empty())),
        "Synced is absent");
    assertFails(
        TagsRow.judge(
            new TagsRow.Seen(asked, before, merged, Optional.of(status("False", "True")))),
        "Synced is False");
    assertFails(
        TagsRow.judge(new TagsRow.Seen(json("{}"), before, before, synced)), "asks for no tags");
  }

  private static final ObjectNode ASKED = json("{'firmwareVersion':'2.2.0','interval':15}");
  private static final ObjectNode BEFORE =
      json("{'firmwareVersion':'2.2.0','other':1,'$version':2}");
  private static final ObjectNode AFTER =
      json("{'firmwareVersion':'2.2.0','interval':15,'other':1,'$version':3}");
  private static final ObjectNode REPORTED = json("{'firmwareVersion':'2.2.0','interval':15}");
  private static final StatusMoment DOWNLOADING = moment("'2.1.0'", "downloading");
  private static final StatusMoment DONE = new StatusMoment("d", status("True", "True"), REPORTED);

  private static StatusMoment moment(String observed, String firmwareUpdate) {
    JsonNode leaf = json("{'asked':'2.2.0','observed':" + observed + "}");
    return new StatusMoment(
        "d",
        status(
            List.of(
                condition("Synced", "True", "Applied", ""),
                condition("Converged", "False", "Pending", "")),
            List.of(
                new LeafConvergence(
                    "desired.firmwareVersion",
                    LeafState.Pending,
                    leaf.path("asked"),
                    leaf.path("observed"),
                    null,
                    null,
                    null)),
            json("{}")),
        json("{'firmwareUpdate':{'status':'" + firmwareUpdate + "'}}"));
  }

  private static Finding desired(JsonNode after, JsonNode reported, StatusMoment... history) {
    return DesiredRow.judge(new DesiredRow.Seen(ASKED, BEFORE, after, List.of(history), reported));
  }

  @Test
  void desired() {
    assertThat(desired(AFTER, REPORTED, DOWNLOADING, DONE).verdict()).isEqualTo(Verdict.PASS);
    assertThat(
            desired(
                    AFTER,
                    json("{'firmwareVersion':{'value':'2.2.0','ac':200,'av':3}}"),
                    DOWNLOADING,
                    DONE)
                .verdict())
        .isEqualTo(Verdict.PASS);

    assertFails(desired(AFTER, REPORTED, DONE), "no status with Converged=False");
    assertFails(
        desired(AFTER, REPORTED, moment("'2.2.0'", "downloading"), DONE),
        "no status with Converged=False");
    assertFails(
        desired(AFTER, REPORTED, moment("'2.1.0'", "completed"), DONE),
        "no status with Converged=False");
    assertFails(desired(AFTER, REPORTED, DOWNLOADING), "Converged is False at the end");
    assertFails(
        desired(AFTER, json("{'firmwareVersion':'2.1.0'}"), DOWNLOADING, DONE), "reports firmware");
    assertFails(desired(BEFORE, REPORTED, DOWNLOADING, DONE), "$version is 2 as before");
    assertFails(
        desired(
            json("{'firmwareVersion':'2.2.0','interval':15,'$version':3}"),
            REPORTED,
            DOWNLOADING,
            DONE),
        "not what was there merged with");
    assertFails(desired(AFTER, REPORTED), "never got a status");
  }

  @Test
  void mirror() {
    ObjectNode reported =
        json(
            "{'systemHealth':{'cpuPercent':1,'memoryPercent':2,'diskPercent':3,'uptimeHours':4},"
                + "'networkInfo':{'ipAddress':'10.0.0.1','signalStrength':-50},"
                + "'lastReportTime':'2026-01-01T00:00:00Z'}");
    assertThat(mirror(reported, reported).verdict()).isEqualTo(Verdict.PASS);

    ObjectNode noHealth = reported.deepCopy();
    noHealth.remove("systemHealth");
    assertFails(mirror(noHealth, reported), "/systemHealth/cpuPercent");
    ObjectNode other = reported.deepCopy();
    other.withObjectProperty("networkInfo").put("ipAddress", "10.0.0.2");
    assertFails(mirror(other, reported), "address '10.0.0.2'");
    ObjectNode never = reported.deepCopy();
    never.remove("lastReportTime");
    assertFails(mirror(never, reported), "lastReportTime");
    assertFails(mirror(reported.deepCopy().put("x", "y".repeat(9000)), reported), "more than 8192");
    assertFails(
        MirrorRow.judge(new MirrorRow.Seen(Optional.empty(), reported)),
        "status.mirror is missing");
  }

  private static Finding mirror(ObjectNode mirror, ObjectNode reported) {
    return MirrorRow.judge(
        new MirrorRow.Seen(Optional.of(status(List.of(), List.of(), mirror)), reported));
  }

  @Test
  void queries() {
    QueriesRow.Query right = new QueriesRow.Query("q", List.of("b", "a"), List.of("a", "b"));
    assertThat(QueriesRow.judge(List.of(right, right, right, right)).verdict())
        .isEqualTo(Verdict.PASS);

    assertFails(QueriesRow.judge(List.of(right, right, right)), "3 of 4 queries");
    assertFails(
        QueriesRow.judge(
            List.of(right, right, right, new QueriesRow.Query("q", List.of(), List.of()))),
        "nothing to find");
    assertFails(
        QueriesRow.judge(
            List.of(right, right, right, new QueriesRow.Query("q", List.of("a"), List.of("b")))),
        "the hub answered [a]");
    assertFails(
        QueriesRow.judge(
            List.of(
                right, right, right, new QueriesRow.Query("q", List.of("a", "a"), List.of("a")))),
        "the hub answered [a, a]");
  }

  private static final String REFUSAL =
      "desired.note: the string is 5000 bytes long, the limit is 4096: shorten it";
  private static final ObjectNode UNTOUCHED = json("{'desired':{'$version':1}}");

  private static PracticeRow.Refusal refusal(String reason, String message, JsonNode after) {
    return new PracticeRow.Refusal(
        "desired.note",
        5000,
        4096,
        Optional.of(
            status(List.of(condition("Ready", "False", reason, message)), List.of(), json("{}"))),
        UNTOUCHED,
        after);
  }

  private static Finding practice(
      PracticeRow.Refusal refusal, PracticeRow.SecondPass second, String... desiredPatches) {
    return PracticeRow.judge(
        new PracticeRow.Seen(
            refusal,
            List.of(desiredPatches).stream()
                .map(patch -> new MergePatch(json("{}"), json(patch)))
                .toList(),
            new PracticeRow.Sections(json("{}"), json("{'a':1,'o':{'x':20.0}}")),
            second));
  }

  @Test
  void practice() {
    PracticeRow.Refusal refused = refusal("InvalidSpec", REFUSAL, UNTOUCHED);
    var quiet = new PracticeRow.SecondPass(true, 1, 1);

    assertThat(practice(refused, quiet, "{'a':2,'o':{'y':1}}").verdict()).isEqualTo(Verdict.PASS);
    assertFails(practice(refused, quiet, "{'a':2,'o':{'x':20}}"), "wrote desired.o.x");
    assertFails(practice(refused, quiet, "{'a':2}", "{'b':2}"), "patched 2 times");
    assertFails(practice(refused, quiet), "patched 0 times");
    assertFails(
        practice(refused, new PracticeRow.SecondPass(true, 1, 2), "{'a':2}"), "wrote 1 patches");
    assertFails(
        practice(refused, new PracticeRow.SecondPass(false, 1, 1), "{'a':2}"), "was not made");
    assertFails(practice(refusal("Synced", REFUSAL, UNTOUCHED), quiet, "{'a':2}"), "InvalidSpec");
    assertFails(
        practice(refusal("InvalidSpec", "too long", UNTOUCHED), quiet, "{'a':2}"),
        "does not name desired.note");
    assertFails(
        practice(
            refusal("InvalidSpec", REFUSAL.replace("4096", "a limit"), UNTOUCHED),
            quiet,
            "{'a':2}"),
        "does not name 4096");
    assertFails(
        practice(
            refusal("InvalidSpec", REFUSAL, json("{'desired':{'note':'x','$version':2}}")),
            quiet,
            "{'a':2}"),
        "written all the same");
  }

  @Test
  void laterRowsAreNotPassed() {
    assertThat(new Finding(4, Verdict.LATER, "why").line()).isEqualTo("row 4  LATER why");
  }
}
