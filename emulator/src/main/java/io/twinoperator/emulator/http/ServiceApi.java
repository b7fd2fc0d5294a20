package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Access;
import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.DeviceAccess;
import io.twinoperator.emulator.auth.DeviceAuthorizer;
import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.auth.SasToken;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.ServiceRules;
import io.twinoperator.emulator.hub.ServiceRules.OtherMediaType;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service REST API: from a request to an answer, without a socket. Every fault ends as an
 * answer in the hub's own form. Thread-safe.
 */
public final class ServiceApi {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceApi.class);
  private static final DateTimeFormatter US_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final HubDirectory hubs;
  private final Authorizer authorizer;
  private final DeviceAuthorizer devices;
  private final InstantSource wallClock;

  /**
   * @param wallClock the real time: it is what clients outside this process sign with
   */
  public ServiceApi(HubDirectory hubs, InstantSource wallClock) {
    this.hubs = hubs;
    this.authorizer = new Authorizer(wallClock);
    this.devices = new DeviceAuthorizer(wallClock);
    this.wallClock = wallClock;
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
    Optional<String> denied =
        to.operation().needs() == Permission.DEVICE_CONNECT
            ? deviceDenied(authorization, hub, to)
            : serviceDenied(authorization, hub, request, to);
    if (denied.isPresent()) {
      throw new HubError(ErrorCode.UNAUTHORIZED, "Unauthorized: " + denied.get());
    }
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
    return to.operation().handler().answer(new Call(hub, to, request, parameters.get()));
  }

  private Optional<String> serviceDenied(
      Optional<String> authorization, EmulatedHub hub, ServiceRequest request, Route.To to) {
    return authorizer.check(
                authorization, hubs.namesOf(hub), request.path(), to.operation().needs())
            instanceof Access.Denied denied
        ? Optional.of(denied.reason())
        : Optional.empty();
  }

  private Optional<String> deviceDenied(
      Optional<String> authorization, EmulatedHub hub, Route.To to) {
    ClientId client = to.client();
    DeviceAccess access =
        devices.check(
            authorization.orElse(""),
            hubs.namesOf(hub),
            "/devices/"
                + client.deviceId()
                + client.moduleId().map(m -> "/modules/" + m).orElse(""),
            hub.identities().keys(client));
    if (access instanceof DeviceAccess.Denied denied) {
      return Optional.of(denied.reason());
    }
    return access instanceof DeviceAccess.Malformed malformed
        ? Optional.of(malformed.reason())
        : Optional.empty();
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
