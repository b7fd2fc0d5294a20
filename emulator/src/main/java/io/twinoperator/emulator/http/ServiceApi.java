package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.auth.Access;
import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.QueryPage;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service REST API: from a request to an answer, without a socket. Every fault ends as an
 * answer in the hub's own form. Thread-safe.
 */
public final class ServiceApi {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceApi.class);
  private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");
  private static final int MAX_LISTED_DEVICES = 1000;
  private static final DateTimeFormatter US_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final HubDirectory hubs;
  private final Authorizer authorizer;
  private final InstantSource wallClock;

  /**
   * @param wallClock the real time: it is what clients outside this process sign with
   */
  public ServiceApi(HubDirectory hubs, InstantSource wallClock) {
    this.hubs = hubs;
    this.authorizer = new Authorizer(wallClock);
    this.wallClock = wallClock;
  }

  /** Answers a request; throws nothing. */
  ServiceResponse handle(ServiceRequest request) {
    String trackingId = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    try {
      return answer(request, trackingId);
    } catch (HubError refused) {
      return new ServiceResponse(
              refused.httpStatus(),
              Map.of(),
              Json.text(refused.body(trackingId + "-G:0", wallClock.instant())))
          .with("iothub-errorcode", refused.name());
    } catch (RuntimeException bug) {
      LOG.error("{} {} failed ({})", request.method(), request.path(), trackingId, bug);
      return EdgeError.internal(trackingId).response(tracking(trackingId));
    }
  }

  /** The answer to a body that is larger than the socket takes. */
  ServiceResponse tooLarge(int limit) {
    return EdgeError.tooLarge(limit).response(tracking("0"));
  }

  private ServiceResponse answer(ServiceRequest request, String trackingId) {
    Route route = Route.of(request.effectiveMethod(), request.path());
    if (route instanceof Route.Refused refused) {
      return refused.error().response(tracking(trackingId));
    }
    Route.To to = (Route.To) route;
    Optional<String> authorization = request.header("authorization");
    EmulatedHub hub = hubs.chosenBy(request.header("host"), authorization.flatMap(SasToken::parse));
    Access access =
        authorizer.check(authorization, hubs.namesOf(hub), request.path(), to.operation().needs());
    if (access instanceof Access.Denied denied) {
      throw new HubError(ErrorCode.UNAUTHORIZED, "Unauthorized: " + denied.reason());
    }
    Optional<Map<String, String>> parameters = UrlText.parameters(request.query());
    if (parameters.isEmpty()) {
      return EdgeError.malformedQuery(request.query()).response(tracking(trackingId));
    }
    Optional<String> version = Optional.ofNullable(parameters.get().get("api-version"));
    if (version.filter(v -> API_VERSION.matcher(v).matches()).isEmpty()) {
      return EdgeError.apiVersion(version).response(tracking(trackingId));
    }
    return run(new Call(hub, to, request, parameters.get()));
  }

  private record Call(
      EmulatedHub hub, Route.To to, ServiceRequest request, Map<String, String> parameters) {
    String id() {
      return to.id();
    }

    ObjectNode body() {
      return Json.object(request.body());
    }

    IfMatch ifMatch() {
      return IfMatch.parse(request.header("if-match").orElse(null));
    }

    Optional<String> parameter(String name) {
      return Optional.ofNullable(parameters.get(name)).filter(v -> !v.isEmpty());
    }

    int pageSize() {
      return number(
          "x-ms-max-item-count",
          request.header("x-ms-max-item-count").filter(v -> !v.isBlank()),
          EmulatedHub.MAX_PAGE_SIZE);
    }

    Optional<String> continuation() {
      return request.header("x-ms-continuation").filter(v -> !v.isBlank());
    }
  }

  private static ServiceResponse run(Call call) {
    EmulatedHub hub = call.hub();
    return switch (call.to().operation()) {
      case GET_TWIN -> ok(hub.getTwin(call.id()));
      case PATCH_TWIN -> ok(hub.patchTwin(call.id(), call.body(), call.ifMatch()));
      case REPLACE_TWIN -> ok(hub.replaceTwin(call.id(), call.body(), call.ifMatch()));
      case QUERY -> page(hub.query(queryText(call.body()), call.pageSize(), call.continuation()));
      case GET_JOB -> ok(hub.getJob(call.id()));
      case CREATE_JOB -> ok(hub.createJob(call.id(), call.body()));
      case CANCEL_JOB -> ok(hub.cancelJob(call.id()));
      case QUERY_JOBS ->
          page(
              hub.queryJobs(
                  call.parameter("jobType"),
                  call.parameter("jobStatus"),
                  call.pageSize(),
                  call.continuation()));
      case GET_DEVICE -> ok(hub.getDevice(call.id()));
      case LIST_DEVICES ->
          ok(array(hub.listDevices(number("top", call.parameter("top"), MAX_LISTED_DEVICES))));
      case DEVICE_STATISTICS -> ok(hub.deviceStatistics());
      case PUT_DEVICE -> putDevice(call);
      case DELETE_DEVICE -> {
        hub.deleteDevice(call.id(), call.ifMatch());
        yield ServiceResponse.noContent();
      }
    };
  }

  private static ServiceResponse putDevice(Call call) {
    boolean creates = call.request().header("if-match").isEmpty();
    return ok(
        creates
            ? call.hub().createDevice(call.id(), call.body())
            : call.hub().updateDevice(call.id(), call.body(), call.ifMatch()));
  }

  private static String queryText(ObjectNode body) {
    JsonNode query = body.path("query");
    if (query.isTextual()) {
      return query.textValue();
    }
    if (query.isMissingNode() || query.isNull()) {
      throw new HubError(ErrorCode.ARGUMENT_NULL, "BadRequest: 'query' is missing");
    }
    throw new HubError(ErrorCode.ARGUMENT_INVALID, "BadRequest: 'query' must be a string");
  }

  private static int number(String name, Optional<String> text, int otherwise) {
    try {
      return text.map(t -> Integer.parseInt(t.strip())).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID, name + " is '" + text.orElse("") + "', not a number");
    }
  }

  private static ServiceResponse ok(JsonNode body) {
    return ServiceResponse.ok(Json.text(body));
  }

  private static ServiceResponse page(QueryPage page) {
    ServiceResponse response = ok(array(page.items())).with("x-ms-item-type", page.itemType());
    return page.continuation().map(t -> response.with("x-ms-continuation", t)).orElse(response);
  }

  private static JsonNode array(List<? extends JsonNode> items) {
    return JsonNodeFactory.instance.arrayNode(items.size()).addAll(items);
  }

  private String tracking(String trackingId) {
    return "Tracking ID:" + trackingId + "-G:0-TimeStamp:" + US_TIME.format(wallClock.instant());
  }
}
