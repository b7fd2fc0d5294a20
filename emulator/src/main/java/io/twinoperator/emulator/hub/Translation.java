package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.configuration.ConfigurationRefusal;
import io.twinoperator.emulator.configuration.ConfigurationRefusedException;
import io.twinoperator.emulator.jobs.JobRefusal;
import io.twinoperator.emulator.jobs.JobRefusedException;
import io.twinoperator.emulator.method.InvalidMethodException;
import io.twinoperator.emulator.query.QuerySyntaxException;
import io.twinoperator.emulator.throttle.ThrottleRefusal;
import io.twinoperator.emulator.throttle.ThrottleRefusedException;
import io.twinoperator.emulator.twin.InvalidTwinException;
import io.twinoperator.emulator.twin.VersionConflictException;
import java.util.function.Supplier;

/** The one place where the refusals of the packages below become the hub's errors. */
final class Translation {
  private Translation() {}

  static <T> T translated(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidTwinException | InvalidMethodException | QuerySyntaxException invalid) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, String.valueOf(invalid.getMessage()));
    } catch (VersionConflictException conflict) {
      throw new HubError(ErrorCode.PRECONDITION_FAILED, String.valueOf(conflict.getMessage()));
    } catch (JobRefusedException refused) {
      throw new HubError(
          code(refused.refusal()), String.valueOf(refused.getMessage()), shape(refused.refusal()));
    } catch (ThrottleRefusedException refused) {
      throw new HubError(code(refused.refusal()), String.valueOf(refused.getMessage()));
    } catch (ConfigurationRefusedException refused) {
      throw new HubError(code(refused.refusal()), String.valueOf(refused.getMessage()));
    }
  }

  private static ErrorShape shape(JobRefusal refusal) {
    return refusal == JobRefusal.NO_FREE_SLOT ? ErrorShape.NESTED : ErrorShape.SERVICE;
  }

  private static ErrorCode code(ConfigurationRefusal refusal) {
    return switch (refusal) {
      case INVALID -> ErrorCode.ARGUMENT_INVALID;
      case TARGET_CONDITION -> ErrorCode.INVALID_TARGET_CONDITION;
      case CONTENT -> ErrorCode.INVALID_CONFIGURATION_CONTENT;
      case CONTENT_IS_IMMUTABLE -> ErrorCode.CONFIGURATION_CONTENT_IMMUTABLE;
      case METRICS_QUERY -> ErrorCode.INVALID_METRICS_QUERY;
      case NOT_FOUND -> ErrorCode.CONFIGURATION_NOT_FOUND;
      case ALREADY_EXISTS -> ErrorCode.CONFIGURATION_ALREADY_EXISTS;
      case TOO_MANY -> ErrorCode.TOO_MANY_CONFIGURATIONS;
    };
  }

  private static ErrorCode code(JobRefusal refusal) {
    return switch (refusal) {
      case INVALID -> ErrorCode.ARGUMENT_INVALID;
      case CONDITION_TOO_LONG -> ErrorCode.PRECONDITION_FAILED;
      case ALREADY_EXISTS -> ErrorCode.JOB_ALREADY_EXISTS;
      case NO_FREE_SLOT -> ErrorCode.ACTIVE_JOBS_EXCEEDED;
      case NOT_FOUND -> ErrorCode.JOB_NOT_FOUND;
      case NOT_CANCELLABLE -> ErrorCode.OPERATION_NOT_ALLOWED_IN_CURRENT_STATE;
    };
  }

  static ErrorCode code(ThrottleRefusal refusal) {
    return switch (refusal) {
      case THROTTLED -> ErrorCode.THROTTLED;
      case BACKLOG_FULL -> ErrorCode.BACKLOG_LIMIT_EXCEEDED;
      case BACKLOG_TIMEOUT -> ErrorCode.BACKLOG_TIMEOUT;
      case QUOTA_EXCEEDED -> ErrorCode.QUOTA_EXCEEDED;
    };
  }
}
