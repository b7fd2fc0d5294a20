package io.twinoperator.emulator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.fault.FaultJson;
import io.twinoperator.emulator.fault.FaultRule;
import io.twinoperator.emulator.fault.Faults;
import io.twinoperator.emulator.fault.PlacedFault;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.ErrorCode;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubThrottles;
import io.twinoperator.emulator.throttle.ThrottledOperation;
import io.twinoperator.emulator.throttle.Throttling;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the emulator has and a hub has not, below {@code /_emulator}: its faults and its throttles.
 * None of it is throttled, or fails on demand, itself.
 *
 * @param faults of all hubs
 */
record AdminApi(Faults faults) {
  private static final String ROOT = "/_emulator/";
  private static final String FAULTS = ROOT + "faults";
  private static final String THROTTLE = ROOT + "throttle";

  /** Devices belong to a hub: these are operations like its own. */
  private static final String DEVICES = ROOT + "devices/";

  /** Whether a path is below {@code /_emulator}, and no device's. */
  static boolean owns(String path) {
    return path.startsWith(ROOT) && !path.startsWith(DEVICES);
  }

  /** Answers an authorised request; throws HubError. */
  ServiceResponse answer(EmulatedHub hub, ServiceRequest request, String trackingText) {
    String path = request.path();
    String method = request.effectiveMethod();
    Optional<ServiceResponse> response =
        switch (path) {
          case FAULTS -> faults(method, request);
          case THROTTLE -> throttle(method, hub.throttles(), request);
          default ->
              path.startsWith(FAULTS + "/")
                  ? oneFault(method, path.substring(FAULTS.length() + 1))
                  : Optional.of(EdgeError.unknownPath(path).response(trackingText));
        };
    return response.orElseGet(
        () -> EdgeError.wrongMethod(method, allowed(path)).response(trackingText));
  }

  private static List<String> allowed(String path) {
    return switch (path) {
      case FAULTS -> List.of("DELETE", "GET", "POST");
      case THROTTLE -> List.of("GET", "PUT");
      default -> List.of("DELETE");
    };
  }

  private Optional<ServiceResponse> faults(String method, ServiceRequest request) {
    return switch (method) {
      case "GET" -> Optional.of(ServiceResponse.ok(list()));
      case "POST" -> Optional.of(add(Json.object(request.body())));
      case "DELETE" -> {
        faults.clear();
        yield Optional.of(ServiceResponse.noContent());
      }
      default -> Optional.empty();
    };
  }

  private ServiceResponse add(ObjectNode body) {
    try {
      FaultRule rule = FaultJson.parse(body);
      long id = faults.add(rule);
      return new ServiceResponse(
          201, Map.of(), Json.text(FaultJson.render(new PlacedFault(id, rule, 0, 0))));
    } catch (IllegalArgumentException wrong) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, String.valueOf(wrong.getMessage()));
    }
  }

  private Optional<ServiceResponse> oneFault(String method, String id) {
    if (!method.equals("DELETE")) {
      return Optional.empty();
    }
    if (!id.matches("[0-9]{1,18}") || !faults.remove(Long.parseLong(id))) {
      throw new HubError(ErrorCode.NOT_FOUND, "No fault has the id '" + id + "'");
    }
    return Optional.of(ServiceResponse.noContent());
  }

  private ObjectNode list() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("seed", faults.seed());
    ArrayNode rules = json.putArray("faults");
    faults.all().forEach(fault -> rules.add(FaultJson.render(fault)));
    return json;
  }

  private static Optional<ServiceResponse> throttle(
      String method, HubThrottles throttles, ServiceRequest request) {
    return switch (method) {
      case "GET" -> Optional.of(ServiceResponse.ok(state(throttles)));
      case "PUT" -> {
        throttles.set(wanted(Json.object(request.body())));
        yield Optional.of(ServiceResponse.ok(state(throttles)));
      }
      default -> Optional.empty();
    };
  }

  private static Throttling wanted(ObjectNode body) {
    String text = body.path("throttle").asText();
    return switch (text) {
      case "on" -> Throttling.ON;
      case "off" -> Throttling.OFF;
      default ->
          throw new HubError(
              ErrorCode.ARGUMENT_INVALID, "throttle is '" + text + "': use on or off");
    };
  }

  private static ObjectNode state(HubThrottles throttles) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("throttle", throttles.throttling().name().toLowerCase(Locale.ROOT))
            .put("messagesToday", throttles.messagesToday())
            .put("messagesPerDay", throttles.messagesPerDay());
    ObjectNode operations = json.putObject("operations");
    for (ThrottledOperation operation : ThrottledOperation.values()) {
      operations
          .putObject(operation.name())
          .put("limit", throttles.limit(operation).operations())
          .put("seconds", throttles.limit(operation).window().toSeconds())
          .put("waiting", throttles.waiting(operation));
    }
    return json;
  }
}
