package io.twinoperator.hub.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpMethod;
import com.microsoft.azure.sdk.iot.service.transport.http.HttpRequest;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.HubJob;
import io.twinoperator.hub.JobRequest;
import io.twinoperator.hub.azure.HubCall.Operation;
import io.twinoperator.hub.azure.HubRequests.Answer;
import io.twinoperator.hub.azure.HubRequests.Request;
import io.twinoperator.twin.MergePatch;
import io.twinoperator.twin.Twin;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hub behind the vendor's SDK. Calls block, 48 seconds at most, and are not retried. Safe for
 * threads.
 */
final class AzureHub implements Hub {

  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final int LONGEST_QUERY = 8192;

  /** As many as a hub can have, and a list can hold. */
  private static final int MOST_CONFIGURATIONS = 100;

  private static final String PAGE_SIZE = "x-ms-max-item-count";
  private static final String CONTINUATION = "x-ms-continuation";

  private final HubHost host;
  private final Endpoint endpoint;
  private final InstantSource clock;
  private final HubRequests requests;

  AzureHub(
      HubHost host,
      Endpoint endpoint,
      Trust trust,
      Authorization authorization,
      InstantSource clock) {
    this.host = host;
    this.endpoint = endpoint;
    this.clock = clock;
    this.requests = new HubRequests(endpoint, trust, authorization, clock);
  }

  @Override
  public Twin twin(String deviceId) throws HubException {
    HubCall call = call(Operation.READ_TWIN, "device " + deviceId);
    return twin(call, requests.send(call, request(HttpMethod.GET, twinPath(deviceId))));
  }

  /**
   * The etag goes out in quotes: without them IoT Hub takes no notice of it and writes in any case.
   */
  @Override
  public Twin patch(String deviceId, MergePatch patch, String etag) throws HubException {
    HubCall call = call(Operation.PATCH_TWIN, "device " + deviceId);
    Map<String, String> headers = Map.of(HttpRequest.IF_MATCH, '"' + etag + '"');
    return twin(
        call,
        requests.send(
            call,
            new Request(
                HttpMethod.PATCH, twinPath(deviceId), Optional.of(patch.asJson()), headers)));
  }

  @Override
  public QueryPage query(String sql, int pageSize, Optional<String> continuation)
      throws HubException {
    HubCall call = call(Operation.QUERY, "a query");
    requireShort(call, "the query", sql);
    Map<String, String> headers = new HashMap<>();
    headers.put(PAGE_SIZE, Integer.toString(pageSize));
    continuation.ifPresent(token -> headers.put(CONTINUATION, token));
    JsonNode body = JsonNodeFactory.instance.objectNode().put("query", sql);
    Answer answer =
        requests.send(
            call, new Request(HttpMethod.POST, "/devices/query", Optional.of(body), headers));
    List<JsonNode> rows = new ArrayList<>();
    answer.body().forEach(rows::add);
    return new QueryPage(
        rows,
        Optional.ofNullable(answer.headers().get(CONTINUATION)).filter(token -> !token.isEmpty()));
  }

  @Override
  public HubJob createJob(JobRequest request) throws HubException {
    HubCall call = call(Operation.CREATE_JOB, "job " + request.jobId());
    requireJobId(call, request.jobId());
    requireShort(call, "the query condition", request.queryCondition());
    Answer answer =
        requests.send(
            call,
            new Request(
                HttpMethod.PUT,
                jobPath(request.jobId()),
                Optional.of(JobJson.request(request, clock.instant())),
                Map.of()));
    return JobJson.job(answer.body(), request.jobId(), request.queryCondition());
  }

  @Override
  public Optional<HubJob> job(String jobId) throws HubException {
    HubCall call = call(Operation.READ_JOB, "job " + jobId);
    try {
      JsonNode json = requests.send(call, request(HttpMethod.GET, jobPath(jobId))).body();
      return JobJson.isUnknown(json) ? Optional.empty() : Optional.of(JobJson.job(json, jobId, ""));
    } catch (HubException.NotFound none) {
      return Optional.empty();
    }
  }

  @Override
  public HubJob cancelJob(String jobId) throws HubException {
    HubCall call = call(Operation.CANCEL_JOB, "job " + jobId);
    Request request =
        new Request(
            HttpMethod.POST,
            jobPath(jobId) + "/cancel",
            Optional.of(JsonNodeFactory.instance.objectNode()),
            Map.of());
    return JobJson.job(requests.send(call, request).body(), jobId, "");
  }

  @Override
  public long deviceCount() throws HubException {
    HubCall call = call(Operation.COUNT_DEVICES, "devices");
    JsonNode count =
        requests
            .send(call, request(HttpMethod.GET, "/statistics/devices"))
            .body()
            .path("totalDeviceCount");
    if (!count.isIntegralNumber()) {
      throw new HubException.Unknown(call + ": the hub's answer has no totalDeviceCount");
    }
    return count.longValue();
  }

  @Override
  public List<HubConfiguration> configurations() throws HubException {
    HubCall call = call(Operation.LIST_CONFIGURATIONS, "configurations");
    JsonNode list =
        requests
            .send(call, request(HttpMethod.GET, "/configurations?top=" + MOST_CONFIGURATIONS))
            .body();
    if (!list.isArray()) {
      throw new HubException.Unknown(call + ": the hub's answer is no list");
    }
    return HubConfiguration.parse(list);
  }

  private HubCall call(Operation operation, String thing) {
    return new HubCall(operation, thing, host, endpoint);
  }

  private static Request request(HttpMethod method, String path) {
    return new Request(method, path, Optional.empty(), Map.of());
  }

  private static String twinPath(String deviceId) {
    return "/twins/" + HubRequests.segment(deviceId);
  }

  private static String jobPath(String jobId) {
    return "/jobs/v2/" + HubRequests.segment(jobId);
  }

  private static Twin twin(HubCall call, Answer answer) throws HubException {
    try {
      return Twin.parse(answer.body());
    } catch (IllegalArgumentException e) {
      throw new HubException.Unknown(call + ": the hub's answer is no twin: " + e.getMessage());
    }
  }

  private static void requireShort(HubCall call, String what, String text) throws HubException {
    if (text.length() > LONGEST_QUERY) {
      throw new HubException.Invalid(
          "%s: %s has %d characters; IoT Hub takes %d"
              .formatted(call, what, text.length(), LONGEST_QUERY));
    }
  }

  private static void requireJobId(HubCall call, String jobId) throws HubException {
    if (!JOB_ID.matcher(jobId).matches()) {
      throw new HubException.Invalid(
          call + ": a job id has 1 to 64 letters, digits and hyphens, nothing else");
    }
  }
}
