package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.http.Caller.Reply;
import io.twinoperator.emulator.hub.ClientId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire, over the real socket. */
class ServiceApiTest {

  private HubEmulator emulator;
  private Caller caller;

  @BeforeEach
  void start() {
    emulator = HubEmulator.builder().hosts("first.azure-devices.net", "second.example").start();
    caller = Caller.of(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aTwinIsPatchedWithEitherMethodAndReplaced() {
    create("d1");
    Reply patched =
        caller.send("PATCH", "/twins/d1", "{\"tags\":{\"a\":1,\"b\":{\"c\":2.0,\"d\":3}}}");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json().at("/tags/b/c").isDouble()).isTrue();

    Reply overridden =
        caller.send(
            "POST",
            "/twins/d1",
            "{\"etag\":null,\"tags\":{\"b\":{\"d\":null}},\"properties\":{\"desired\":{\"x\":\"é\"}}}",
            "X-HTTP-Method-Override",
            "PATCH");
    assertThat(overridden.json().path("tags").toString()).isEqualTo("{\"a\":1,\"b\":{\"c\":2.0}}");
    assertThat(overridden.json().at("/properties/desired/x").textValue()).isEqualTo("é");

    Reply replaced = caller.send("PUT", "/twins/d1", "{\"tags\":{\"only\":true}}");
    assertThat(replaced.json().path("tags").toString()).isEqualTo("{\"only\":true}");
    assertThat(caller.get("/twins/d1").json()).isEqualTo(replaced.json());
  }

  @Test
  void ifMatchIsHonoured() {
    create("d1");
    String etag = caller.get("/twins/d1").json().path("etag").textValue();
    String patch = "{\"tags\":{\"a\":1}}";

    assertThat(caller.send("PATCH", "/twins/d1", patch, "If-Match", '"' + etag + '"').status())
        .isEqualTo(200);
    Reply stale = caller.send("PATCH", "/twins/d1", patch, "If-Match", '"' + etag + '"');
    assertError(stale, 412, "PreconditionFailed");
    assertThat(caller.send("PATCH", "/twins/d1", patch, "If-Match", "*").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b?c%d", "x+y", "it's:a.device_(1)!,=@;$", "a%2Fb", "*"})
  void idsWithReservedCharactersAreServedPercentEncoded(String id) {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8);
    assertThat(caller.send("PUT", "/devices/" + path, "{\"deviceId\":\"" + id + "\"}").status())
        .isEqualTo(200);
    assertThat(caller.get("/twins/" + path).json().path("deviceId").textValue()).isEqualTo(id);
    assertThat(caller.send("DELETE", "/devices/" + path, "", "If-Match", "*").status())
        .isEqualTo(204);
  }

  @Test
  void aPlusInAPathIsAPlus() {
    create("x%2By");
    assertThat(caller.get("/twins/x+y").json().path("deviceId").textValue()).isEqualTo("x+y");
  }

  @Test
  void identitiesAreCreatedReadChangedListedCountedAndDeleted() {
    Reply created =
        caller.send("PUT", "/devices/d1", "{\"deviceId\":\"d1\",\"status\":\"Enabled\"}");
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.json().at("/authentication/symmetricKey/primaryKey").textValue())
        .isNotEmpty();
    assertError(caller.send("PUT", "/devices/d1", "{}"), 409, "DeviceAlreadyExists");

    Reply disabled =
        caller.send("PUT", "/devices/d1", "{\"status\":\"disabled\"}", "If-Match", "*");
    assertThat(disabled.json().path("status").textValue()).isEqualTo("disabled");
    create("d2");

    assertThat(caller.get("/devices?top=1").json().size()).isEqualTo(1);
    assertThat(caller.get("/devices").json().size()).isEqualTo(2);
    assertError(caller.get("/devices?top=many"), 400, "ArgumentInvalid");
    Reply statistics = caller.get("/statistics/devices");
    assertThat(statistics.json().path("totalDeviceCount").intValue()).isEqualTo(2);
    assertThat(statistics.json().path("disabledDeviceCount").intValue()).isEqualTo(1);

    Reply deleted = caller.send("DELETE", "/devices/d1", "", "If-Match", "*");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.text()).isEmpty();
    assertError(caller.get("/devices/d1"), 404, "DeviceNotFound");
  }

  @Test
  void queriesArePagedAndTheLastPageHasNoToken() {
    IntStream.range(0, 5).forEach(i -> create("d" + i));
    String query = "{\"query\":\"SELECT * FROM devices\"}";

    Reply first = caller.send("POST", "/devices/query", query, "x-ms-max-item-count", "3");
    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(first.json().size()).isEqualTo(3);
    assertThat(first.header("x-ms-item-type")).contains("Twin");
    String token = first.header("x-ms-continuation").orElseThrow();

    Reply last =
        caller.send(
            "POST",
            "/devices/query",
            query,
            "x-ms-max-item-count",
            "3",
            "x-ms-continuation",
            token);
    assertThat(last.json().size()).isEqualTo(2);
    assertThat(last.header("x-ms-continuation")).isEmpty();
  }

  @Test
  void queryFaultsAreBadRequests() {
    assertError(caller.send("POST", "/devices/query", ""), 400, "ArgumentNull");
    assertError(caller.send("POST", "/devices/query", "{}"), 400, "ArgumentNull");
    assertError(caller.send("POST", "/devices/query", "{\"query\":5}"), 400, "ArgumentInvalid");
    String query = "{\"query\":\"SELECT * FROM devices\"}";
    assertError(
        caller.send("POST", "/devices/query", query, "x-ms-max-item-count", "ten"),
        400,
        "ArgumentInvalid");
    assertThat(caller.send("POST", "/devices/query", "{\"query\":\"SELEC\"}").status())
        .isEqualTo(400);
  }

  @Test
  void jobsAreCreatedReadListedAndCancelled() {
    create("d1");
    String later = Instant.now().plusSeconds(3600).toString();
    String job =
        "{\"jobId\":\"j1\",\"type\":\"scheduleUpdateTwin\",\"cloudToDeviceMethod\":null,"
            + "\"updateTwin\":{\"etag\":\"*\",\"tags\":{\"a\":1}},\"queryCondition\":\"*\","
            + "\"startTime\":\""
            + later
            + "\",\"maxExecutionTimeInSeconds\":60}";

    Reply created = caller.send("PUT", "/jobs/v2/j1", job);
    assertThat(created.status()).as(created.text()).isEqualTo(200);
    assertThat(created.json().path("jobId").textValue()).isEqualTo("j1");
    assertThat(caller.get("/jobs/v2/j1").json().path("status").textValue()).isEqualTo("scheduled");
    Reply listed = caller.get("/jobs/v2/query?jobType=scheduleUpdateTwin");
    assertThat(listed.json().size()).isEqualTo(1);
    assertThat(listed.header("x-ms-item-type")).contains("JobResponse");

    assertThat(caller.send("POST", "/jobs/v2/j1/cancel", "{}").status()).isEqualTo(200);
    assertThat(caller.get("/jobs/v2/j1").json().path("status").textValue()).isEqualTo("cancelled");
    assertError(caller.send("PUT", "/jobs/v2/j1", job), 409, "JobAlreadyExists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tags\":            | not JSON",
        "{\"tags\":{}} x       | not JSON",
        "[1]                   | must be a JSON object",
        "5                     | must be a JSON object",
        "{\"tags\":{\"a\":1e999}} | number that is too large",
        "{\"tags\":{\"a.b\":1}} | invalid character '.'",
      })
  void badBodiesAreNamed(String body, String words) {
    create("d1");
    Reply reply = caller.send("PATCH", "/twins/d1", body);
    assertError(reply, 400, "ArgumentInvalid");
    assertThat(reply.json().path("Message").textValue()).contains(words);
    assertThat(reply.text()).doesNotContain("io.twinoperator").doesNotContain("com.fasterxml");
  }

  @Test
  void veryDeepJsonIsRefused() {
    create("d1");
    String body = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000);
    assertError(caller.send("PATCH", "/twins/d1", body), 400, "ArgumentInvalid");
  }

  @Test
  void halfACharacterIsStoredAndSentAsSomethingUtf8CanCarry() {
    create("d1");
    Reply reply = caller.send("PATCH", "/twins/d1", "{\"tags\":{\"a\":\"x\\ud800y\"}}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/tags/a").textValue()).isEqualTo("x?y");
  }

  @Test
  void tooLargeABodyIsRefusedAndTheServerGoesOn() {
    String body = "{\"tags\":{\"a\":\"" + "x".repeat(600_000) + "\"}}";
    Reply reply = caller.send("PATCH", "/twins/d1", body);
    assertError(reply, 413, "MessageTooLarge");
    assertThat(caller.get("/devices").status()).isEqualTo(200);
  }

  @Test
  void unknownPathsAndMethods() {
    assertThat(caller.get("/nothing").status()).isEqualTo(404);
    assertThat(caller.send("POST", "/", "{}").status()).isEqualTo(404);
    assertThat(caller.get("/_emulator/nothing").status()).isEqualTo(404);
    assertThat(caller.get("/twins").status()).isEqualTo(404);
    assertThat(caller.get("/twins/d1/nothing").status()).isEqualTo(404);
    Reply wrong = caller.send("DELETE", "/twins/d1", "");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.json().path("Message").textValue()).contains("'DELETE'", "GET, PATCH, PUT");
    assertError(caller.get("/twins/%ff"), 400, "ArgumentInvalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/devices", "/devices?api-version=", "/devices?api-version=latest"})
  void theApiVersionIsRequired(String target) {
    String token = Caller.token("localhost", "iothubowner", Instant.now().plusSeconds(60));
    assertError(caller.raw("GET", target, "", token), 400, "InvalidProtocolVersion");
  }

  @Test
  void unauthorisedRequestsAreToldWhy() {
    Instant soon = Instant.now().plusSeconds(60);
    assertUnauthorized("", "missing");
    assertUnauthorized("Bearer abc", "SharedAccessSignature sr=");
    assertUnauthorized(
        Caller.token("localhost", "service", Instant.now().minusSeconds(1)), "expired");
    assertUnauthorized(Caller.token("elsewhere.net", "service", soon), "elsewhere.net");
    assertUnauthorized(Caller.token("localhost", "registryRead", soon), "SERVICE_CONNECT");
    assertUnauthorized(
        Caller.token("localhost", "service", soon).replaceAll("sig=[^&]*", "sig=AAAA"),
        "not made with the policy's key");
  }

  @Test
  void theTokenChoosesTheHub() {
    create("on-the-first");
    Caller second = caller.forResource("Second.Example");
    assertThat(second.send("PUT", "/devices/on-the-second", "{}").status()).isEqualTo(200);

    assertThat(caller.get("/devices/on-the-first").status()).isEqualTo(200);
    assertThat(caller.forResource("first.azure-devices.net").get("/devices/on-the-first").status())
        .isEqualTo(200);
    assertError(caller.get("/devices/on-the-second"), 404, "DeviceNotFound");
    assertThat(emulator.hub("second.example").identities().get(ClientId.device("on-the-second")))
        .isNotNull();
  }

  private void create(String encodedId) {
    assertThat(caller.send("PUT", "/devices/" + encodedId, "{}").status()).isEqualTo(200);
  }

  private void assertUnauthorized(String authorization, String words) {
    Reply reply = caller.sendAs(authorization, "GET", "/twins/d1", "");
    assertError(reply, 401, "IotHubUnauthorizedAccess");
    assertThat(reply.text()).contains(words);
  }

  private static void assertError(Reply reply, int status, String name) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("iothub-errorcode")).contains(name);
    assertThat(reply.json().path("Message").textValue()).startsWith("ErrorCode:" + name + ";");
    assertThat(reply.json().path("ExceptionMessage").textValue())
        .matches("Tracking ID:.*-TimeStamp:\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d");
  }

  @Test
  void aModuleHasAnIdentityAndATwinOfItsOwn() {
    caller.send("PUT", "/devices/edge-1", "{}");
    assertThat(caller.send("PUT", "/devices/edge-1/modules/m1", "{\"managedBy\":\"me\"}").status())
        .isEqualTo(200);
    assertError(
        caller.send("PUT", "/devices/edge-1/modules/m1", "{}"), 409, "ModuleAlreadyExistsOnDevice");
    caller.send("PATCH", "/twins/edge-1/modules/m1", "{\"tags\":{\"a\":1}}");
    assertThat(caller.get("/twins/edge-1/modules/m1").json().at("/tags/a").intValue()).isEqualTo(1);
    assertThat(caller.get("/twins/edge-1").json().has("tags")).isFalse();
    assertThat(caller.get("/devices/edge-1/modules").json().at("/0/managedBy").textValue())
        .isEqualTo("me");
    assertError(caller.get("/twins/edge-1/modules/none"), 404, "ModuleNotFound");
    caller.send("DELETE", "/devices/edge-1", "");
    assertError(caller.get("/twins/edge-1/modules/m1"), 404, "ModuleNotFound");
  }

  @Test
  void aMethodsRefusalIsJsonInsideJsonWithItsCodeInTheHeader() {
    create("d1");
    Reply away = caller.send("POST", "/twins/d1/methods", "{\"methodName\":\"reboot\"}");
    assertThat(away.status()).isEqualTo(404);
    assertThat(away.header("iothub-errorcode")).contains("DeviceNotOnline");
    assertThat(away.json().path("ExceptionMessage").textValue()).isEmpty();
    assertThat(away.json().path("Message").textValue())
        .startsWith("{\"errorCode\":404103,\"trackingId\":\"")
        .contains(
            "\"message\":\"Timed out waiting for device to connect.\","
                + "\"info\":{\"timeout\":\"00:00:00\"},\"timestampUtc\":\"");
    Reply unnamed = caller.send("POST", "/twins/d1/methods", "{\"methodName\":null}");
    assertThat(unnamed.status()).isEqualTo(400);
    assertThat(unnamed.json().path("Message").textValue()).contains("\"errorCode\":400004");
    assertThat(
            caller
                .send("POST", "/twins/d1/modules/m/methods", "{\"methodName\":\"m\"}")
                .header("iothub-errorcode"))
        .contains("ModuleNotFound");
    assertThat(caller.get("/twins/d1/methods").status()).isEqualTo(405);
    assertError(caller.send("POST", "/twins/d1/methods", "[]"), 400, "ArgumentInvalid");
  }

  @Test
  void aJobTooManyIsRefusedWithTheJobServicesErrorInside() {
    String later =
        "{\"type\":\"scheduleDeviceMethod\",\"cloudToDeviceMethod\":{\"methodName\":\"m\"},"
            + "\"queryCondition\":\"*\",\"startTime\":\"2999-01-01T00:00:00Z\"}";
    assertThat(caller.send("PUT", "/jobs/v2/one", later).status()).isEqualTo(200);
    Reply refused = caller.send("PUT", "/jobs/v2/two", later);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("iothub-errorcode")).contains("ThrottlingMaxActiveJobCountExceeded");
    assertThat(refused.json().path("Message").textValue())
        .startsWith(
            "ErrorCode:ThrottlingMaxActiveJobCountExceeded;Error: 429 {\"Message\":\"ErrorCode:"
                + "ThrottlingMaxActiveJobCountExceeded;429\",\"ExceptionMessage\":\"Tracking ID:");
  }
}
