package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.Throttling;
import io.twinoperator.emulator.twin.Json;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminApiTest {
  private static HubEmulator emulator;
  private static Caller caller;

  @BeforeAll
  static void start() {
    emulator =
        HubEmulator.builder()
            .hosts("a.net", "b.net")
            .settings(HubSettings.defaults().with(ThrottleSettings.defaults()))
            .faultSeed(9)
            .start();
    caller = Caller.of(emulator);
    emulator.hub().identities().create(ClientId.device("d"), Json.object("{}"));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @AfterEach
  void clear() {
    emulator.faults().clear();
    emulator.hub().throttles().set(Throttling.OFF);
  }

  @Test
  void faultsAreAddedListedAndTakenAway() {
    Caller.Reply added =
        caller.send(
            "POST",
            "/_emulator/faults",
            "{\"operation\":\"GET_TWIN\",\"status\":503,\"count\":1,\"device\":\"d*\"}");
    assertThat(added.status()).isEqualTo(201);
    long id = added.json().path("id").longValue();
    assertThat(caller.get("/twins/d").status()).isEqualTo(503);
    assertThat(caller.get("/twins/d").status()).isEqualTo(200);

    JsonNode listed = caller.get("/_emulator/faults").json();
    assertThat(listed.path("seed").longValue()).isEqualTo(9);
    assertThat(listed.path("faults")).hasSize(1);
    assertThat(listed.path("faults").get(0).toString())
        .isEqualTo(
            "{\"id\":"
                + id
                + ",\"operation\":\"GET_TWIN\",\"device\":\"d*\",\"probability\":1.0,\"count\":1,"
                + "\"status\":503,\"code\":503001,\"when\":\"before\",\"asked\":2,\"fired\":1}");

    assertThat(caller.send("DELETE", "/_emulator/faults/" + id, "").status()).isEqualTo(204);
    assertThat(caller.send("DELETE", "/_emulator/faults/" + id, "").status()).isEqualTo(404);
    caller.send("POST", "/_emulator/faults", "{\"reset\":\"before\"}");
    assertThat(caller.send("DELETE", "/_emulator/faults", "").status()).isEqualTo(204);
    assertThat(caller.get("/_emulator/faults").json().path("faults")).isEmpty();
  }

  @Test
  void whatTheAnswerSaysIsNotMistakenForTheHubsOwn() {
    caller.send("POST", "/_emulator/faults", "{\"status\":500}");
    assertThat(caller.get("/twins/d").text())
        .contains("ErrorCode:ServerError;A fault injected on demand");
    assertThat(caller.get("/_emulator/faults").status()).as("it does not fail").isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"status\":503,\"operation\":\"GET_TWINS\"}; GET_TWINS",
        "{\"status\":599}; 599",
        "{}; exactly one of",
        "[]; must be a JSON object"
      })
  void aWrongRuleIs400AndSaysWhy(String body, String why) {
    Caller.Reply reply = caller.send("POST", "/_emulator/faults", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains(why);
  }

  @Test
  void throttlesAreShownAndSwitched() {
    JsonNode off = caller.get("/_emulator/throttle").json();
    assertThat(off.path("throttle").asText()).isEqualTo("off");
    assertThat(off.at("/operations/TWIN_UPDATE/limit").intValue()).isEqualTo(50);
    assertThat(off.at("/operations/QUERY/seconds").intValue()).isEqualTo(60);
    assertThat(off.path("messagesPerDay").intValue()).isEqualTo(400_000);

    assertThat(caller.send("PUT", "/_emulator/throttle", "{\"throttle\":\"on\"}").status())
        .isEqualTo(200);
    assertThat(emulator.hub().throttles().throttling()).isEqualTo(Throttling.ON);
    assertThat(emulator.hub("b.net").throttles().throttling()).isEqualTo(Throttling.OFF);
    caller.get("/twins/d");
    assertThat(caller.get("/_emulator/throttle").json().path("messagesToday").intValue())
        .isPositive();
    assertThat(caller.send("PUT", "/_emulator/throttle", "{\"throttle\":\"yes\"}").status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "registryReadWrite", "device"})
  void itIsForTheOwnerOnly(String policy) {
    String token = Caller.token("a.net", policy, Instant.now().plusSeconds(60));
    Caller.Reply reply = caller.raw("GET", "/_emulator/faults", "", token);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(caller.raw("GET", "/_emulator/faults", "", "").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /_emulator/faults, 405",
    "GET, /_emulator/faults/1, 405",
    "DELETE, /_emulator/throttle, 405",
    "GET, /_emulator/clock, 404",
    "DELETE, /_emulator/faults/x, 404",
    "DELETE, /_emulator/faults/99999999999999999999, 404"
  })
  void theRestIsRefused(String method, String path, int status) {
    assertThat(caller.send(method, path, "").status()).isEqualTo(status);
  }
}
