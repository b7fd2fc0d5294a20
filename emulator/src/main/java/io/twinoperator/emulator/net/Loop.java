package io.twinoperator.emulator.net;

import io.twinoperator.emulator.tls.ServerIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The event loop of one socket, with its workers, and how its server starts and stops. */
public final class Loop implements AutoCloseable {
  private static final long START_STOP_SECONDS = 20;

  private final Vertx vertx;

  private Loop(Vertx vertx) {
    this.vertx = vertx;
  }

  /** One event loop thread and so many workers, all daemons; it keeps no files. */
  public static Loop withWorkers(int workers) {
    return new Loop(
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(workers)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false))));
  }

  /** What servers are made of. */
  public Vertx vertx() {
    return vertx;
  }

  /** A server's key and certificate as Vert.x takes them. */
  public static PemKeyCertOptions keys(ServerIdentity identity) {
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(identity.keyPem()))
        .addCertValue(Buffer.buffer(identity.certificatePem()));
  }

  /**
   * Waits until a server listens, at most 20 s; ends the loop when it cannot.
   *
   * @param address for the message, host and port
   * @throws IllegalStateException naming the address and the reason
   */
  public void await(Future<?> listening, String address) {
    try {
      await(listening);
    } catch (IllegalStateException e) {
      close();
      throw new IllegalStateException("Cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** Closes every socket of the loop and waits for it, at most 20 s. */
  @Override
  public void close() {
    await(vertx.close());
  }

  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(START_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within " + START_STOP_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
