package io.twinoperator.benchmarks.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.process.Conversation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stand-in for an API server that holds a large fleet at once: each namespace has as many
 * DeviceConfigs as it was told, made from the sample, and an IoTHub. It lists, tells watchers of
 * statuses that are written, and knows no more.
 */
final class StandInProcess {
  private static final int NOT_FOUND = 404;
  private static final String ADDRESS = "127.0.0.1";

  private final JsonMapper mapper = new JsonMapper();
  private final Map<String, StandInNamespace> namespaces = new ConcurrentHashMap<>();
  private final Map<String, List<ServerWebSocket>> watchers = new ConcurrentHashMap<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server =
      vertx
          .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
          .webSocketHandler(this::watch)
          .requestHandler(this::answer);

  private StandInProcess() {}

  /** Serves until its parent is gone. */
  public static void main(String[] args) throws IOException {
    StandInProcess process = new StandInProcess();
    process.server.listen(0, ADDRESS).toCompletionStage().toCompletableFuture().join();
    new Conversation()
        .answering("url", none -> Map.of("url", process.url()))
        .doing("hold", process::hold)
        .run();
    process.vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private String url() {
    return "http://" + ADDRESS + ":" + server.actualPort();
  }

  /** Namespace, what names begin with, number, and the hub's endpoint, connection string and CA. */
  private void hold(List<String> words) {
    namespaces.put(
        words.get(0),
        new StandInNamespace(
            words.get(0),
            words.get(1),
            Integer.parseInt(words.get(2)),
            new StandInNamespace.Hub(words.get(3), words.get(4), words.get(5))));
  }

  private void watch(ServerWebSocket socket) {
    StandInRequest request =
        StandInRequest.of("GET", socket.path(), String.valueOf(socket.query()));
    List<ServerWebSocket> others =
        watchers.computeIfAbsent(request.collection(), unused -> new CopyOnWriteArrayList<>());
    others.add(socket);
    socket.closeHandler(closed -> others.remove(socket));
  }

  private void answer(HttpServerRequest request) {
    StandInRequest asked =
        StandInRequest.of(request.method().name(), request.path(), String.valueOf(request.query()));
    StandInNamespace namespace = namespaces.get(asked.namespace());
    if (namespace == null) {
      request.response().setStatusCode(NOT_FOUND).end();
    } else if (asked.isList()) {
      list(request, asked, namespace);
    } else {
      request.bodyHandler(body -> one(request, asked, namespace, body));
    }
  }

  /** Half a gigabyte for a large fleet, so it goes out as it is made. */
  private void list(HttpServerRequest request, StandInRequest asked, StandInNamespace namespace) {
    request.response().setChunked(true).putHeader("Content-Type", "application/json");
    vertx
        .executeBlocking(
            () -> {
              try (ResponseStream out = new ResponseStream(request.response())) {
                namespace.list(asked.kind(), asked.selectedName(), out);
              }
              return true;
            },
            false)
        .onComplete(sent -> request.response().end());
  }

  private void one(
      HttpServerRequest request, StandInRequest asked, StandInNamespace namespace, Buffer body) {
    try {
      if (asked.isRead()) {
        send(request, namespace.find(asked.kind(), asked.name()));
      } else if (asked.isStatusUpdate()) {
        JsonNode status = mapper.readTree(body.getBytes()).path("status");
        ObjectNode stored = namespace.writeStatus(asked.kind(), asked.name(), status);
        send(request, stored);
        String event = mapper.writeValueAsString(Map.of("type", "MODIFIED", "object", stored));
        watchers
            .getOrDefault(asked.collection(), List.of())
            .forEach(watcher -> watcher.writeTextMessage(event));
      } else {
        send(request, mapper.readTree(body.getBytes())); // events and the like are not kept
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Not JSON: " + body, e);
    }
  }

  private void send(HttpServerRequest request, JsonNode json) throws JsonProcessingException {
    if (json.isMissingNode()) {
      request.response().setStatusCode(NOT_FOUND);
    }
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(mapper.writeValueAsBytes(json)));
  }
}
