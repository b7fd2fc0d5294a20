package io.twinoperator.testing;

import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The emulator's core with its throttles before it, as they stand before its HTTPS service. A call
 * that would have to wait there is let through and counted, since in virtual time nobody can wait.
 */
public final class ThrottledHub implements Hub {
  private final EmulatedHub core;
  private final Hub hub;
  private final List<ThrottledOperation> delayed = new ArrayList<>();
  private final List<ThrottledOperation> refused = new ArrayList<>();

  /** Calls this core, whose throttling must be on. */
  public ThrottledHub(EmulatedHub core) {
    this.core = core;
    this.hub = new InProcessHub(core);
  }

  /** Calls that had to wait for their turn. */
  public List<ThrottledOperation> delayed() {
    return delayed;
  }

  /** Calls that were refused with 429. */
  public List<ThrottledOperation> refused() {
    return refused;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    enter(ThrottledOperation.TWIN_READ);
    return hub.twin(deviceId);
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    enter(ThrottledOperation.TWIN_UPDATE);
    return hub.patch(deviceId, patch, etag);
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    enter(ThrottledOperation.QUERY);
    return hub.query(sql, pageSize, continuation);
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    enter(ThrottledOperation.JOB_OPERATION);
    return hub.createJob(request);
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    enter(ThrottledOperation.JOB_OPERATION);
    return hub.job(jobId);
  }

  /** The emulator throttles configurations apart, and nobody reads them often. */
  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return hub.configurations();
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    enter(ThrottledOperation.JOB_OPERATION);
    return hub.cancelJob(jobId);
  }

  @Override
  public long deviceCount() throws HubException {
    enter(ThrottledOperation.IDENTITY_REGISTRY);
    return hub.deviceCount();
  }

  private void enter(ThrottledOperation operation) throws HubException {
    CompletableFuture<Void> turn = core.throttles().enter(operation, 1).toCompletableFuture();
    if (turn.isCompletedExceptionally()) {
      refused.add(operation);
      throw new HubException.Throttled("429 of the emulator", Duration.ofSeconds(10));
    }
    if (!turn.isDone()) {
      delayed.add(operation);
    }
  }
}
