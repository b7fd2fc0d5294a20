package io.twinoperator.emulator.mqtt;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** A TLS connection. */
final class SocketTransport implements Transport {
  private final NetSocket socket;
  private final Context context;
  private long unsent;

  SocketTransport(NetSocket socket, Context context) {
    this.socket = socket;
    this.context = context;
  }

  @Override
  public void onContext(Runnable work) {
    context.runOnContext(now -> work.run());
  }

  @Override
  public void write(Buffer bytes) {
    unsent += bytes.length();
    socket.write(bytes).onComplete(sent -> unsent -= bytes.length());
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
