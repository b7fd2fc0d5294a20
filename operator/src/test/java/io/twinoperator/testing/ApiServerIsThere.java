package io.twinoperator.testing;

import io.twinoperator.testing.kube.ControlPlane;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Skips what would run on a real API server where there are no binaries of one, and says so. */
final class ApiServerIsThere implements ExecutionCondition {
  private static final Logger log = LoggerFactory.getLogger(ApiServerIsThere.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (ApiServer.kind().equals(ApiServer.MOCK)) {
      return ConditionEvaluationResult.enabled("the mock API server is always there");
    }
    Optional<String> missing = ControlPlane.missing();
    missing
        .filter(reason -> context.getTestMethod().isEmpty())
        .ifPresent(reason -> log.warn("{} is skipped: {}", context.getDisplayName(), reason));
    return missing
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("there are binaries of an API server"));
  }
}
