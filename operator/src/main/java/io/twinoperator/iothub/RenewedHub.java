package io.twinoperator.iothub;

import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A hub whose key may be renewed while it is being called. A pass that began with the old key goes
 * on with the new one: what a hub answers with 401 it has not done, so the call is made once more.
 */
final class RenewedHub implements Hub {

  private final Hub hub;
  private final Supplier<Optional<Hub>> newer;

  /** Whether the hub has taken these credentials since a newer connection was last sought. */
  private volatile boolean isTrusted;

  private Optional<Hub> successor = Optional.empty();

  /**
   * A hub.
   *
   * @param newer looks for a connection with other credentials than this one's; it may ask the API
   *     server
   */
  RenewedHub(Hub hub, Supplier<Optional<Hub>> newer) {
    this.hub = hub;
    this.newer = newer;
  }

  private interface Call<T> {
    T on(Hub hub) throws HubException;
  }

  private <T> T call(Call<T> call) throws HubException {
    try {
      T answer = call.on(hub);
      isTrusted = true;
      return answer;
    } catch (HubException.Unauthorized refused) {
      return call.on(successor().orElseThrow(() -> refused));
    }
  }

  /**
   * One thread looks, and those that are refused meanwhile wait for what it finds. A key that never
   * worked, or that is refused for good, has nobody ask the API server each time.
   */
  private synchronized Optional<Hub> successor() {
    if (isTrusted) {
      isTrusted = false;
      successor = newer.get();
    }
    return successor;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return call(on -> on.twin(deviceId));
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    return call(on -> on.patch(deviceId, patch, etag));
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return call(on -> on.query(sql, pageSize, continuation));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return call(on -> on.createJob(request));
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return call(on -> on.job(jobId));
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return call(on -> on.cancelJob(jobId));
  }

  @Override
  public long deviceCount() throws HubException {
    return call(Hub::deviceCount);
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return call(Hub::configurations);
  }
}
