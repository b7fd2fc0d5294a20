package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs whose condition selects modules of the hub's own query store. */
class HubModuleJobsTest {
  private static final String SENSORS = "FROM devices.modules WHERE tags.kind = 'sensor'";

  private final HubFixture fixture = new HubFixture();
  private final List<String> called = new ArrayList<>();

  @BeforeEach
  void twoDevicesWithModules() {
    for (String device : List.of("d1", "d2")) {
      fixture.device(device, "{'tags':{'kind':'sensor'}}");
      module(device, "s", "{'tags':{'kind':'sensor'}}");
      module(device, "other", "{'tags':{'kind':'pump'}}");
    }
  }

  @Test
  void aTwinUpdateWritesTheModulesAlone() {
    create("{'type':'scheduleUpdateTwin','updateTwin':{'etag':'*','tags':{'seen':1}}}");
    fixture.pass(Duration.ofSeconds(5));

    assertThat(rows())
        .extracting(row -> text(row, "deviceId") + "/" + text(row, "moduleId"))
        .containsExactly("d1/s", "d2/s");
    assertThat(rows())
        .extracting(row -> text(row, "jobType") + " " + text(row, "status"))
        .containsOnly("scheduleUpdateTwin completed");
    assertThat(tagged("devices.modules")).containsExactly("d1/s", "d2/s");
    assertThat(tagged("devices")).isEmpty();
    assertThat(fixture.hub.jobs().get("j").at("/deviceJobStatistics/succeededCount").intValue())
        .isEqualTo(2);
  }

  @Test
  void aMethodIsInvokedOnEachModuleOnceItIsThere() {
    answering(ClientId.module("d1", "s"));
    answering(ClientId.module("d1", "other"));
    answering(ClientId.device("d1"));
    create(
        "{'type':'scheduleDeviceMethod','cloudToDeviceMethod':{'methodName':'ping',"
            + "'responseTimeoutInSeconds':10,'connectTimeoutInSeconds':0}}");
    fixture.pass(Duration.ofSeconds(60));

    assertThat(called).containsExactly("d1/s ping");
    assertThat(rows())
        .extracting(
            row -> text(row, "deviceId") + "/" + text(row, "moduleId") + " " + text(row, "status"))
        .containsExactly("d1/s completed", "d2/s pending");
    answering(ClientId.module("d2", "s"));
    fixture.pass(Duration.ofSeconds(5));

    assertThat(called).containsExactly("d1/s ping", "d2/s ping");
    assertThat(rows()).extracting(row -> text(row, "status")).containsOnly("completed");
    assertThat(rows().get(1).at("/outcome/deviceMethodResponse/payload").textValue())
        .isEqualTo("pong");
  }

  private void module(String device, String id, String twin) {
    ClientId module = ClientId.module(device, id);
    fixture.hub.identities().create(module, Json.object("{}"));
    fixture.hub.twins().patch(module, Json.object(twin), new IfMatch.Absent());
  }

  private void create(String job) {
    fixture.hub.jobs().create("j", Json.object(job).put("queryCondition", SENSORS));
  }

  private void answering(ClientId id) {
    List<DeviceLink> own = new ArrayList<>();
    own.add(
        fixture.hub.connect(
            id,
            new DeviceListener() {
              @Override
              public void onDesired(ObjectNode patchWithVersion) {}

              @Override
              public void onMethod(MethodCall call) {
                called.add(id + " " + call.name());
                own.get(0).answerMethod(call.requestId(), 200, TextNode.valueOf("pong"));
              }

              @Override
              public void dropped() {}
            }));
    own.get(0).acceptMethods();
  }

  private List<JsonNode> rows() {
    return fixture.all("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'j'", 100);
  }

  private List<String> tagged(String collection) {
    return fixture.all("SELECT * FROM " + collection + " WHERE tags.seen = 1", 100).stream()
        .map(row -> text(row, "deviceId") + "/" + text(row, "moduleId"))
        .toList();
  }

  private static String text(JsonNode row, String member) {
    return row.path(member).asText("");
  }
}
