package io.twinoperator.emulator.mqtt;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;

/** A socket of Vert.x, be it TLS or a WebSocket in it. */
final class SocketTransport implements Transport {
  private final ReadStream<Buffer> socket;
  private final Function<Buffer, Future<Void>> writer;
  private final Runnable closer;
  private final Context context;
  private long unsent;

  private SocketTransport(
      ReadStream<Buffer> socket,
      Function<Buffer, Future<Void>> writer,
      Runnable closer,
      Context context) {
    this.socket = socket;
    this.writer = writer;
    this.closer = closer;
    this.context = context;
  }

  /** A TLS connection. */
  static SocketTransport of(NetSocket socket, Context context) {
    return new SocketTransport(socket, bytes -> socket.write(bytes), () -> socket.close(), context);
  }

  /**
   * The binary messages of a WebSocket; packets and messages need not end together. What is written
   * after its end is lost.
   */
  static SocketTransport of(ServerWebSocket socket, Context context) {
    return new SocketTransport(
        socket,
        bytes -> socket.isClosed() ? Future.succeededFuture() : socket.writeBinaryMessage(bytes),
        () -> socket.close(),
        context);
  }

  @Override
  public void onContext(Runnable work) {
    context.runOnContext(now -> work.run());
  }

  @Override
  public void write(Buffer bytes) {
    unsent += bytes.length();
    writer.apply(bytes).onComplete(sent -> unsent -= bytes.length());
  }

  @Override
  public long unsentBytes() {
    return unsent;
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    socket.resume();
  }

  @Override
  public void close() {
    closer.run();
  }
}
