package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where a method and a path lead. */
sealed interface Route {

  /**
   * To an operation.
   *
   * @param parameters what stands in the path for the template's parameters, by their names
   */
  record To(Operation operation, Map<String, String> parameters) implements Route {
    /** The device {@code {id}}, or its module {@code {mid}} where the path names one. */
    ClientId client() {
      return new ClientId(
          parameters.getOrDefault("id", ""), Optional.ofNullable(parameters.get("mid")));
    }
  }

  /** Nowhere. */
  record Refused(EdgeError error) implements Route {}

  /**
   * Finds the operation.
   *
   * @param method the effective method
   * @param path URL-encoded as it was sent
   */
  static Route of(String method, String path) {
    Optional<List<String>> decoded = segments(path);
    if (decoded.isEmpty()) {
      return new Refused(EdgeError.malformedPath(path));
    }
    List<String> segments = decoded.get();
    List<To> onThisPath =
        Arrays.stream(Operation.values())
            .flatMap(operation -> match(operation, segments).stream())
            .toList();
    if (onThisPath.isEmpty()) {
      return new Refused(EdgeError.unknownPath("/" + String.join("/", segments)));
    }
    // jobs/v2/query is no job called query: the template with fewer parameters wins.
    return onThisPath.stream()
        .filter(to -> to.operation().method().equals(method))
        .min(Comparator.comparingInt(to -> to.parameters().size()))
        .<Route>map(to -> to)
        .orElseGet(() -> new Refused(EdgeError.wrongMethod(method, methodsOf(onThisPath))));
  }

  private static Optional<List<String>> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String encoded : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
      Optional<String> segment = UrlText.decode(encoded);
      if (segment.isEmpty()) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1); // a trailing slash changes nothing
    }
    return Optional.of(segments);
  }

  private static Optional<To> match(Operation operation, List<String> segments) {
    List<String> template = operation.template();
    if (template.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      String given = segments.get(i);
      boolean parameter = expected.startsWith("{");
      if (given.isEmpty() || (!parameter && !expected.equalsIgnoreCase(given))) {
        return Optional.empty();
      }
      if (parameter) {
        parameters.put(expected.substring(1, expected.length() - 1), given);
      }
    }
    return Optional.of(new To(operation, Map.copyOf(parameters)));
  }

  private static SortedSet<String> methodsOf(List<To> choices) {
    return choices.stream()
        .map(to -> to.operation().method())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
