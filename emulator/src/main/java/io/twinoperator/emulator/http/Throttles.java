package io.twinoperator.emulator.http;

import io.twinoperator.emulator.throttle.ThrottledOperation;
import java.util.Optional;

/**
 * What can stand in the column of throttles of {@link Operation} (Azure documents, quotas and
 * throttling).
 */
final class Throttles {
  /** The documents have no row for it. */
  static final Optional<ThrottledOperation> UNTHROTTLED = Optional.empty();

  static final Optional<ThrottledOperation> REGISTRY =
      Optional.of(ThrottledOperation.IDENTITY_REGISTRY);

  static final Optional<ThrottledOperation> QUERIES = Optional.of(ThrottledOperation.QUERY);

  static final Optional<ThrottledOperation> TWIN_READS = Optional.of(ThrottledOperation.TWIN_READ);

  static final Optional<ThrottledOperation> TWIN_UPDATES =
      Optional.of(ThrottledOperation.TWIN_UPDATE);

  static final Optional<ThrottledOperation> JOBS = Optional.of(ThrottledOperation.JOB_OPERATION);

  static final Optional<ThrottledOperation> CONFIGURATIONS =
      Optional.of(ThrottledOperation.CONFIGURATION_OPERATION);

  static final Optional<ThrottledOperation> METHODS = Optional.of(ThrottledOperation.DIRECT_METHOD);

  private Throttles() {}
}
