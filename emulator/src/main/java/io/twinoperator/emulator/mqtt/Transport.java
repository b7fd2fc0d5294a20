package io.twinoperator.emulator.mqtt;

import io.vertx.core.buffer.Buffer;

/**
 * A stream of bytes to one client: a TLS socket or the binary frames of a WebSocket. All but {@link
 * #onContext} is called on the connection's own context.
 */
interface Transport {

  /** Runs work on the connection's context, in the order in which it was given; from any thread. */
  void onContext(Runnable work);

  /** Sends bytes; harmless when the connection has ended. */
  void write(Buffer bytes);

  /** Bytes given to {@link #write} that have not left yet. */
  long unsentBytes();

  /** Stops reading, so that a client that floods waits. */
  void pause();

  /** Reads on. */
  void resume();

  /** Ends the connection after what was written; harmless when it has ended. */
  void close();
}
