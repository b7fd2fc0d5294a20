package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.http.HubDirectory;
import io.twinoperator.emulator.net.Loop;
import io.twinoperator.emulator.tls.ServerIdentity;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The socket of MQTT over TLS. It also takes devices that came by WebSocket to the HTTPS socket.
 *
 * <p>One event loop does TLS and packets for all devices; a few workers do what has to wait for the
 * hub. No connection has a thread.
 */
public final class MqttServer implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final long CHECK_MILLIS = 500;

  private final Loop loop;
  private final NetServer server;
  private final MqttEndpoint endpoint;

  private MqttServer(Loop loop, NetServer server, MqttEndpoint endpoint) {
    this.loop = loop;
    this.server = server;
    this.endpoint = endpoint;
  }

  /**
   * Opens the socket.
   *
   * @param bindAddress the address to listen on
   * @param port the port, 0 for any free one
   * @param hubs the hubs that user names name
   * @param wallClock the real time, by which clients sign and ping
   * @throws IllegalStateException if the port cannot be opened; the message names it
   */
  public static MqttServer start(
      String bindAddress,
      int port,
      ServerIdentity identity,
      HubDirectory hubs,
      MqttSettings settings,
      InstantSource wallClock) {
    Loop loop = Loop.withWorkers(WORKERS);
    MqttEndpoint endpoint =
        new MqttEndpoint(hubs, wallClock, settings, work -> runOnWorker(loop.vertx(), work));
    NetServer server = loop.vertx().createNetServer(options(bindAddress, port, identity, settings));
    MqttServer mqtt = new MqttServer(loop, server, endpoint);
    server.connectHandler(mqtt::connected);
    loop.await(server.listen(), bindAddress + ":" + port);
    loop.vertx().setPeriodic(CHECK_MILLIS, timer -> endpoint.checkAll());
    return mqtt;
  }

  /** The port the socket is bound to. */
  public int port() {
    return server.actualPort();
  }

  /** How many connections there are, by TLS and WebSocket, said CONNECT or not. */
  public int connectionCount() {
    return endpoint.connectionCount();
  }

  /** Serves a device that came by WebSocket; called on the socket's context. */
  public void accept(ServerWebSocket socket) {
    Context context = Vertx.currentContext();
    MqttConnection connection = endpoint.accept(SocketTransport.of(socket, context));
    socket.binaryMessageHandler(connection::received);
    socket.textMessageHandler(text -> connection.close("it sent a text frame"));
    socket.exceptionHandler(gone -> socket.close());
    socket.closeHandler(closed -> connection.ended());
  }

  /** Closes the socket and every connection that came by it. */
  @Override
  public void close() {
    loop.close();
  }

  private void connected(NetSocket socket) {
    Context context = Vertx.currentContext();
    MqttConnection connection = endpoint.accept(SocketTransport.of(socket, context));
    socket.handler(connection::received);
    socket.exceptionHandler(gone -> socket.close());
    socket.closeHandler(closed -> connection.ended());
  }

  private static NetServerOptions options(
      String bindAddress, int port, ServerIdentity identity, MqttSettings settings) {
    return new NetServerOptions()
        .setHost(bindAddress)
        .setPort(port)
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(Loop.keys(identity))
        // Who does not even begin TLS is no client yet, and waits no longer than one.
        .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setAcceptBacklog(1024)
        .setTcpNoDelay(true);
  }

  private static void runOnWorker(Vertx vertx, Runnable work) {
    vertx.executeBlocking(
        () -> {
          work.run();
          return work;
        },
        false);
  }
}
