package io.twinoperator.emulator.http;

import io.twinoperator.emulator.net.Loop;
import io.twinoperator.emulator.tls.ServerIdentity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS socket: reads a request whole, has it answered, writes the answer.
 *
 * <p>The event loop does TLS and HTTP, and works out the answers that concern one twin: they take
 * less than handing them to a thread and back. All others are worked out on worker threads, because
 * a query over a large fleet takes long enough to hold up the handshakes and small requests of
 * everybody else.
 */
public final class HubServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HubServer.class);
  // The largest legal request, a job with tags and desired properties, stays under 64 KB.
  private static final int MAX_BODY_BYTES = 512 * 1024;
  private static final int WORKERS = 8;
  private static final int LONGEST_SILENCE_SECONDS = 1800;
  private static final String DEVICE_PATH = "/$iothub/websocket";
  private static final String DEVICE_PROTOCOL = "mqtt";

  private final Loop loop;
  private final HttpServer server;
  private final ServiceApi api;

  private HubServer(Loop loop, HttpServer server, ServiceApi api) {
    this.loop = loop;
    this.server = server;
    this.api = api;
  }

  /**
   * Opens the socket.
   *
   * @param bindAddress the address to listen on
   * @param port the port, 0 for any free one
   * @param devices takes the WebSockets of devices, which speak MQTT
   * @throws IllegalStateException if the port cannot be opened; the message names it
   */
  public static HubServer start(
      String bindAddress,
      int port,
      ServerIdentity identity,
      ServiceApi api,
      Consumer<ServerWebSocket> devices) {
    Loop loop = Loop.withWorkers(WORKERS);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(bindAddress)
            .setPort(port)
            .setSsl(true)
            .setKeyCertOptions(Loop.keys(identity))
            // Longer than a device may be silent over WebSocket, its keep-alive being at most 1767
            // s.
            .setIdleTimeout(LONGEST_SILENCE_SECONDS)
            .setTcpNoDelay(true) // with Nagle each call of the vendor's client takes 40 ms
            .setHandle100ContinueAutomatically(true)
            .setUseAlpn(false) // the hub speaks HTTP/1.1
            .setWebSocketSubProtocols(List.of(DEVICE_PROTOCOL))
            .setWebSocketClosingTimeout(1) // seconds; who was refused need not agree
            .setMaxWebSocketFrameSize(MAX_BODY_BYTES)
            .setMaxWebSocketMessageSize(MAX_BODY_BYTES);
    HubServer hubServer = new HubServer(loop, loop.vertx().createHttpServer(options), api);
    hubServer.server.requestHandler(hubServer::onRequest);
    hubServer.server.webSocketHandshakeHandler(HubServer::onHandshake);
    hubServer.server.webSocketHandler(devices::accept);
    loop.await(hubServer.server.listen(), bindAddress + ":" + port);
    return hubServer;
  }

  /** The port the socket is bound to. */
  public int port() {
    return server.actualPort();
  }

  /** Closes the socket and every connection. */
  @Override
  public void close() {
    loop.close();
  }

  // The query is free: the vendor's clients say there whether they have a certificate.
  private static void onHandshake(ServerWebSocketHandshake handshake) {
    if (handshake.path().equals(DEVICE_PATH)) {
      handshake.accept();
    } else {
      handshake.reject(404);
    }
  }

  private void onRequest(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    boolean[] refused = {false};
    request.exceptionHandler(gone -> LOG.debug("A client went away: {}", gone.toString()));
    request.handler(
        chunk -> {
          if (refused[0]) {
            return;
          }
          if (body.length() + chunk.length() > MAX_BODY_BYTES) {
            refused[0] = true;
            ServiceResponse tooLarge = api.tooLarge(read(request, Buffer.buffer()), MAX_BODY_BYTES);
            write(request, tooLarge.with("Connection", "close"));
            return;
          }
          body.appendBuffer(chunk);
        });
    request.endHandler(
        end -> {
          if (!refused[0]) {
            answer(request, read(request, body));
          }
        });
  }

  private void answer(HttpServerRequest request, ServiceRequest whole) {
    (api.isQuick(whole) ? answered(whole) : answeredByWorker(whole))
        .onSuccess(response -> write(request, response))
        .onFailure(
            fault -> {
              if (isReset(fault)) {
                ConnectionReset.of(request.connection());
                return;
              }
              // Only a worker pool that is shutting down ends here.
              LOG.debug("{} {} was not answered: {}", whole.method(), whole.path(), fault);
              request.connection().close();
            });
  }

  private void work(Runnable task) {
    loop.vertx()
        .<Void>executeBlocking(
            () -> {
              task.run();
              return null;
            },
            false)
        .onFailure(fault -> LOG.debug("Delayed work was not done: {}", fault.toString()));
  }

  private static boolean isReset(Throwable fault) {
    return fault instanceof ConnectionResetException
        || fault.getCause() instanceof ConnectionResetException;
  }

  private Future<ServiceResponse> answered(ServiceRequest whole) {
    return onContext(api.handle(whole, this::work), loop.vertx().getOrCreateContext());
  }

  private Future<ServiceResponse> answeredByWorker(ServiceRequest whole) {
    Context own = loop.vertx().getOrCreateContext();
    return loop.vertx()
        .executeBlocking(() -> api.handle(whole, this::work), false)
        .compose(answer -> onContext(answer, own));
  }

  // Answers come on the threads of workers, devices and delays; they are written on the request's.
  private static Future<ServiceResponse> onContext(
      CompletionStage<ServiceResponse> answer, Context own) {
    return Future.fromCompletionStage(answer, own);
  }

  private static ServiceRequest read(HttpServerRequest request, Buffer body) {
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach((n, v) -> headers.putIfAbsent(n.toLowerCase(Locale.ROOT), v));
    return new ServiceRequest(request.method().name(), request.uri(), headers, body);
  }

  private void write(HttpServerRequest request, ServiceResponse response) {
    HttpServerResponse out = request.response();
    if (out.ended() || out.closed()) {
      return;
    }
    out.setStatusCode(response.status());
    out.putHeader("Date", api.date());
    response.headers().forEach(out::putHeader);
    if (response.content().length() == 0) {
      out.end();
    } else {
      if (!out.headers().contains("Content-Type")) {
        out.putHeader("Content-Type", "application/json; charset=utf-8");
      }
      out.end(response.content());
    }
  }
}
