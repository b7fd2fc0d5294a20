package io.twinoperator.emulator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where a method and a path lead. */
sealed interface Route {

  /** To an operation. */
  record To(Operation operation) implements Route {}

  /** To something an IoT Hub has and this emulator has not. */
  record NotServed(String what) implements Route {}

  /** To a resource that does not know the method. */
  record WrongMethod(List<String> allowed) implements Route {}

  /** Nowhere. */
  record Unknown() implements Route {}

  /** The path's percent-encoding is broken. */
  record Malformed() implements Route {}

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
        return new Malformed();
      }
      segments.add(segment.get());
    }
    if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) {
      segments.remove(segments.size() - 1); // a trailing slash changes nothing
    }
    if (segments.contains("")) {
      return new Unknown();
    }
    return switch (segments.get(0)) {
      case "twins" -> twins(method, segments);
      case "devices" -> devices(method, segments);
      case "jobs" -> jobs(method, segments);
      case "statistics" -> statistics(method, segments);
      case "configurations" -> new NotServed("configurations");
      case "modules" -> new NotServed("modules");
      case "digitaltwins" -> new NotServed("digital twins");
      default -> new Unknown();
    };
  }

  private static Route twins(String method, List<String> segments) {
    if (segments.size() == 2) {
      String id = segments.get(1);
      return choose(
          method,
          new Choice("GET", new Operation.GetTwin(id)),
          new Choice("PATCH", new Operation.PatchTwin(id)),
          new Choice("PUT", new Operation.ReplaceTwin(id)));
    }
    return belowDevice(segments);
  }

  private static Route devices(String method, List<String> segments) {
    if (segments.size() == 1) {
      return method.equals("POST")
          ? new NotServed("bulk changes of identities")
          : choose(method, new Choice("GET", new Operation.ListDevices()));
    }
    if (segments.size() == 2 && segments.get(1).equals("query") && method.equals("POST")) {
      return new To(new Operation.Query());
    }
    if (segments.size() == 2) {
      String id = segments.get(1);
      return choose(
          method,
          new Choice("GET", new Operation.GetDevice(id)),
          new Choice("PUT", new Operation.PutDevice(id)),
          new Choice("DELETE", new Operation.DeleteDevice(id)));
    }
    return belowDevice(segments);
  }

  private static Route belowDevice(List<String> segments) {
    if (segments.size() < 3) {
      return new Unknown();
    }
    return switch (segments.get(2)) {
      case "modules" -> new NotServed("modules");
      case "methods" -> new NotServed("direct methods");
      case "messages" -> new NotServed("messages");
      case "commands" -> new NotServed("the cloud-to-device message queue");
      case "applyConfigurationContent" -> new NotServed("configurations");
      default -> new Unknown();
    };
  }

  private static Route jobs(String method, List<String> segments) {
    if (segments.size() < 2 || !segments.get(1).equals("v2")) {
      return new NotServed("import and export jobs");
    }
    if (segments.size() == 3 && segments.get(2).equals("query") && method.equals("GET")) {
      return new To(new Operation.QueryJobs());
    }
    if (segments.size() == 3) {
      String id = segments.get(2);
      return choose(
          method,
          new Choice("GET", new Operation.GetJob(id)),
          new Choice("PUT", new Operation.CreateJob(id)));
    }
    if (segments.size() == 4 && segments.get(3).equals("cancel")) {
      return choose(method, new Choice("POST", new Operation.CancelJob(segments.get(2))));
    }
    return new Unknown();
  }

  private static Route statistics(String method, List<String> segments) {
    if (segments.size() == 2 && segments.get(1).equals("devices")) {
      return choose(method, new Choice("GET", new Operation.DeviceStatistics()));
    }
    return segments.size() == 2 && segments.get(1).equals("service")
        ? new NotServed("service statistics")
        : new Unknown();
  }

  private static Route choose(String method, Choice... choices) {
    TreeSet<String> allowed = new TreeSet<>();
    for (Choice choice : choices) {
      if (choice.method().equals(method)) {
        return new To(choice.operation());
      }
      allowed.add(choice.method());
    }
    return new WrongMethod(List.copyOf(allowed));
  }

  /** A method and what it does to a resource. */
  record Choice(String method, Operation operation) {}
}
