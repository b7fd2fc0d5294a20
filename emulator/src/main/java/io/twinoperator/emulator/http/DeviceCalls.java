package io.twinoperator.emulator.http;

import io.twinoperator.emulator.hub.CloudToDevice;
import io.twinoperator.emulator.message.LockedMessage;
import io.twinoperator.emulator.message.Message;
import io.twinoperator.emulator.time.HubTime;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Devices over HTTPS: telemetry, and messages to them (Azure documents, REST API "Device"). What
 * MQTT puts into topics stands in headers here; they have no letter case.
 */
final class DeviceCalls {
  private static final String APPLICATION = "iothub-app-";
  private static final Map<String, String> SYSTEM_HEADERS =
      Map.of(
          "iothub-messageid", "message-id",
          "iothub-correlationid", "correlation-id",
          "iothub-userid", "user-id",
          "iothub-to", "to",
          "iothub-contenttype", "content-type",
          "iothub-contentencoding", "content-encoding",
          "iothub-expiry", "absolute-expiry-time");

  private DeviceCalls() {}

  static ServiceResponse send(Call call) {
    call.hub().telemetry().send(call.client(), message(call.request()));
    return ServiceResponse.noContent();
  }

  static ServiceResponse receive(Call call) {
    return call.hub()
        .cloudToDevice()
        .receive(call.id())
        .map(DeviceCalls::response)
        .orElseGet(ServiceResponse::noContent);
  }

  static ServiceResponse settle(Call call) {
    CloudToDevice messages = call.hub().cloudToDevice();
    if (call.parameters().containsKey("reject")) {
      messages.reject(call.id(), lockToken(call));
    } else {
      messages.complete(call.id(), lockToken(call));
    }
    return ServiceResponse.noContent();
  }

  static ServiceResponse abandon(Call call) {
    call.hub().cloudToDevice().abandon(call.id(), lockToken(call));
    return ServiceResponse.noContent();
  }

  static ServiceResponse purge(Call call) {
    return ServiceResponse.ok(call.hub().cloudToDevice().purge(call.id()));
  }

  private static String lockToken(Call call) {
    return call.to().parameters().getOrDefault("lock", "");
  }

  private static Message message(ServiceRequest request) {
    Map<String, String> system = new LinkedHashMap<>();
    Map<String, String> properties = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (SYSTEM_HEADERS.containsKey(name)) {
                system.put(SYSTEM_HEADERS.get(name), value);
              } else if (name.startsWith(APPLICATION)) {
                properties.put(name.substring(APPLICATION.length()), value);
              }
            });
    return new Message(system, properties, request.content().getBytes());
  }

  private static ServiceResponse response(LockedMessage locked) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ETag", "\"" + locked.lockToken() + "\"");
    headers.put("iothub-sequencenumber", Long.toString(locked.sequence()));
    headers.put("iothub-deliverycount", Integer.toString(locked.deliveries() - 1));
    headers.put("iothub-enqueuedtime", HubTime.format(locked.enqueued()));
    Map<String, String> system = locked.message().systemProperties();
    SYSTEM_HEADERS.forEach(
        (header, name) -> {
          if (system.containsKey(name)) {
            headers.put(header, oneLine(system.get(name)));
          }
        });
    locked
        .message()
        .properties()
        .forEach((name, value) -> headers.put(APPLICATION + headerName(name), oneLine(value)));
    headers.put("Content-Type", "application/octet-stream");
    return new ServiceResponse(200, headers, Buffer.buffer(locked.message().body()));
  }

  // What HTTP does not allow in a name becomes an underscore.
  private static String headerName(String property) {
    return property.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9!#$%&'*+.^_`|~-]", "_");
  }

  // A line break would end the header.
  private static String oneLine(String value) {
    return value.replaceAll("\\p{Cntrl}", " ");
  }
}
