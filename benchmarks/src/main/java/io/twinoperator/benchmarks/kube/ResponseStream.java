package io.twinoperator.benchmarks.kube;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.OutputStream;

/** Writes a long answer in large pieces, each once the one before is on its way; for a worker. */
final class ResponseStream extends OutputStream {
  private static final int PIECE = 1 << 18;

  private final HttpServerResponse response;
  private Buffer piece = Buffer.buffer(PIECE);

  ResponseStream(HttpServerResponse response) {
    this.response = response;
  }

  @Override
  public void write(int one) {
    piece.appendByte((byte) one);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    piece.appendBytes(bytes, offset, length);
    if (piece.length() >= PIECE) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (piece.length() > 0) {
      response.write(piece).toCompletionStage().toCompletableFuture().join();
      piece = Buffer.buffer(PIECE);
    }
  }

  @Override
  public void close() {
    flush();
  }
}
