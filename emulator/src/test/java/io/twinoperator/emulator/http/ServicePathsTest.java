package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.http.Caller.Reply;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.MethodCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path of the service API over the real socket, and what each makes of bad input. */
class ServicePathsTest {
  private HubEmulator emulator;
  private Caller caller;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().hosts("first.azure-devices.net").start();
    caller = Caller.of(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void configurationsHaveAnEtagInTheHeaderToo() {
    String body = "{\"id\":\"c+1\",\"content\":{\"deviceContent\":{\"properties.desired.a\":1}}}";
    // Azure.Iot.Hub.Service creates with an empty If-Match, and live hubs take it so.
    Reply created = caller.send("PUT", "/configurations/c%2B1", body, "If-Match", "\"\"");
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(created.header("etag")).contains("\"MQ==\"");
    assertError(
        caller.send("PUT", "/configurations/c%2B1", body), 409, "ConfigurationAlreadyExists");
    Reply replaced = caller.send("PUT", "/configurations/c%2B1", body, "If-Match", "\"MQ==\"");
    assertThat(replaced.header("etag")).contains("\"Mg==\"");
    assertError(
        caller.send("PUT", "/configurations/c%2B1", body, "If-Match", "\"MQ==\""),
        412,
        "PreconditionFailed");
    assertThat(caller.get("/configurations?top=5").json().size()).isEqualTo(1);
    assertThat(caller.get("/configurations/c+1").json().path("id").textValue()).isEqualTo("c+1");
    assertThat(
            caller
                .send(
                    "POST",
                    "/configurations/testQueries",
                    "{\"targetCondition\":\"tags.a =\",\"customMetricQueries\":{}}")
                .json()
                .path("targetConditionError")
                .textValue())
        .startsWith("Invalid targetCondition");
    assertThat(caller.send("DELETE", "/configurations/c%2B1", "", "If-Match", "*").status())
        .isEqualTo(204);
    assertError(caller.get("/configurations/c%2B1"), 404, "ConfigurationNotFound");
  }

  @Test
  void bulkChangesSucceedOrFailEntryByEntry() {
    Reply created =
        bulk(
            "{'id':'d1','importMode':'create','tags':{'a':1},'properties':{'desired':{'b':2}}},"
                + "{'id':'d2','status':'disabled'},{'id':'d1','moduleId':'m1','importMode':'create'}");
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(created.text()).isEqualTo("{\"isSuccessful\":true,\"errors\":[],\"warnings\":[]}");
    assertThat(caller.get("/twins/d1").json().at("/properties/desired/b").intValue()).isEqualTo(2);
    assertThat(caller.get("/devices/d2").json().path("status").textValue()).isEqualTo("disabled");
    assertThat(caller.get("/devices/d1/modules/m1").status()).isEqualTo(200);

    Reply mixed =
        bulk(
            "{'id':'d1','importMode':'create'},{'id':'gone','importMode':'delete'},"
                + "{'id':'d3','importMode':'createOrUpdateIfMatchETag'},"
                + "{'id':'d2','importMode':'updateIfMatchETag','eTag':'bm8='},"
                + "{'id':'d3'},{'importMode':'create'},{'id':'x y','importMode':'create'},"
                + "{'id':'d4','importMode':'invent'},"
                + "{'id':'d1','moduleId':'m9','importMode':'update'}");
    assertThat(mixed.status()).isEqualTo(400);
    assertThat(mixed.json().path("isSuccessful").booleanValue()).isFalse();
    assertThat(mixed.json().path("errors").findValuesAsText("errorCode"))
        .containsExactly(
            "409001", "404001", "412001", "400011", "400005", "400004", "400004", "404010");
    assertThat(mixed.json().at("/errors/7/moduleId").textValue()).isEqualTo("m9");
    assertThat(caller.get("/devices/d3").status()).isEqualTo(200);

    String etag = caller.get("/twins/d1").json().path("etag").textValue();
    Reply twins =
        bulk(
            "{'id':'d1','importMode':'updateTwinIfMatchETag','twinETag':'"
                + etag
                + "','tags':{'c':3}},{'id':'d2','importMode':'updateTwin','tags':{'z':1}}");
    assertThat(twins.status()).as(twins.text()).isEqualTo(200);
    assertThat(caller.get("/twins/d1").json().path("tags").toString())
        .isEqualTo("{\"a\":1,\"c\":3}");
    assertThat(
            bulk("{'id':'d1','importMode':'updateTwinIfMatchETag','twinETag':'"
                    + etag
                    + "','tags':{'c':4}}")
                .json()
                .at("/errors/0/errorCode")
                .intValue())
        .isEqualTo(412001);
    assertThat(
            bulk("{'id':'d1','importMode':'deleteIfMatchETag'},{'id':'d2','importMode':'delete'}")
                .status())
        .isEqualTo(200);
    assertError(caller.get("/devices/d1"), 404, "DeviceNotFound");
  }

  @Test
  void aCreatedDeviceWhoseTwinBreaksALimitIsNotThere() {
    Reply refused = bulk("{'id':'d1','importMode':'create','tags':{'a.b':1}}");
    assertThat(refused.json().at("/errors/0/errorCode").intValue()).isEqualTo(400004);
    assertError(caller.get("/devices/d1"), 404, "DeviceNotFound");
  }

  @Test
  void aBulkChangeHasALimit() {
    String many =
        IntStream.range(0, 101)
            .mapToObj(i -> "{'id':'d" + i + "'}")
            .collect(Collectors.joining(","));
    assertError(bulk(many), 413, "TooManyDevices");
    assertThat(caller.get("/devices").json().size()).isZero();
    assertError(caller.send("POST", "/devices", "{}"), 400, "ArgumentInvalid");
    assertError(caller.send("POST", "/devices", "[1]"), 400, "ArgumentInvalid");
  }

  @Test
  void bothStatisticsCount() {
    bulk("{'id':'d1'},{'id':'d2','status':'disabled'}");
    emulator.hub().connect(ClientId.device("d1"), new Silent());
    assertThat(caller.get("/statistics/service").text()).isEqualTo("{\"connectedDeviceCount\":1}");
    assertThat(caller.get("/statistics/devices").json().path("enabledDeviceCount").intValue())
        .isEqualTo(1);
  }

  @Test
  void devicesHaveAnEtagInTheHeaderAndModulesNot() {
    Reply device = caller.send("PUT", "/devices/d1", "{}", "If-Match", "\"\"");
    assertThat(device.header("etag")).contains('"' + device.json().path("etag").textValue() + '"');
    assertThat(caller.get("/devices/d1").header("etag")).isPresent();
    Reply module = caller.send("PUT", "/devices/d1/modules/m1", "{}");
    assertThat(module.status()).isEqualTo(200);
    assertThat(module.header("etag")).isEmpty();
    assertThat(module.json().path("managedBy").isNull()).isTrue();
  }

  @Test
  void importAndExportReachNoContainer() {
    assertError(
        caller.send(
            "POST",
            "/jobs/create",
            "{\"type\":\"export\",\"outputBlobContainerUri\":\"https://x\"}"),
        400,
        "BlobContainerValidationError");
    assertError(caller.send("POST", "/jobs/create", "{\"type\":\"export\"}"), 400, "ArgumentNull");
    assertError(caller.send("POST", "/jobs/create", "{\"type\":\"x\"}"), 400, "ArgumentInvalid");
    assertThat(caller.get("/jobs").text()).isEqualTo("[]");
    assertError(caller.get("/jobs/j1"), 404, "JobNotFound");
    assertError(caller.send("DELETE", "/jobs/j1", ""), 404, "JobNotFound");
  }

  @Test
  void aDigitalTwinIsADeviceTwinInAnotherShape() {
    caller.send("PUT", "/devices/d1", "{}");
    Reply updated =
        caller.send(
            "PATCH",
            "/digitaltwins/d1",
            "[{\"op\":\"add\",\"path\":\"/target\",\"value\":20},"
                + "{\"op\":\"replace\",\"path\":\"/thermostat/limit\",\"value\":30}]");
    assertThat(updated.status()).as(updated.text()).isEqualTo(202);
    assertThat(updated.text()).isEmpty();
    assertThat(updated.header("location"))
        .contains("https://first.azure-devices.net/digitaltwins/d1");
    assertThat(caller.get("/twins/d1").json().at("/properties/desired/thermostat/__t").textValue())
        .isEqualTo("c");
    emulator
        .hub()
        .connect(ClientId.device("d1"), new Silent())
        .report(
            twinJson(
                "{'serial':'a1','target':{'value':19,'ac':200,'av':2,'ad':'done'},"
                    + "'thermostat':{'__t':'c','max':31}}"));
    Reply twin = caller.get("/digitaltwins/d1");
    assertThat(twin.header("etag")).isEqualTo(updated.header("etag"));
    assertThat(twin.json().path("$dtId").textValue()).isEqualTo("d1");
    assertThat(twin.json().path("serial").textValue()).isEqualTo("a1");
    assertThat(twin.json().path("target").intValue()).isEqualTo(19);
    assertThat(twin.json().at("/$metadata/target/desiredValue").intValue()).isEqualTo(20);
    assertThat(twin.json().at("/$metadata/target/ackCode").intValue()).isEqualTo(200);
    assertThat(twin.json().at("/thermostat/max").intValue()).isEqualTo(31);
    assertThat(twin.json().at("/thermostat/$metadata/limit/desiredValue").intValue()).isEqualTo(30);
    assertThat(
            caller
                .send("PATCH", "/digitaltwins/d1", "[{\"op\":\"remove\",\"path\":\"/target\"}]")
                .status())
        .isEqualTo(202);
    assertThat(caller.get("/twins/d1").json().at("/properties/desired").has("target")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"op\":\"move\",\"path\":\"/a\"}]",
        "[{\"op\":\"add\",\"path\":\"/a\"}]",
        "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
        "[{\"op\":\"add\",\"path\":\"/a/b/c\",\"value\":1}]",
        "[1]"
      })
  void badJsonPatchesAreNamed(String patch) {
    caller.send("PUT", "/devices/d1", "{}");
    assertError(caller.send("PATCH", "/digitaltwins/d1", patch), 400, "InvalidDigitalTwinPatch");
  }

  @Test
  void aCommandIsADirectMethod() {
    caller.send("PUT", "/devices/d1", "{}");
    AtomicReference<DeviceLink> link = new AtomicReference<>();
    link.set(
        emulator
            .hub()
            .connect(
                ClientId.device("d1"),
                new Silent() {
                  @Override
                  public void onMethod(MethodCall called) {
                    assertThat(called.name()).isEqualTo("t*reboot");
                    link.get().answerMethod(called.requestId(), 207, called.payload());
                  }
                }));
    link.get().acceptMethods();
    Reply reply =
        caller.send("POST", "/digitaltwins/d1/components/t/commands/reboot", "{\"delay\":5}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("{\"delay\":5}");
    assertThat(reply.header("x-ms-command-statuscode")).contains("207");
  }

  @Test
  void commandsFindNobody() {
    caller.send("PUT", "/devices/d1", "{}");
    for (String path :
        new String[] {
          "/digitaltwins/d1/commands/reboot", "/digitaltwins/d1/components/t/commands/reboot"
        }) {
      Reply reply = caller.send("POST", path, "{}");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.header("iothub-errorcode")).contains("DeviceNotOnline");
    }
    assertThat(caller.send("POST", "/digitaltwins/x/commands/r", "{}").header("iothub-errorcode"))
        .contains("DeviceNotFound");
  }

  @Test
  void thereIsNoFeedback() {
    assertThat(caller.get("/messages/serviceBound/feedback").status()).isEqualTo(204);
    assertError(
        caller.send("DELETE", "/messages/serviceBound/feedback/lock", ""),
        412,
        "DeviceMessageLockLost");
    assertError(
        caller.send("POST", "/messages/serviceBound/feedback/lock/abandon", ""),
        412,
        "DeviceMessageLockLost");
  }

  static Stream<Operation> ofServices() {
    return Arrays.stream(Operation.values())
        .filter(operation -> operation.needs() != Permission.DEVICE_CONNECT);
  }

  @ParameterizedTest
  @MethodSource("ofServices")
  void anUnknownApiVersionIsRefusedEverywhere(Operation operation) {
    String token = Caller.token("localhost", "iothubowner", Instant.now().plusSeconds(60));
    for (String version : new String[] {"1999-01-01", "2021-04-13", "2021-04", "x"}) {
      Reply reply =
          caller.raw(operation.method(), path(operation) + "?api-version=" + version, "", token);
      assertError(reply, 400, "InvalidProtocolVersion");
      assertThat(reply.text()).contains(version);
    }
    assertThat(caller.raw("GET", "/devices?api-version=2024-03-31", "", token).status())
        .isEqualTo(200);
  }

  static Stream<Operation> withBody() {
    Set<String> without =
        Set.of("CANCEL_JOB", "ABANDON_FEEDBACK", "INVOKE_COMMAND", "INVOKE_COMPONENT_COMMAND");
    return ofServices()
        .filter(operation -> Set.of("PUT", "POST", "PATCH").contains(operation.method()))
        .filter(operation -> !without.contains(operation.name()));
  }

  @ParameterizedTest
  @MethodSource("withBody")
  void bodiesThatAreNoJsonAreRefusedEverywhere(Operation operation) {
    emulator
        .hub()
        .identities()
        .create(ClientId.device("x"), twinJson("{'capabilities':{'iotEdge':true}}"));
    String path = path(operation);
    for (String body : new String[] {"{\"a\":", "<xml/>", "\u0000", "{} {}", "\"text\""}) {
      Reply reply = caller.send(operation.method(), path, body);
      assertError(reply, 400, "ArgumentInvalid");
      assertThat(reply.text()).doesNotContain("io.twinoperator").doesNotContain("com.fasterxml");
    }
    assertError(caller.send(operation.method(), path, ""), 400, "ArgumentNull");
    assertError(
        caller.send(operation.method(), path, "{}", "Content-Type", "text/plain"),
        415,
        "GenericUnsupportedMediaType");
    assertThat(
            caller
                .send(
                    operation.method(),
                    path,
                    "{}",
                    "Content-Type",
                    "application/json; charset=utf-8")
                .status())
        .isNotEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({"POST,/devices", "PUT,/configurations/c1", "PATCH,/digitaltwins/d1"})
  void tenMegabytesAreRefusedAndTheServerGoesOn(String method, String path) {
    Reply reply = caller.send(method, path, "[\"" + "x".repeat(10 * 1024 * 1024) + "\"]");
    assertError(reply, 413, "MessageTooLarge");
    assertThat(caller.get("/devices").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b?c%d", "it's:a.device_(1)!,=@;$", "a%2Fb", "*", "query"})
  void modulesWithReservedCharactersAreServedPercentEncoded(String id) {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8);
    caller.send("PUT", "/devices/" + encoded, "{}");
    String path = "/devices/" + encoded + "/modules/" + encoded;
    assertThat(caller.send("PUT", path, "{\"moduleId\":\"" + id + "\"}").status()).isEqualTo(200);
    assertThat(
            caller
                .get("/twins/" + encoded + "/modules/" + encoded)
                .json()
                .path("moduleId")
                .textValue())
        .isEqualTo(id);
    assertThat(caller.get("/digitaltwins/" + encoded).json().path("$dtId").textValue())
        .isEqualTo(id);
    assertThat(caller.send("DELETE", path, "").status()).isEqualTo(204);
  }

  /** A device that hears and says nothing. */
  private static class Silent implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }

  private Reply bulk(String entries) {
    return caller.send("POST", "/devices", ("[" + entries + "]").replace('\'', '"'));
  }

  private static ObjectNode twinJson(String text) {
    return io.twinoperator.emulator.twin.Json.object(text);
  }

  private static String path(Operation operation) {
    return "/"
        + operation.template().stream()
            .map(segment -> segment.startsWith("{") ? "x" : segment)
            .collect(Collectors.joining("/"));
  }

  private static void assertError(Reply reply, int status, String name) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("iothub-errorcode")).contains(name);
    assertThat(reply.json().path("Message").textValue()).startsWith("ErrorCode:" + name + ";");
  }
}
