package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.fault.FaultSide;
import io.twinoperator.emulator.fault.Faults;
import io.twinoperator.emulator.fault.KnownOperations;
import io.twinoperator.emulator.hub.DeviceOperation;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.ServiceRules;
import io.twinoperator.emulator.hub.ServiceRules.OtherMediaType;
import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service REST API: from a request to an answer, without a socket. Every fault ends as an
 * answer in the hub's own form. Thread-safe.
 */
public final class ServiceApi {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceApi.class);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter US_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final HubDirectory hubs;
  private final RequestAuthorizer authorizer;
  private final InstantSource wallClock;
  private final AdminApi admin;
  private final Pipeline pipeline;
  private final RecentRequests recent;
  private final Site site;

  /**
   * @param services decides who may call
   * @param wallClock the real time: it is what clients outside this process sign with
   * @param faults what goes wrong on demand
   * @param agenda of the hubs; on it requests wait
   * @param recent is told of every request but those of the site
   * @param site for people, asked before the service API; it needs no token
   */
  public ServiceApi(
      HubDirectory hubs,
      Authorizer services,
      InstantSource wallClock,
      Faults faults,
      Agenda agenda,
      RecentRequests recent,
      Site site) {
    this.hubs = hubs;
    this.authorizer = new RequestAuthorizer(hubs, services, wallClock);
    this.wallClock = wallClock;
    this.admin = new AdminApi(faults);
    this.pipeline = new Pipeline(List.of(new ThrottleStage(), new FaultStage(faults, agenda)));
    this.recent = recent;
    this.site = site;
  }

  /** The time as the header {@code Date} has it; clients see by it whether their clock is off. */
  String date() {
    return HTTP_DATE.format(wallClock.instant());
  }

  /** The operations that faults can be given for: those of the service API and of devices. */
  public static KnownOperations faultable() {
    Map<String, FaultSide> sides = new HashMap<>();
    for (Operation operation : Operation.values()) {
      sides.put(operation.name(), FaultSide.SERVICE);
    }
    for (DeviceOperation operation : DeviceOperation.values()) {
      sides.put(operation.name(), FaultSide.DEVICE);
    }
    sides.put(DeviceOperation.DESIRED_NOTIFICATION.name(), FaultSide.NOTIFICATION);
    return new KnownOperations(sides);
  }

  /**
   * Whether a request concerns one twin: its work takes microseconds, whatever the fleet's size.
   */
  boolean isQuick(ServiceRequest request) {
    return request.target().startsWith("/twins/");
  }

  /**
   * Answers a request, at once or later. It throws nothing; the stage fails with nothing but {@link
   * ConnectionResetException}.
   *
   * @param workers go on with the request after a wait
   */
  CompletionStage<ServiceResponse> handle(ServiceRequest request, Executor workers) {
    Instant read = wallClock.instant();
    String trackingId = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    Optional<ServiceResponse> forPeople = ofSite(request, trackingId);
    return forPeople.isPresent()
        ? CompletableFuture.completedFuture(forPeople.get())
        : answerOrFail(request, trackingId, workers)
            .whenComplete(
                (response, reset) -> remember(request, read, Optional.ofNullable(response)));
  }

  private Optional<ServiceResponse> ofSite(ServiceRequest request, String trackingId) {
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    try {
      return UrlText.parameters(request.query())
          .flatMap(parameters -> site.get(request.path(), parameters))
          .map(page -> new ServiceResponse(page.status(), page.headers(), page.body()));
    } catch (RuntimeException fault) {
      return Optional.of(failed(request, trackingId, fault));
    }
  }

  private CompletionStage<ServiceResponse> answerOrFail(
      ServiceRequest request, String trackingId, Executor workers) {
    try {
      return answer(request, trackingId, workers)
          .exceptionally(fault -> failed(request, trackingId, unwrapped(fault)));
    } catch (RuntimeException fault) {
      return CompletableFuture.completedFuture(failed(request, trackingId, fault));
    }
  }

  /**
   * The answer to a body that is larger than the socket takes.
   *
   * @param request without its body
   */
  ServiceResponse tooLarge(ServiceRequest request, int limit) {
    ServiceResponse response = EdgeError.tooLarge(limit).response(tracking("0"));
    remember(request, wallClock.instant(), Optional.of(response));
    return response;
  }

  private void remember(ServiceRequest request, Instant read, Optional<ServiceResponse> response) {
    recent.add(
        new RecentRequest(
            read,
            request.effectiveMethod(),
            ShownTarget.of(request.target()),
            response.stream().mapToInt(ServiceResponse::status).findFirst(),
            response.map(answered -> answered.headers().get("iothub-errorcode")),
            Duration.between(read, wallClock.instant())));
  }

  private CompletionStage<ServiceResponse> answer(
      ServiceRequest request, String trackingId, Executor workers) {
    if (AdminApi.owns(request.path())) {
      return administered(request, trackingId);
    }
    Route route = Route.of(request.effectiveMethod(), request.path());
    if (route instanceof Route.Refused refused) {
      return refused(refused.error(), trackingId);
    }
    Route.To to = (Route.To) route;
    EmulatedHub hub = hubOf(request);
    authorizer.admit(hub, request, to);
    Optional<Map<String, String>> parameters = UrlText.parameters(request.query());
    if (parameters.isEmpty()) {
      return refused(EdgeError.malformedQuery(request.query()), trackingId);
    }
    Optional<String> version = Optional.ofNullable(parameters.get().get("api-version"));
    ServiceRules rules = hub.switches().serviceRules();
    if (version.filter(v -> ApiVersions.isServed(v, rules.unlistedApiVersion())).isEmpty()) {
      return refused(EdgeError.apiVersion(version), trackingId);
    }
    if (to.operation().needs() != Permission.DEVICE_CONNECT) {
      checkMediaType(request, rules.otherMediaType()); // a device sends what it likes
    }
    return pipeline.answer(new Call(hub, to, request, parameters.get(), workers));
  }

  private CompletionStage<ServiceResponse> administered(ServiceRequest request, String trackingId) {
    EmulatedHub hub = hubOf(request);
    authorizer.admitOwner(hub, request);
    return CompletableFuture.completedFuture(admin.answer(hub, request, tracking(trackingId)));
  }

  private EmulatedHub hubOf(ServiceRequest request) {
    return hubs.chosenBy(
        request.header("host"), request.header("authorization").flatMap(SasToken::parse));
  }

  private static void checkMediaType(ServiceRequest request, OtherMediaType otherwise) {
    switch (otherwise) {
      case REFUSED -> {
        if (!request.mayBeJson()) {
          throw new HubError(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "UnsupportedMediaType: Content-Type is '"
                  + request.header("content-type").orElse("")
                  + "': send application/json");
        }
      }
      case READ_AS_JSON -> {}
    }
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
    if (fault instanceof ConnectionResetException reset) {
      throw reset;
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
