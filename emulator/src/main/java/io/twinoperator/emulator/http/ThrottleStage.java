package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.HubThrottles;
import io.twinoperator.emulator.throttle.ThrottleTable;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.emulator.throttle.Throttling;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Has a call wait for its turn, refuses it where the limit or the day's quota is used up, and
 * counts what was done in the quota.
 */
final class ThrottleStage implements Around {
  // Queries of jobs' rows are not charged (Azure documents, pricing).
  private static final Pattern ON_JOB_ROWS =
      Pattern.compile("\\bfrom\\s+devices\\.jobs\\b", Pattern.CASE_INSENSITIVE);

  @Override
  public CompletionStage<ServiceResponse> answer(Call call, Next next) {
    HubThrottles throttles = call.hub().throttles();
    Optional<ThrottledOperation> operation = call.to().operation().throttle();
    if (operation.isEmpty() || throttles.throttling() == Throttling.OFF) {
      return next.answer();
    }
    boolean metered = isMetered(operation.get(), call.request());
    if (metered) {
      throttles.checkQuota();
    }
    CompletionStage<ServiceResponse> answered =
        next.after(
            throttles.enter(operation.get(), cost(operation.get(), call.request())),
            call.workers());
    return metered
        ? answered.thenApply(
            response -> metered(throttles, operation.get(), call.request(), response))
        : answered;
  }

  private static long cost(ThrottledOperation operation, ServiceRequest request) {
    return operation == ThrottledOperation.DIRECT_METHOD
        ? ThrottleTable.methodMeters(request.content().length())
        : 1;
  }

  private static boolean isMetered(ThrottledOperation operation, ServiceRequest request) {
    return switch (operation) {
      case TWIN_READ, TWIN_UPDATE, DIRECT_METHOD -> true;
      case QUERY -> !ON_JOB_ROWS.matcher(request.body()).find();
      case IDENTITY_REGISTRY, JOB_OPERATION, CONFIGURATION_OPERATION, DEVICE_CONNECTION -> false;
    };
  }

  // Reads and queries count by what they answer, updates by what is written, methods by both ways.
  private static ServiceResponse metered(
      HubThrottles throttles,
      ThrottledOperation operation,
      ServiceRequest request,
      ServiceResponse response) {
    boolean sends =
        operation == ThrottledOperation.TWIN_UPDATE
            || operation == ThrottledOperation.DIRECT_METHOD;
    if (sends) {
      throttles.meter(() -> request.content().length());
    }
    if (operation != ThrottledOperation.TWIN_UPDATE) {
      throttles.meter(() -> response.content().length());
    }
    return response;
  }
}
