package io.twinoperator.fleetrollout.simulation;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;

/** A hub that passes every call on; a mistake overrides one. */
class AroundHub implements Hub {
  private final Hub hub;

  AroundHub(Hub hub) {
    this.hub = hub;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return hub.twin(deviceId);
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    return hub.patch(deviceId, patch, etag);
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return hub.query(sql, pageSize, continuation);
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return hub.createJob(request);
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return hub.job(jobId);
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return hub.cancelJob(jobId);
  }

  @Override
  public long deviceCount() throws HubException {
    return hub.deviceCount();
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return hub.configurations();
  }
}
