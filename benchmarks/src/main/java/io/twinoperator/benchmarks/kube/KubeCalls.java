package io.twinoperator.benchmarks.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a client asks of the API server, by verb and kind; safe for threads. */
public final class KubeCalls implements Interceptor {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    counts
        .computeIfAbsent(name(request.method(), request.uri()), unused -> new LongAdder())
        .increment();
  }

  /** The counts so far, such as 7 for {@code update deviceconfigs/status}. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((name, count) -> copy.put(name, count.sum()));
    return copy;
  }

  /** The API server's own word for a request, and the kind. */
  static String name(String method, URI uri) {
    List<String> path = List.of(uri.getPath().substring(1).split("/"));
    int version = path.get(0).equals("api") ? 1 : 2;
    boolean namespaced = path.size() > version + 3 && path.get(version + 1).equals("namespaces");
    int kind = version + (namespaced ? 3 : 1);
    if (path.size() <= kind) {
      return method + " " + uri.getPath();
    }
    String below = path.size() > kind + 2 ? "/" + path.get(kind + 2) : "";
    return verb(method, uri, path.size() > kind + 1) + " " + path.get(kind) + below;
  }

  private static String verb(String method, URI uri, boolean isNamed) {
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    return switch (method) {
      case "GET" -> query.contains("watch=true") ? "watch" : isNamed ? "get" : "list";
      case "PUT" -> "update";
      case "POST" -> "create";
      default -> method.toLowerCase(java.util.Locale.ROOT);
    };
  }
}
