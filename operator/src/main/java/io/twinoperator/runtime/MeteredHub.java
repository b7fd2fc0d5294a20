package io.twinoperator.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Measures each call that is really made to a hub, by operation and by what came of it. */
final class MeteredHub implements Hub {

  private static final String OK = "ok";

  /** What did not end as a failure that calls have. */
  private static final String BROKEN = "error";

  private final Hub hub;
  private final HubHost host;
  private final MeterRegistry registry;

  MeteredHub(Hub hub, HubHost host, MeterRegistry registry) {
    this.hub = hub;
    this.host = host;
    this.registry = registry;
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    return measured("get_twin", () -> hub.twin(deviceId));
  }

  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    return measured("patch_twin", () -> hub.patch(deviceId, patch, etag));
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    return measured("query", () -> hub.query(sql, pageSize, continuation));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    return measured("create_job", () -> hub.createJob(request));
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    return measured("get_job", () -> hub.job(jobId));
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    return measured("cancel_job", () -> hub.cancelJob(jobId));
  }

  @Override
  public long deviceCount() throws HubException {
    return measured("get_statistics", hub::deviceCount);
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    return measured("get_configurations", hub::configurations);
  }

  private <T> T measured(String operation, Call<T> call) throws HubException {
    Timer.Sample sample = Timer.start(registry);
    String outcome = BROKEN;
    try {
      T answer = call.make();
      outcome = OK;
      return answer;
    } catch (HubException e) {
      outcome = snakeCase(e.getClass().getSimpleName());
      throw e;
    } finally {
      sample.stop(timer(operation, outcome));
    }
  }

  private Timer timer(String operation, String outcome) {
    return Timer.builder(OperatorMeter.HUB_CALLS.meterName())
        .description(OperatorMeter.HUB_CALLS.description())
        .tag("hub", host.name())
        .tag("operation", operation)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private interface Call<T> {
    T make() throws HubException;
  }
}
