package io.twinoperator.hub.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.twinoperator.emulator.tls.CertificateAuthority;
import io.twinoperator.emulator.tls.ServerIdentity;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.Hub.QueryPage;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.twin.MergePatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong below the hub's API, against a server that misbehaves on purpose. */
class ConnectionTrapsTest {

  private static final HubHost HOST = new HubHost("plant.azure-devices.net");
  private static final String TWIN = "{\"deviceId\":\"d\",\"etag\":\"AAAAAAAAAAE=\"}";

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private String caPem = "";
  private HttpsServer server;
  private Hub hub;

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create(Instant.now());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context(authority.issue(List.of(HOST.name()), Instant.now()))));
    server.createContext("/", this::handle);
    server.start();
    caPem = authority.certificatePem();
    hub = connect(server.getAddress().getPort());
  }

  private Hub connect(int port) throws Exception {
    return AzureHubs.install(InstantSource.system())
        .connect(
            HOST,
            ConnectionString.parse(
                "HostName=" + HOST + ";SharedAccessKeyName=p;SharedAccessKey=a2V5"),
            Optional.of(new Endpoint("localhost", port)),
            Optional.of(caPem));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aPatchIsNotSentAgainWhenItsConnectionDies() throws Exception {
    answers.add(exchange -> respond(exchange, 200, TWIN));
    answers.add(HttpExchange::close);
    answers.add(exchange -> respond(exchange, 200, TWIN));

    assertThat(hub.twin("d").deviceId()).isEqualTo("d");
    assertThatThrownBy(() -> hub.patch("d", someTags(), "AAAAAAAAAAE="))
        .isInstanceOf(HubException.Unavailable.class);
    assertThat(seen)
        .as("one read, one patch as a POST with the override, and no second one")
        .containsExactly("GET /twins/d null null", "POST /twins/d PATCH \"AAAAAAAAAAE=\"");
  }

  /** The SDK then connects once more and sends no body, which a hub answers as below. */
  @Test
  void aConnectionThatFailsAtFirstIsUnavailableAndNotInvalid() throws Exception {
    answers.add(
        exchange -> respond(exchange, 400, "{\"Message\":\"ErrorCode:ArgumentNull;BadRequest\"}"));

    try (ServerSocket front = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread forwarder = new Thread(() -> dropTheFirstAndForwardTheNext(front));
      forwarder.start();
      Hub behind = connect(front.getLocalPort());
      assertThatThrownBy(() -> behind.patch("d", someTags(), "AAAAAAAAAAE="))
          .isInstanceOf(HubException.Unavailable.class);
    }
    assertThat(bodies).as("one request came, and it was empty").containsExactly("");
  }

  private void dropTheFirstAndForwardTheNext(ServerSocket front) {
    try (Socket dropped = front.accept()) {
      dropped.close();
      try (Socket in = front.accept();
          Socket out =
              new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
        Thread back = new Thread(() -> copy(out, in));
        back.start();
        copy(in, out);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      seen.add("the forwarder ended: " + e);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException closed) {
      // The other end is gone, and with it the connection.
    }
  }

  @Test
  void anEmptyLastPageIsTheEndAndAnEmptyContinuationIsNone() throws Exception {
    answers.add(
        exchange -> {
          exchange.getResponseHeaders().add("x-ms-continuation", "next");
          respond(exchange, 200, "[{\"deviceId\":\"d\"}]");
        });
    answers.add(
        exchange -> {
          exchange.getResponseHeaders().add("x-ms-continuation", "");
          respond(exchange, 200, "[]");
        });

    QueryPage first = hub.query("SELECT * FROM devices", 10, Optional.empty());
    QueryPage second = hub.query("SELECT * FROM devices", 10, first.continuation());

    assertThat(first.rows()).as("a short page with a continuation is one page").hasSize(1);
    assertThat(first.continuation()).contains("next");
    assertThat(second).isEqualTo(new QueryPage(List.of(), Optional.empty()));
    assertThat(seen).hasSize(2);
  }

  @Test
  void aThrottledCallIsNotRepeated() {
    answers.add(
        exchange -> respond(exchange, 429, "{\"Message\":\"ErrorCode:ThrottlingException;\"}"));
    answers.add(exchange -> respond(exchange, 200, TWIN));

    assertThatThrownBy(() -> hub.twin("d"))
        .isInstanceOf(HubException.Throttled.class)
        .hasMessageContaining("ThrottlingException");
    assertThat(seen).hasSize(1);
  }

  @Test
  void answersThatAreNoTwinAreUnknown() {
    answers.add(exchange -> respond(exchange, 200, "<html>a proxy</html>"));
    answers.add(exchange -> respond(exchange, 200, ""));
    answers.add(exchange -> respond(exchange, 200, "{}"));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> hub.twin("d"))
          .isInstanceOf(HubException.Unknown.class)
          .hasMessageContaining("device d");
    }
  }

  @Test
  void decimalsKeepTheirText() throws Exception {
    answers.add(
        exchange ->
            respond(
                exchange,
                200,
                "{\"deviceId\":\"d\",\"properties\":{\"desired\":{\"a\":1.10,\"b\":20.0,\"c\":12345678901234567890}}}"));

    assertThat(hub.twin("d").desired())
        .hasToString("{\"a\":1.10,\"b\":20.0,\"c\":12345678901234567890}");
  }

  private static MergePatch someTags() {
    return new MergePatch(
        JsonNodeFactory.instance.objectNode().put("a", 1), JsonNodeFactory.instance.objectNode());
  }

  private void handle(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    seen.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override"),
                exchange.getRequestHeaders().getFirst("If-Match")));
    answers.remove().give(exchange);
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static SSLContext context(ServerIdentity identity) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], new Certificate[] {identity.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
