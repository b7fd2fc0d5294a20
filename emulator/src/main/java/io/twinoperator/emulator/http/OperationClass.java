package io.twinoperator.emulator.http;

import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.Optional;

/**
 * Which throttle an operation falls under, by its path: what is below {@code /twins} reads or
 * writes twins, what is below {@code /jobs} is about jobs, and so on (Azure documents, quotas and
 * throttling).
 */
final class OperationClass {
  private OperationClass() {}

  /** The throttle; empty for what the documents have no row for. */
  static Optional<ThrottledOperation> of(Operation operation) {
    String path = String.join("/", operation.template());
    if (path.endsWith("/methods") || path.contains("/commands/")) {
      return Optional.of(ThrottledOperation.DIRECT_METHOD);
    }
    if (path.equals("devices/query")) {
      return Optional.of(ThrottledOperation.QUERY);
    }
    if (path.endsWith("/applyConfigurationContent")) {
      return Optional.of(ThrottledOperation.CONFIGURATION_OPERATION);
    }
    return switch (operation.template().get(0)) {
      case "twins", "digitaltwins" ->
          Optional.of(
              operation.method().equals("GET")
                  ? ThrottledOperation.TWIN_READ
                  : ThrottledOperation.TWIN_UPDATE);
      case "jobs" -> Optional.of(ThrottledOperation.JOB_OPERATION);
      case "configurations" -> Optional.of(ThrottledOperation.CONFIGURATION_OPERATION);
      case "devices", "modules", "statistics" ->
          path.contains("/messages/") || path.endsWith("/commands")
              ? Optional.empty()
              : Optional.of(ThrottledOperation.IDENTITY_REGISTRY);
      default -> Optional.empty();
    };
  }
}
