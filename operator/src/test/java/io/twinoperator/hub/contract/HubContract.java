package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.Hub.QueryPage;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.HubJob.JobStatistics;
import io.twinoperator.hub.HubJob.JobStatus;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.hub.QueryText;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator relies on. A hub that passes is one that it works on. */
abstract class HubContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HubUnderTest tested;
  private Hub hub;

  /** The hub; one for each test. */
  abstract HubUnderTest start() throws Exception;

  @BeforeEach
  void startHub() throws Exception {
    tested = start();
    hub = tested.hub();
  }

  @AfterEach
  void stopHub() throws Exception {
    if (tested != null) {
      tested.close();
    }
  }

  // Twins

  @Test
  void aTwinHasTheMetadataOfEveryLeaf() throws Exception {
    Twin first = device("{\"site\":\"plant\"}", "{\"threshold\":{\"min\":1,\"max\":9}}");
    Twin second = patched(first, "{}", "{\"threshold\":{\"max\":8}}");
    Twin read = hub.twin(first.deviceId());

    assertThat(read).as("a patch answers the twin as it is").isEqualTo(second);
    assertThat(read.enabled()).isTrue();
    assertThat(read.tags().path("site").asText()).isEqualTo("plant");
    assertThat(read.desiredVersion()).isEqualTo(first.desiredVersion() + 1);
    LeafPath min = LeafPath.parse("desired.threshold.min");
    LeafPath max = LeafPath.parse("desired.threshold.max");
    assertThat(read.lastUpdatedVersion(min)).isEqualTo(first.desiredVersion());
    assertThat(read.lastUpdatedVersion(max)).isEqualTo(second.desiredVersion());
    assertThat(read.desiredUpdatedAt(max)).isPresent();
  }

  @Test
  void tagsAndDesiredMoveTheEtagAndReportsDoNot() throws Exception {
    Twin first = device("{}", "{\"interval\":10}");
    tested.report(first.deviceId(), object("{\"interval\":10,\"batteryLevel\":87}"));
    Twin reported = hub.twin(first.deviceId());

    assertThat(reported.etag()).isEqualTo(first.etag());
    assertThat(reported.reported().path("batteryLevel").asInt()).isEqualTo(87);
    Twin tagged = patched(reported, "{\"a\":1}", "{}");
    assertThat(tagged.etag()).isNotEqualTo(first.etag());
    assertThat(tagged.desiredVersion()).isEqualTo(first.desiredVersion());
    assertThat(patched(tagged, "{}", "{\"interval\":11}").etag()).isNotEqualTo(tagged.etag());
  }

  @Test
  void aStaleEtagIsAConflictAndChangesNothing() throws Exception {
    Twin before = device("{}", "{\"interval\":10}");
    Twin now = patched(before, "{}", "{\"interval\":20}");

    assertThatThrownBy(() -> patched(before, "{}", "{\"interval\":30}"))
        .isInstanceOf(HubException.Conflict.class);
    assertThat(hub.twin(before.deviceId())).isEqualTo(now);
  }

  @Test
  void aNullRemovesALeafAndLeavesItsNeighbours() throws Exception {
    Twin before = device("{\"a\":1,\"b\":2}", "{\"o\":{\"x\":1,\"y\":2},\"list\":[1,[2]]}");
    patched(before, "{\"a\":null}", "{\"o\":{\"x\":null}}");

    Twin after = hub.twin(before.deviceId());
    assertThat(after.tags()).isEqualTo(JSON.readTree("{\"b\":2}"));
    assertThat(after.desired()).isEqualTo(JSON.readTree("{\"o\":{\"y\":2},\"list\":[1,[2]]}"));
  }

  @Test
  void numbersStayWhatTheyWere() throws Exception {
    Twin twin =
        device(
            "{}",
            "{\"i\":5,\"big\":4503599627370495,\"low\":-4503599627370496,\"d\":0.1,\"half\":20.5}");

    assertThat(twin.desired().path("i").isIntegralNumber()).isTrue();
    assertThat(twin.desired().path("big").longValue()).isEqualTo(4503599627370495L);
    assertThat(twin.desired().path("low").longValue()).isEqualTo(-4503599627370496L);
    assertThat(twin.desired().path("d").decimalValue()).isEqualByComparingTo("0.1");
    assertThat(twin.desired().path("half").decimalValue()).isEqualByComparingTo("20.5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b%c+d?e", "it's(1)*!", "x,y=z@w;$v:u_.-", "100%25", "plain-"})
  void idsThatNeedEncodingReachTheirTwin(String begins) throws Exception {
    String id = tested.createDevice(begins);
    hub.patch(id, patch("{\"id\":1}", "{}"), hub.twin(id).etag());

    assertThat(hub.twin(id).deviceId()).isEqualTo(id);
    tested.until(
        () ->
            ids("SELECT deviceId FROM devices WHERE deviceId = " + QueryText.literal(id))
                .equals(List.of(id)));
  }

  @Test
  void aMissingDeviceIsNotFoundByName() {
    assertThatThrownBy(() -> hub.twin("nobody-" + UUID.randomUUID()))
        .isInstanceOf(HubException.NotFound.class)
        .hasMessageContaining("DeviceNotFound");
  }

  @Test
  void aStringOf4096BytesIsTheLongest() throws Exception {
    Twin twin = device("{}", "{}");
    String longest = "x".repeat(4096);
    Twin held = patched(twin, "{}", "{\"a\":\"" + longest + "\"}");

    assertThat(held.desired().path("a").textValue()).isEqualTo(longest);
    assertThatThrownBy(() -> patched(held, "{}", "{\"a\":\"" + longest + "x\"}"))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("4096");
  }

  // Queries

  @Test
  void queriesCarryQuotesAndAnyLanguage() throws Exception {
    String site = "it's \"Süd\\東\" 😀" + UUID.randomUUID();
    Twin twin = device("{}", "{}");
    ObjectNode tags = JsonNodeFactory.instance.objectNode().put("site", site).put("größe", 3);
    hub.patch(
        twin.deviceId(), new MergePatch(tags, JsonNodeFactory.instance.objectNode()), twin.etag());

    tested.until(
        () ->
            ids("SELECT * FROM devices WHERE tags.site = " + QueryText.literal(site))
                .equals(List.of(twin.deviceId())));
    tested.until(
        () ->
            ids("SELECT * FROM devices WHERE tags.site IN " + QueryText.list(List.of(site, "x")))
                .equals(List.of(twin.deviceId())));
  }

  @Test
  void propertiesAreComparedWithEachOtherAndCounted() throws Exception {
    String group = "g" + UUID.randomUUID();
    Twin behind = device("{\"group\":\"" + group + "\"}", "{\"firmwareVersion\":\"2.2.0\"}");
    Twin level = device("{\"group\":\"" + group + "\"}", "{\"firmwareVersion\":\"2.1.0\"}");
    tested.report(behind.deviceId(), object("{\"firmwareVersion\":\"2.1.0\"}"));
    tested.report(level.deviceId(), object("{\"firmwareVersion\":\"2.1.0\"}"));
    String inGroup = "tags.[[group]] = '" + group + "'";

    tested.until(
        () ->
            ids("SELECT deviceId FROM devices WHERE "
                    + inGroup
                    + " AND properties.desired.firmwareVersion !="
                    + " properties.reported.firmwareVersion")
                .equals(List.of(behind.deviceId())));
    tested.until(() -> count("SELECT COUNT() AS n FROM devices WHERE " + inGroup) == 2);
    tested.until(
        () ->
            rows("SELECT properties.desired.firmwareVersion AS v, COUNT() AS n FROM devices WHERE "
                        + inGroup
                        + " GROUP BY properties.desired.firmwareVersion")
                    .size()
                == 2);
  }

  @Test
  void pagesAreAsLongAsAskedAndEndWithoutAContinuation() throws Exception {
    String group = "p" + UUID.randomUUID();
    for (int i = 0; i < 7; i++) {
      device("{\"group\":\"" + group + "\"}", "{\"n\":" + i + "}");
    }
    String all = "SELECT deviceId FROM devices WHERE tags.[[group]] = '" + group + "'";
    tested.until(() -> rows(all).size() == 7);
    List<Integer> sizes = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    Optional<String> continuation = Optional.empty();
    do {
      QueryPage page = hub.query(all, 3, continuation);
      sizes.add(page.rows().size());
      page.rows().forEach(row -> ids.add(row.path("deviceId").asText()));
      continuation = page.continuation();
    } while (continuation.isPresent());

    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(ids).doesNotHaveDuplicates().hasSize(7);
    assertThat(hub.query("SELECT * FROM devices WHERE tags.x = '" + group + "'", 3, continuation))
        .isEqualTo(new QueryPage(List.of(), Optional.empty()));
    assertThat(hub.deviceCount()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void aQueryThatDoesNotParseOrIsTooLongIsInvalid() {
    assertThatThrownBy(() -> rows("SELECT * FROM devices WHERE tags.floor ="))
        .isInstanceOf(HubException.Invalid.class);
    assertThatThrownBy(
            () -> rows("SELECT * FROM devices WHERE tags.x = '" + "y".repeat(8192) + "'"))
        .isInstanceOf(HubException.Invalid.class)
        .hasMessageContaining("8192");
  }

  // Jobs

  @Test
  void aJobRunsAndShowsWhatBecameOfEachDevice() throws Exception {
    Twin one = device("{}", "{\"interval\":10}");
    Twin two = device("{}", "{\"interval\":10,\"old\":1}");
    Twin other = device("{}", "{\"interval\":10}");
    List<String> members = List.of(one.deviceId(), two.deviceId());
    String condition = "deviceId IN " + QueryText.list(members);
    tested.until(() -> ids("SELECT deviceId FROM devices WHERE " + condition).size() == 2);
    String id = jobId();

    assertThat(hub.createJob(job(id, condition, "{\"interval\":15,\"old\":null}")).jobId())
        .isEqualTo(id);
    tested.until(() -> status(id) == JobStatus.COMPLETED);

    HubJob done = hub.job(id).orElseThrow();
    assertThat(done.statistics()).isEqualTo(new JobStatistics(2, 2, 0, 0, 0));
    assertThat(done.queryCondition()).isEqualTo(condition);
    assertThat(done.failureReason()).isEmpty();
    assertThat(hub.twin(two.deviceId()).desired()).isEqualTo(JSON.readTree("{\"interval\":15}"));
    assertThat(hub.twin(other.deviceId()).desired()).isEqualTo(JSON.readTree("{\"interval\":10}"));
    String ofTheJob = "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = '" + id + "'";
    tested.until(() -> rows(ofTheJob).size() == 2);
    assertThat(rows(ofTheJob))
        .extracting(row -> row.path("deviceId").asText(), row -> row.path("status").asText())
        .containsExactlyInAnyOrder(
            tuple(one.deviceId(), "completed"), tuple(two.deviceId(), "completed"));
    assertThatThrownBy(() -> hub.createJob(job(id, condition, "{\"interval\":1}")))
        .isInstanceOf(HubException.AlreadyExists.class);
  }

  @Test
  void aJobThatNobodyIsSelectedByCompletes() throws Exception {
    String id = jobId();
    hub.createJob(job(id, "tags.nobody = '" + id + "'", "{\"a\":1}"));
    tested.until(() -> status(id) == JobStatus.COMPLETED);
    assertThat(hub.job(id).orElseThrow().statistics()).isEqualTo(new JobStatistics(0, 0, 0, 0, 0));
  }

  @Test
  void aJobWhoseConditionDoesNotParseFailsLater() throws Exception {
    String id = jobId();
    hub.createJob(job(id, "tags.floor = = 3", "{\"a\":1}"));
    tested.until(() -> status(id) == JobStatus.FAILED);
    assertThat(hub.job(id).orElseThrow().failureReason()).isPresent();
  }

  @Test
  void aJobNobodyKnowsIsEmpty() throws Exception {
    assertThat(hub.job(jobId())).isEmpty();
  }

  private Twin device(String tags, String desired) throws Exception {
    String id = tested.createDevice("contract-");
    return hub.patch(id, patch(tags, desired), hub.twin(id).etag());
  }

  private Twin patched(Twin twin, String tags, String desired) throws HubException {
    return hub.patch(twin.deviceId(), patch(tags, desired), twin.etag());
  }

  private JobStatus status(String jobId) throws HubException {
    return hub.job(jobId).orElseThrow().status();
  }

  private static String jobId() {
    return "contract-" + UUID.randomUUID();
  }

  private static JobRequest job(String id, String condition, String desired) {
    return new JobRequest(id, condition, patch("{}", desired), Duration.ofHours(1));
  }

  private List<JsonNode> rows(String sql) throws HubException {
    return hub.query(sql, QueryPage.MAX_ROWS, Optional.empty()).rows();
  }

  private List<String> ids(String sql) throws HubException {
    return rows(sql).stream().map(row -> row.path("deviceId").asText()).toList();
  }

  private int count(String sql) throws HubException {
    return rows(sql).get(0).path("n").asInt();
  }

  private static MergePatch patch(String tags, String desired) {
    return new MergePatch(object(tags), object(desired));
  }

  private static ObjectNode object(String json) {
    return Serialization.unmarshal(json, ObjectNode.class);
  }
}
