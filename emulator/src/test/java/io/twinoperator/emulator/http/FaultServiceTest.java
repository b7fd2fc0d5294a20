package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.AzureSasCredential;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubServerBusyException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyDevicesException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubTooManyRequestsException;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.fault.FaultKind;
import io.twinoperator.emulator.fault.FaultKind.Moment;
import io.twinoperator.emulator.fault.FaultRule;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.throttle.FullBacklog;
import io.twinoperator.emulator.throttle.Shaping;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.Throttling;
import io.twinoperator.emulator.tls.Trust;
import io.twinoperator.emulator.twin.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults and throttles as clients on the socket meet them. */
class FaultServiceTest {
  private final SteppedClock clock = new SteppedClock();
  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private HubEmulator emulator;
  private TwinClient twins;
  private Caller caller;

  @BeforeEach
  void start() {
    // No backlog: what cannot be served at once is refused, so that nobody waits for the clock.
    Shaping impatient = new Shaping(1, 0, Duration.ofSeconds(20), FullBacklog.THROTTLING_EXCEPTION);
    emulator =
        HubEmulator.builder()
            .clock(clock, clock.agenda())
            .settings(HubSettings.defaults().with(ThrottleSettings.defaults().with(impatient)))
            .faultSeed(42)
            .start();
    HttpsURLConnection.setDefaultSSLSocketFactory(Trust.only(emulator.caPem()).getSocketFactory());
    for (String id : List.of("d1", "d2")) {
      emulator.hub().identities().create(ClientId.device(id), Json.object("{}"));
    }
    twins =
        new TwinClient(
            emulator.endpoint().authority(), new AzureSasCredential(token("iothubowner")));
    caller = Caller.of(emulator);
  }

  @AfterEach
  void stop() {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    emulator.close();
  }

  @Test
  void theVendorsClientIsThrottled() throws Exception {
    emulator.hub().throttles().set(Throttling.ON);
    for (int i = 0; i < 50; i++) {
      patch("d1", i);
    }
    assertThatThrownBy(() -> patch("d1", 50))
        .isInstanceOf(IotHubTooManyRequestsException.class)
        .hasMessageContaining("ErrorCode:ThrottlingException");
    assertThat(desired("d1")).isEqualTo(49);
    clock.advance(Duration.ofMillis(20));
    patch("d1", 51);
    assertThat(desired("d1")).isEqualTo(51);
  }

  @Test
  void theVendorsClientGetsTheErrorsOnDemand() throws Exception {
    emulator.faults().add(FaultText.parse("operation=PATCH_TWIN,device=d1,status=429,count=1"));
    assertThatThrownBy(() -> patch("d1", 1)).isInstanceOf(IotHubTooManyRequestsException.class);
    patch("d1", 1);
    emulator.faults().add(FaultText.parse("operation=GET_TWIN,code=403002,count=1"));
    assertThatThrownBy(() -> twins.get("d1"))
        .isInstanceOf(IotHubTooManyDevicesException.class) // the client's name for every 403
        .hasMessageContaining("IotHubQuotaExceeded");
    emulator.faults().add(FaultText.parse("operation=PATCH_TWIN,status=412,count=1"));
    assertThatThrownBy(() -> patch("d1", 2)).isInstanceOf(IotHubPreconditionFailedException.class);
    assertThat(desired("d1")).isEqualTo(1);
    emulator.faults().add(FaultText.parse("operation=PATCH_TWIN,status=503,when=after,count=1"));
    assertThatThrownBy(() -> patch("d1", 3)).isInstanceOf(IotHubServerBusyException.class);
    assertThat(desired("d1")).isEqualTo(3);
  }

  @Test
  void aResetBeforeTheWriteLeavesTheTwinAsItWas() {
    emulator.faults().add(FaultRule.always(new FaultKind.Reset(Moment.BEFORE)).on("PATCH_TWIN"));
    assertThatThrownBy(() -> patch("d1", 1)).isInstanceOf(IOException.class);
    assertThat(desired("d1")).isEqualTo(-1);
  }

  @Test
  void aResetAfterTheWriteHidesThatItWasDone() {
    emulator.faults().add(FaultRule.always(new FaultKind.Reset(Moment.AFTER)).on("PATCH_TWIN"));
    assertThatThrownBy(() -> patch("d1", 1)).isInstanceOf(IOException.class);
    assertThat(desired("d1")).isEqualTo(1);
  }

  @Test
  void aGarbledAnswerIsNoTwinThoughTheWriteWasDone() {
    emulator.faults().add(FaultRule.always(new FaultKind.Garble(Moment.AFTER)).on("PATCH_TWIN"));
    assertThatThrownBy(() -> patch("d1", 1)).hasMessageContaining("BEGIN_OBJECT");
    assertThat(desired("d1")).isEqualTo(1);
  }

  @Test
  void aResetIsATcpReset() throws Exception {
    emulator.faults().add(FaultRule.always(new FaultKind.Reset(Moment.BEFORE)).on("GET_TWIN"));
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), emulator.httpsPort());
        SSLSocket socket =
            (SSLSocket)
                Trust.only(emulator.caPem())
                    .getSocketFactory()
                    .createSocket(plain, "localhost", emulator.httpsPort(), true)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /twins/d1?api-version=2021-04-12 HTTP/1.1\r\nHost: localhost\r\n"
                      + "Authorization: "
                      + token("service")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void aDelayGoesByTheHubsClock() throws Exception {
    emulator.faults().add(FaultText.parse("operation=GET_TWIN,delay=90,count=1"));
    CompletableFuture<Caller.Reply> reply =
        CompletableFuture.supplyAsync(() -> caller.get("/twins/d1"));
    await().until(() -> clock.agenda().nextDue().isPresent());
    clock.advance(Duration.ofSeconds(89));
    assertThat(clock.agenda().nextDue()).isPresent();
    assertThat(reply).isNotDone();
    clock.advance(Duration.ofSeconds(1));
    assertThat(reply.get().status()).isEqualTo(200);
  }

  @Test
  void connectionsAreDroppedByOperationAndDevice() {
    emulator.faults().add(FaultText.parse("operation=PATCH_TWIN,connection=drop"));
    emulator.faults().add(FaultText.parse("operation=QUERY,connection=drop,device=d2"));
    Listening d1 = connect("d1");
    Listening d2 = connect("d2");
    caller.send("PATCH", "/twins/d1", "{\"properties\":{\"desired\":{\"n\":1}}}");
    assertThat(d1.heard).containsExactly("dropped");
    assertThat(d2.heard).isEmpty();
    connect("d1", d1);
    caller.send("POST", "/devices/query", "{\"query\":\"SELECT * FROM devices\"}");
    assertThat(d1.heard).containsExactly("dropped");
    assertThat(d2.heard).containsExactly("dropped");
  }

  @Test
  void queriesAreStaleUntilTheRuleIsTakenAway() {
    caller.send("PATCH", "/twins/d1", "{\"tags\":{\"n\":1}}");
    clock.advance(Duration.ofSeconds(31));
    long id = emulator.faults().add(FaultText.parse("operation=QUERY,queryLag=30"));
    String query = "{\"query\":\"SELECT tags.n AS n FROM devices WHERE deviceId = 'd1'\"}";
    assertThat(caller.send("POST", "/devices/query", query).text()).isEqualTo("[{\"n\":1}]");
    caller.send("PATCH", "/twins/d1", "{\"tags\":{\"n\":2}}");
    assertThat(caller.send("POST", "/devices/query", query).text()).isEqualTo("[{\"n\":1}]");
    emulator.faults().remove(id);
    assertThat(caller.send("POST", "/devices/query", query).text()).isEqualTo("[{\"n\":2}]");
  }

  @Test
  void ofSeveralRulesTheLargestLagCountsWhicheverIsTakenAway() {
    caller.send("PATCH", "/twins/d1", "{\"tags\":{\"n\":1}}");
    long large = emulator.faults().add(FaultText.parse("operation=QUERY,queryLag=60"));
    long small = emulator.faults().add(FaultText.parse("operation=QUERY,queryLag=10"));
    long smallToo = emulator.faults().add(FaultText.parse("operation=QUERY,queryLag=10"));
    emulator.faults().add(FaultText.parse("operation=LIST_DEVICES,queryLag=90"));
    String query = "{\"query\":\"SELECT tags.n AS n FROM devices WHERE deviceId = 'd1'\"}";
    assertThat(caller.send("POST", "/devices/query", query).text()).isEqualTo("[{\"n\":1}]");
    caller.send("PATCH", "/twins/d1", "{\"tags\":{\"n\":2}}");
    clock.advance(Duration.ofSeconds(20));
    caller.send("PATCH", "/twins/d1", "{\"tags\":{\"n\":3}}");
    assertThat(lagged()).isEqualTo("[{\"n\":1}]");
    emulator.faults().remove(small);
    assertThat(lagged()).isEqualTo("[{\"n\":1}]");
    emulator.faults().remove(large);
    assertThat(lagged()).isEqualTo("[{\"n\":2}]");
    emulator.faults().remove(smallToo);
    assertThat(lagged()).as("the rule that is left never fired").isEqualTo("[{\"n\":3}]");
  }

  /** What queries see now, asked where no rule is asked. */
  private String lagged() {
    return emulator
        .hub()
        .query("SELECT tags.n AS n FROM devices WHERE deviceId = 'd1'", 1, Optional.empty())
        .items()
        .toString();
  }

  @Test
  void aNotificationIsDuplicated() {
    emulator.faults().add(FaultText.parse("notification=duplicate,device=d*,count=1"));
    Listening d1 = connect("d1");
    for (int i = 0; i < 2; i++) {
      caller.send("PATCH", "/twins/d1", "{\"properties\":{\"desired\":{\"n\":" + i + "}}}");
    }
    assertThat(d1.heard).hasSize(3);
    assertThat(d1.heard.get(0)).isEqualTo(d1.heard.get(1)).isNotEqualTo(d1.heard.get(2));
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    List<Integer> first = statuses();
    assertThat(first).contains(200, 503);
    stop();
    start();
    assertThat(statuses()).isEqualTo(first);
  }

  private List<Integer> statuses() {
    emulator.faults().add(FaultText.parse("operation=GET_TWIN,status=503,probability=0.3"));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      statuses.add(caller.get("/twins/d1").status());
    }
    return statuses;
  }

  private void patch(String id, int value) throws Exception {
    Twin change = new Twin(id);
    change.getDesiredProperties().put("n", value);
    twins.patch(change);
  }

  private int desired(String id) {
    return emulator.hub().twins().get(ClientId.device(id)).at("/properties/desired/n").asInt(-1);
  }

  private Listening connect(String id) {
    return connect(id, new Listening());
  }

  private Listening connect(String id, Listening listening) {
    emulator.hub().connect(ClientId.device(id), listening);
    return listening;
  }

  private static String token(String policy) {
    return Caller.token("localhost", policy, Instant.now().plusSeconds(300));
  }
}
