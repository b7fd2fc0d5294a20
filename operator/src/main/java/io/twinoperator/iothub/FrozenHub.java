package io.twinoperator.iothub;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;

/**
 * A hub that is read and not written, because its IoTHub is suspended: the one gate that every
 * write has to pass. A job that has not started may still be cancelled, for it would write.
 */
record FrozenHub(Hub hub, HubHost host) implements Hub {

  @Override
  public Twin twin(String deviceId) throws HubException {
    return hub.twin(deviceId);
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    throw suspended();
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return hub.query(sql, pageSize, continuation);
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    throw suspended();
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

  private HubException suspended() {
    return new HubException.Suspended(
        "the IoTHub is suspended: nothing is written to %s until its spec.suspend is false"
            .formatted(host));
  }
}
