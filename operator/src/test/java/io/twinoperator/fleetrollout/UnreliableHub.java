package io.twinoperator.fleetrollout;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.testing.InMemoryLedgerStore;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A hub that is away for a while, throttles, loses answers, and at which the operator may die; what
 * goes wrong is drawn from a seed.
 */
final class UnreliableHub implements Hub {
  private final Hub hub;
  private final InstantSource clock;
  private final Random random;
  private final Faults faults;
  private final Consumer<JobRequest> watcher;
  private int calls;

  /**
   * What may go wrong.
   *
   * @param awayFrom from when to {@code awayUntil} no call is answered
   * @param throttled share of calls that are throttled, 0 to 1
   * @param deadly share of calls at which the operator dies, before or after they took effect
   * @param lost share of answers that are lost after the call took effect
   */
  record Faults(
      Instant awayFrom, Instant awayUntil, double throttled, double deadly, double lost) {}

  UnreliableHub(
      Hub hub, InstantSource clock, Random random, Faults faults, Consumer<JobRequest> watcher) {
    this.hub = hub;
    this.clock = clock;
    this.random = random;
    this.faults = faults;
    this.watcher = watcher;
  }

  /** Calls since this was asked last. */
  int takeCalls() {
    int taken = calls;
    calls = 0;
    return taken;
  }

  private interface Call<T> {
    T make() throws HubException;
  }

  private <T> T call(Call<T> call) throws HubException {
    calls++;
    Instant now = clock.instant();
    if (!now.isBefore(faults.awayFrom()) && now.isBefore(faults.awayUntil())) {
      throw new HubException.Unavailable("the hub is away");
    }
    if (random.nextDouble() < faults.throttled()) {
      throw new HubException.Throttled("too many calls", Duration.ofSeconds(10));
    }
    boolean dies = random.nextDouble() < faults.deadly();
    if (dies && random.nextBoolean()) {
      throw new InMemoryLedgerStore.Died();
    }
    T answer = call.make();
    if (dies) {
      throw new InMemoryLedgerStore.Died();
    }
    if (random.nextDouble() < faults.lost()) {
      throw new HubException.Unavailable("the answer was lost");
    }
    return answer;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return call(() -> hub.twin(deviceId));
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) {
    throw new AssertionError("rollouts write by jobs alone, not " + deviceId + " by patch");
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return call(() -> hub.query(sql, pageSize, continuation));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return call(
        () -> {
          watcher.accept(request);
          return hub.createJob(request);
        });
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return call(() -> hub.job(jobId));
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return call(() -> hub.cancelJob(jobId));
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return call(hub::configurations);
  }

  @Override
  public long deviceCount() throws HubException {
    return call(hub::deviceCount);
  }
}
