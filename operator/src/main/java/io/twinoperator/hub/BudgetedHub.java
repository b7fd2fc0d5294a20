package io.twinoperator.hub;

import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A hub that is asked only within its budget: each call takes a token first, and throws {@link
 * HubException.Throttled} with the time to come back when there is none. No thread waits. What the
 * hub itself refuses with 429 is told to the budget.
 */
public final class BudgetedHub implements Hub {

  private final Hub hub;
  private final HubHost host;
  private final Budget budget;

  /** Puts a budget before a hub. */
  public BudgetedHub(Hub hub, HubHost host, Budget budget) {
    this.hub = hub;
    this.host = host;
    this.budget = budget;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return within(OperationClass.TWIN_READ, () -> hub.twin(deviceId));
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    return within(OperationClass.TWIN_WRITE, () -> hub.patch(deviceId, patch, etag));
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return within(OperationClass.QUERY, () -> hub.query(sql, pageSize, continuation));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return within(OperationClass.JOB, () -> hub.createJob(request));
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return within(OperationClass.JOB, () -> hub.job(jobId));
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return within(OperationClass.JOB, () -> hub.cancelJob(jobId));
  }

  /**
   * Takes no token: the hub throttles the identity registry apart, and far above how often its size
   * is asked for.
   */
  @Override
  public long deviceCount() throws HubException {
    return hub.deviceCount();
  }

  /**
   * Takes no token: the hub throttles configurations apart, at 20 a minute for each unit, and they
   * are read every few minutes.
   */
  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return hub.configurations();
  }

  private <T> T within(OperationClass operation, Call<T> call) throws HubException {
    Duration wait = budget.tryTake(operation);
    if (!wait.isZero()) {
      throw new HubException.Throttled(
          "the operator's own budget for "
              + operation
              + " on "
              + host
              + " is used up for the moment; it goes on by itself",
          wait);
    }
    try {
      return call.make();
    } catch (HubException.Throttled refused) {
      Duration pause = budget.throttled(operation);
      throw pause.compareTo(refused.retryAfter()) > 0
          ? new HubException.Throttled(String.valueOf(refused.getMessage()), pause, refused.by())
          : refused;
    }
  }

  private interface Call<T> {
    T make() throws HubException;
  }
}
