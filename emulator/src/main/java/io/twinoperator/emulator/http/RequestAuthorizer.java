package io.twinoperator.emulator.http;

import io.twinoperator.emulator.auth.Access;
import io.twinoperator.emulator.auth.Authorizer;
import io.twinoperator.emulator.auth.DeviceAccess;
import io.twinoperator.emulator.auth.DeviceAuthorizer;
import io.twinoperator.emulator.auth.Permission;
import io.twinoperator.emulator.auth.SharedAccessPolicy;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import java.time.InstantSource;

/**
 * Lets a request in by its shared access signature or bearer token, or throws 401 with the reason.
 */
final class RequestAuthorizer {
  private final HubDirectory hubs;
  private final Authorizer services;
  private final DeviceAuthorizer devices;

  /**
   * @param services decides about services
   * @param wallClock the real time: it is what clients outside this process sign with
   */
  RequestAuthorizer(HubDirectory hubs, Authorizer services, InstantSource wallClock) {
    this.hubs = hubs;
    this.services = services;
    this.devices = new DeviceAuthorizer(wallClock);
  }

  /** A service by its policy, or a device by its own key, whichever the operation is for. */
  void admit(EmulatedHub hub, ServiceRequest request, Route.To to) {
    if (to.operation().needs() == Permission.DEVICE_CONNECT) {
      admitDevice(hub, request, to.client());
    } else {
      policyOf(hub, request, to.operation().needs());
    }
  }

  /** Those with the policy {@code iothubowner} alone. */
  void admitOwner(EmulatedHub hub, ServiceRequest request) {
    if (policyOf(hub, request, Permission.REGISTRY_WRITE) != SharedAccessPolicy.IOTHUB_OWNER) {
      throw unauthorized(request.path() + " is for the policy iothubowner");
    }
  }

  private SharedAccessPolicy policyOf(EmulatedHub hub, ServiceRequest request, Permission needed) {
    Access access =
        services.check(request.header("authorization"), hubs.namesOf(hub), request.path(), needed);
    if (access instanceof Access.Granted granted) {
      return granted.policy();
    }
    throw unauthorized(((Access.Denied) access).reason());
  }

  private void admitDevice(EmulatedHub hub, ServiceRequest request, ClientId client) {
    DeviceAccess access =
        devices.check(
            request.header("authorization").orElse(""),
            hubs.namesOf(hub),
            "/devices/"
                + client.deviceId()
                + client.moduleId().map(m -> "/modules/" + m).orElse(""),
            hub.identities().keys(client));
    if (access instanceof DeviceAccess.Denied denied) {
      throw unauthorized(denied.reason());
    }
    if (access instanceof DeviceAccess.Malformed malformed) {
      throw unauthorized(malformed.reason());
    }
  }

  private static HubError unauthorized(String reason) {
    return new HubError(ErrorCode.UNAUTHORIZED, "Unauthorized: " + reason);
  }
}
