package io.twinoperator.benchmarks.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request to the stand-in, taken apart.
 *
 * @param kind plural, such as {@code deviceconfigs}
 * @param name empty where it is about all of a kind
 * @param below {@code status}, or empty
 */
record StandInRequest(
    String method, String namespace, String kind, String name, String below, String query) {
  private static final String BY_NAME = "fieldSelector=metadata.name=";

  /**
   * Takes a request apart.
   *
   * @param query still URL-encoded
   */
  static StandInRequest of(String method, String target, String query) {
    List<String> path = List.of(target.substring(1).split("/"));
    int at = path.indexOf("namespaces");
    return new StandInRequest(
        method,
        at < 0 ? "" : part(path, at + 1),
        at < 0 ? "" : part(path, at + 2),
        at < 0 ? "" : part(path, at + 3),
        at < 0 ? "" : part(path, at + 4),
        URLDecoder.decode(query, StandardCharsets.UTF_8));
  }

  private static String part(List<String> path, int index) {
    return index < path.size() ? path.get(index) : "";
  }

  boolean isRead() {
    return method.equals("GET");
  }

  boolean isList() {
    return isRead() && name.isEmpty();
  }

  boolean isStatusUpdate() {
    return method.equals("PUT") && below.equals("status");
  }

  /** All of the kind in the namespace. */
  String collection() {
    return namespace + "/" + kind;
  }

  /** The one name that a list is asked for. */
  Optional<String> selectedName() {
    int at = query.indexOf(BY_NAME);
    return at < 0
        ? Optional.empty()
        : Optional.of(query.substring(at + BY_NAME.length()).split("&", 2)[0]);
  }
}
