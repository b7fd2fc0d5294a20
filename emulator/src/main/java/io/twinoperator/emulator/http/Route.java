package io.twinoperator.emulator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where a method and a path lead. */
sealed interface Route {

  /**
   * To an operation.
   *
   * @param id of the device or job, empty where the operation has none
   */
  record To(Operation operation, String id) implements Route {}

  /** Nowhere. */
  record Refused(EdgeError error) implements Route {}

  /**
   * Finds the operation.
   *
   * @param method the effective method
   * @param path URL-encoded as it was sent
   */
  static Route of(String method, String path) {
    List<String> segments = new ArrayList<>();
    for (String encoded : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
      Optional<String> segment = UrlText.decode(encoded);
      if (segment.isEmpty()) {
        return new Refused(EdgeError.malformedPath(path));
      }
      segments.add(segment.get());
    }
    if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1); // a trailing slash changes nothing
    }
    if (segments.contains("")) {
      return unknown(segments);
    }
    String root = segments.get(0);
    return switch (root) {
      case "twins" -> twins(method, segments);
      case "devices" -> devices(method, segments);
      case "jobs" -> jobs(method, segments);
      case "statistics" -> statistics(method, segments);
      case "configurations" -> notServed("configurations");
      case "modules" -> notServed("modules");
      case "digitaltwins" -> notServed("digital twins");
      default -> unknown(segments);
    };
  }

  private static Route twins(String method, List<String> segments) {
    if (segments.size() == 2) {
      String id = segments.get(1);
      return choose(
          method,
          new Choice("GET", Operation.GET_TWIN, id),
          new Choice("PATCH", Operation.PATCH_TWIN, id),
          new Choice("PUT", Operation.REPLACE_TWIN, id));
    }
    return belowDevice(segments);
  }

  private static Route devices(String method, List<String> segments) {
    if (segments.size() == 1) {
      return method.equals("POST")
          ? notServed("bulk changes of identities")
          : choose(method, new Choice("GET", Operation.LIST_DEVICES, ""));
    }
    if (segments.size() == 2 && segments.get(1).equals("query") && method.equals("POST")) {
      return new To(Operation.QUERY, "");
    }
    if (segments.size() == 2) {
      String id = segments.get(1);
      return choose(
          method,
          new Choice("GET", Operation.GET_DEVICE, id),
          new Choice("PUT", Operation.PUT_DEVICE, id),
          new Choice("DELETE", Operation.DELETE_DEVICE, id));
    }
    return belowDevice(segments);
  }

  private static Route belowDevice(List<String> segments) {
    if (segments.size() < 3) {
      return unknown(segments);
    }
    return switch (segments.get(2)) {
      case "modules" -> notServed("modules");
      case "methods" -> notServed("direct methods");
      case "messages" -> notServed("messages");
      case "commands" -> notServed("the cloud-to-device message queue");
      case "applyConfigurationContent" -> notServed("configurations");
      default -> unknown(segments);
    };
  }

  private static Route jobs(String method, List<String> segments) {
    if (segments.size() < 2 || !segments.get(1).equals("v2")) {
      return notServed("import and export jobs");
    }
    if (segments.size() == 3 && segments.get(2).equals("query") && method.equals("GET")) {
      return new To(Operation.QUERY_JOBS, "");
    }
    if (segments.size() == 3) {
      String id = segments.get(2);
      return choose(
          method,
          new Choice("GET", Operation.GET_JOB, id),
          new Choice("PUT", Operation.CREATE_JOB, id));
    }
    if (segments.size() == 4 && segments.get(3).equals("cancel")) {
      return choose(method, new Choice("POST", Operation.CANCEL_JOB, segments.get(2)));
    }
    return unknown(segments);
  }

  private static Route statistics(String method, List<String> segments) {
    if (segments.size() == 2 && segments.get(1).equals("devices")) {
      return choose(method, new Choice("GET", Operation.DEVICE_STATISTICS, ""));
    }
    return segments.size() == 2 && segments.get(1).equals("service")
        ? notServed("service statistics")
        : unknown(segments);
  }

  private static Route unknown(List<String> segments) {
    return new Refused(EdgeError.unknownPath("/" + String.join("/", segments)));
  }

  private static Route notServed(String what) {
    return new Refused(EdgeError.notServed(what));
  }

  private static Route choose(String method, Choice... choices) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Choice choice : choices) {
      if (choice.method().equals(method)) {
        return new To(choice.operation(), choice.id());
      }
      allowed.add(choice.method());
    }
    return new Refused(EdgeError.wrongMethod(method, allowed));
  }

  /** A method and what it does to a resource. */
  record Choice(String method, Operation operation, String id) {}
}
