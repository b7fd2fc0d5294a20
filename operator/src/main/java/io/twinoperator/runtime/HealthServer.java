package io.twinoperator.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Answers the kubelet and Prometheus: {@code /healthz/live}, {@code /healthz/ready} and {@code
 * /metrics}, in plain text and without authentication, so nothing but health and counts is on it.
 */
final class HealthServer implements AutoCloseable {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpServer server;

  /** An answer to a probe. */
  private record Answer(int status, String contentType, String body) {}

  private interface Page {
    Answer get();
  }

  /**
   * Serves on all interfaces.
   *
   * @param port 0 for a free one
   * @throws IOException if the port cannot be bound
   */
  HealthServer(int port, TwinOperator operator, PrometheusMeterRegistry metrics)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    serve("/healthz/live", () -> live(operator.unhealthy()));
    serve("/healthz/ready", () -> ready(operator));
    serve(
        "/metrics",
        () -> {
          operator.refreshMetrics();
          return new Answer(OK, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
        });
    server.start();
  }

  private static Answer live(Set<String> unhealthy) {
    return unhealthy.isEmpty()
        ? new Answer(OK, TEXT, "ok\n")
        : new Answer(UNAVAILABLE, TEXT, "does not work: " + unhealthy + "\n");
  }

  private static Answer ready(TwinOperator operator) {
    return operator.isReady()
        ? new Answer(OK, TEXT, "ok\n")
        : new Answer(UNAVAILABLE, TEXT, "not started\n");
  }

  private void serve(String path, Page page) {
    server.createContext(path, exchange -> answer(exchange, page.get()));
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** The port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
