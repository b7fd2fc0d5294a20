package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Access;
import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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

  /**
   * Whether a request concerns one twin: its work takes microseconds, whatever the fleet's size.
   */
  boolean isQuick(ServiceRequest request) {
    return request.target().startsWith("/twins/");
  }

  /** Answers a request, at once or later; neither it nor the stage throws. */
  CompletionStage<ServiceResponse> handle(ServiceRequest request) {
    String trackingId = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    try {
      return answer(request, trackingId)
          .exceptionally(fault -> failed(request, trackingId, unwrapped(fault)));
    } catch (RuntimeException fault) {
      return CompletableFuture.completedFuture(failed(request, trackingId, fault));
    }
  }

  /** The answer to a body that is larger than the socket takes. */
  ServiceResponse tooLarge(int limit) {
    return EdgeError.tooLarge(limit).response(tracking("0"));
  }

  private CompletionStage<ServiceResponse> answer(ServiceRequest request, String trackingId) {
    Route route = Route.of(request.effectiveMethod(), request.path());
    if (route instanceof Route.Refused refused) {
      return refused(refused.error(), trackingId);
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
      return refused(EdgeError.malformedQuery(request.query()), trackingId);
    }
    Optional<String> version = Optional.ofNullable(parameters.get().get("api-version"));
    if (version.filter(v -> API_VERSION.matcher(v).matches()).isEmpty()) {
      return refused(EdgeError.apiVersion(version), trackingId);
    }
    return to.operation().handler().answer(new Call(hub, to, request, parameters.get()));
  }

  private CompletionStage<ServiceResponse> refused(EdgeError error, String trackingId) {
    return CompletableFuture.completedFuture(error.response(tracking(trackingId)));
  }

  private ServiceResponse failed(ServiceRequest request, String trackingId, Throwable fault) {
    if (fault instanceof HubError refused) {
      return new ServiceResponse(
              refused.httpStatus(),
              Map.of(),
              Json.text(refused.body(trackingId + "-G:0", wallClock.instant())))
          .with("iothub-errorcode", refused.name());
    }
    LOG.error("{} {} failed ({})", request.method(), request.path(), trackingId, fault);
    return EdgeError.internal(trackingId).response(tracking(trackingId));
  }

  private static Throwable unwrapped(Throwable fault) {
    return fault instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : fault;
  }

  private String tracking(String trackingId) {
    return "Tracking ID:" + trackingId + "-G:0-TimeStamp:" + US_TIME.format(wallClock.instant());
  }
}
