package io.twinoperator.hub;

import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hub that is asked only within the budget of its host, each call on somebody's behalf. A call
 * takes a token first, and throws {@link HubException.Throttled} with the time to come back when it
 * is not the caller's turn. No thread waits. What the hub itself refuses with 429 or for its quota,
 * and how long it takes to answer, is told to the budget.
 */
public final class BudgetedHub {

  private final Hub hub;
  private final HubHost host;
  private final Budget budget;

  /** Puts a budget before a hub. */
  public BudgetedHub(Hub hub, HubHost host, Budget budget) {
    this.hub = hub;
    this.host = host;
    this.budget = budget;
  }

  /** The hub for calls on somebody's behalf. */
  public Hub hub(Turn turn) {
    return new WithinBudget(turn);
  }

  /** The budget, shared with all connections to the host. */
  public Budget budget() {
    return budget;
  }

  /** What a call takes of the daily message quota (Azure documents, IoT Hub pricing). */
  private enum Cost {
    MESSAGES,
    NOTHING
  }

  private interface Call<T> {
    T make() throws HubException;
  }

  private final class WithinBudget implements Hub {

    /** Rows of jobs are not charged. */
    private static final Pattern JOB_ROWS =
        Pattern.compile("\\bfrom\\s+devices\\.jobs\\b", Pattern.CASE_INSENSITIVE);

    private final Turn turn;

    private WithinBudget(Turn turn) {
      this.turn = turn;
    }

    @Override
    public Twin twin(String deviceId) throws HubException {
      return within(OperationClass.TWIN_READ, Cost.MESSAGES, () -> hub.twin(deviceId));
    }

    @Override
    public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
      return within(
          OperationClass.TWIN_WRITE, Cost.MESSAGES, () -> hub.patch(deviceId, patch, etag));
    }

    @Override
    public QueryPage query(String sql, int pageSize, Optional<String> continuation)
        throws HubException {
      Cost cost = JOB_ROWS.matcher(sql).find() ? Cost.NOTHING : Cost.MESSAGES;
      return within(OperationClass.QUERY, cost, () -> hub.query(sql, pageSize, continuation));
    }

    /** What a job writes costs messages, and fails on every device when there are none left. */
    @Override
    public HubJob createJob(JobRequest request) throws HubException {
      return within(OperationClass.JOB, Cost.MESSAGES, () -> hub.createJob(request));
    }

    @Override
    public Optional<HubJob> job(String jobId) throws HubException {
      return within(OperationClass.JOB, Cost.NOTHING, () -> hub.job(jobId));
    }

    @Override
    public HubJob cancelJob(String jobId) throws HubException {
      return within(OperationClass.JOB, Cost.NOTHING, () -> hub.cancelJob(jobId));
    }

    /**
     * Takes no token: the hub throttles the identity registry apart, and far above how often its
     * size is asked for.
     */
    @Override
    public long deviceCount() throws HubException {
      return hub.deviceCount();
    }

    /**
     * Takes no token: the hub throttles configurations apart, at 20 a minute for each unit, and
     * they are read every few minutes.
     */
    @Override
    public List<HubConfiguration> configurations() throws HubException {
      return hub.configurations();
    }

    private <T> T within(OperationClass operation, Cost cost, Call<T> call) throws HubException {
      if (cost == Cost.MESSAGES) {
        Optional<Duration> pause = budget.quotaPause();
        if (pause.isPresent()) {
          throw quotaExceeded(pause.get());
        }
      }
      Duration wait = budget.tryTake(operation, turn);
      if (!wait.isZero()) {
        throw new HubException.Throttled(
            "the operator's own budget for "
                + operation
                + " on "
                + host
                + " is used up for the moment; it goes on by itself",
            wait);
      }
      return make(operation, call);
    }

    private <T> T make(OperationClass operation, Call<T> call) throws HubException {
      Instant calledAt = budget.now();
      try {
        T answer = call.make();
        budget.answered(operation, calledAt);
        return answer;
      } catch (HubException.Throttled refused) {
        Duration pause = budget.throttled(operation, turn);
        throw pause.compareTo(refused.retryAfter()) > 0
            ? new HubException.Throttled(String.valueOf(refused.getMessage()), pause, refused.by())
            : refused;
      } catch (HubException.QuotaExceeded refused) {
        throw new HubException.QuotaExceeded(
            String.valueOf(refused.getMessage()), budget.quotaExceeded());
      }
    }

    private HubException quotaExceeded(Duration pause) {
      return new HubException.QuotaExceeded(
          "the daily message quota of "
              + host
              + " is used up; it is new at 00:00 UTC, and more units of the hub have more of it",
          pause);
    }
  }
}
