package io.twinoperator.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Kept-alive HTTPS connections to one server, and closed loops of requests over them. */
public final class HttpLoad {
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;
  private static final int AT_ONCE = 50;
  private static final long PATIENCE_SECONDS = 60;

  private final TlsClient client;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();

  private HttpLoad(TlsClient client) {
    this.client = client;
  }

  /**
   * Opens the connections.
   *
   * @throws IllegalStateException if the server cannot be reached or trusted
   */
  public static HttpLoad open(TlsClient client, int port, String caPem, int connections) {
    HttpLoad load = new HttpLoad(client);
    SslContext trust = TlsClient.trusting(caPem);
    for (int opened = 0; opened < connections; opened += AT_ONCE) {
      IntStream.range(opened, Math.min(connections, opened + AT_ONCE))
          .mapToObj(i -> client.open(trust, port, load::addHandlers))
          .toList()
          .forEach(HttpLoad::await);
    }
    return load;
  }

  private void addHandlers(Channel channel) {
    HttpConnection connection =
        new HttpConnection(channel, fault -> broken.completeExceptionally(fault));
    channel
        .pipeline()
        .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_ANSWER_BYTES), connection);
    connections.add(connection);
  }

  /**
   * Runs each exchange in a loop on a connection of its own: the next request leaves when the last
   * one has been answered.
   *
   * @param exchanges at most as many as there are connections
   * @param length requests leave for this long
   * @throws IllegalStateException if a connection breaks or anything but 200 is answered
   */
  public Window run(List<? extends Exchange> exchanges, Duration length) {
    if (exchanges.size() > connections.size()) {
      throw new IllegalArgumentException(
          exchanges.size() + " exchanges need as many connections, not " + connections.size());
    }
    Loop loop = new Loop(exchanges.size(), length);
    client
        .thread()
        .execute(
            () -> {
              loop.begin();
              for (int i = 0; i < exchanges.size(); i++) {
                loop.step(connections.get(i), exchanges.get(i));
              }
            });
    return awaitUnlessBroken(loop.done);
  }

  /**
   * Patches the twin of each device once, and takes the time from the request to the moment at
   * which the device hears of it. A connection goes on when its last patch has been answered and
   * heard of.
   *
   * @param atOnce patches under way at a time, each on a connection of its own
   */
  public Samples patchEach(MqttFleet fleet, HubRequests requests, PatchText patch, int atOnce) {
    return deliver(
        (connection, device, arrival) -> {
          fleet.device(device).expect(arrival::arrived);
          connections
              .get(connection)
              .send(
                  requests.patch(patch.deviceId(device), "*", patch.next()),
                  answer -> arrival.answered());
        },
        fleet.size(),
        atOnce);
  }

  /**
   * Sends the same patches, one over each connection, and takes the time until the answer.
   *
   * @param atOnce patches under way at a time
   */
  public Samples patchOverEach(HubRequests requests, PatchText patch, int atOnce) {
    return deliver(
        (sender, connection, arrival) ->
            connections
                .get(connection)
                .send(
                    requests.patch(patch.deviceId(connection), "*", patch.next()),
                    answer -> {
                      arrival.arrived();
                      arrival.answered();
                    }),
        connections.size(),
        atOnce);
  }

  private Samples deliver(Delivery.Way way, int receivers, int atOnce) {
    Delivery delivery = new Delivery(way, receivers);
    client.thread().execute(() -> delivery.start(atOnce));
    return awaitUnlessBroken(delivery.done());
  }

  private <T> T awaitUnlessBroken(CompletableFuture<T> future) {
    CompletableFuture<T> fault = broken.thenApply(never -> future.join());
    return await(future.applyToEither(fault, value -> value));
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("No answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** One run; everything in it happens on the client's thread. */
  private static final class Loop {
    private final CompletableFuture<Window> done = new CompletableFuture<>();
    private final Samples samples = new Samples();
    private final Duration length;
    private int running;
    private long end;
    private int inTime;

    Loop(int running, Duration length) {
      this.running = running;
      this.length = length;
    }

    void begin() {
      end = System.nanoTime() + length.toNanos();
    }

    void step(HttpConnection connection, Exchange exchange) {
      long sent = System.nanoTime();
      if (sent >= end) {
        running--;
        if (running == 0) {
          done.complete(new Window(length, inTime, samples));
        }
        return;
      }
      connection.send(
          exchange.next(),
          response -> {
            exchange.answered(response);
            long now = System.nanoTime();
            samples.add(now - sent);
            if (now < end) {
              inTime++;
            }
            step(connection, exchange);
          });
    }
  }
}
