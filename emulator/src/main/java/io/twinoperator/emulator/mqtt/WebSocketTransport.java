package io.twinoperator.emulator.mqtt;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/** The binary messages of a WebSocket; packets and messages need not end together. */
final class WebSocketTransport implements Transport {
  private final ServerWebSocket socket;
  private final Context context;
  private long unsent;

  WebSocketTransport(ServerWebSocket socket, Context context) {
    this.socket = socket;
    this.context = context;
  }

  @Override
  public void onContext(Runnable work) {
    context.runOnContext(now -> work.run());
  }

  @Override
  public void write(Buffer bytes) {
    if (socket.isClosed()) {
      return;
    }
    unsent += bytes.length();
    socket.writeBinaryMessage(bytes).onComplete(sent -> unsent -= bytes.length());
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
    socket.close();
  }
}
