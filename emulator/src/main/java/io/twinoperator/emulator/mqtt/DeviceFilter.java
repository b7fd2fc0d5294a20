package io.twinoperator.emulator.mqtt;

import io.twinoperator.emulator.hub.ClientId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a device may subscribe to; the hub is no broker and knows no other topic filters. */
enum DeviceFilter {
  /** {@code $iothub/twin/res/#}. */
  TWIN_ANSWERS,
  /** {@code $iothub/twin/PATCH/properties/desired/#}. */
  DESIRED,
  /** {@code $iothub/methods/POST/#}. */
  METHODS,
  /** {@code devices/{id}/messages/devicebound/#}. */
  DEVICE_BOUND,
  /**
   * {@code devices/{id}/modules/{mid}/inputs/#}: taken of a module, though only Edge routes to it.
   */
  INPUTS;

  /** The filter of that text for this client, empty for any other text. */
  static Optional<DeviceFilter> of(ClientId client, String text) {
    return switch (text) {
      case "$iothub/twin/res/#" -> Optional.of(TWIN_ANSWERS);
      case "$iothub/twin/PATCH/properties/desired/#" -> Optional.of(DESIRED);
      case "$iothub/methods/POST/#" -> Optional.of(METHODS);
      default -> ofClient(client, text);
    };
  }

  /**
   * Whether the text is {@code devices/{id}} or {@code devices/{id}/modules/{mid}} of the client.
   */
  static boolean isBase(ClientId client, String text) {
    String base = base(client);
    if (text.equals(base)) {
      return true;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8).equals(base);
    } catch (IllegalArgumentException brokenEncoding) {
      return false;
    }
  }

  /** {@code devices/{id}} or {@code devices/{id}/modules/{mid}}. */
  static String base(ClientId client) {
    return "devices/" + client.deviceId() + client.moduleId().map(m -> "/modules/" + m).orElse("");
  }

  private static Optional<DeviceFilter> ofClient(ClientId client, String text) {
    if (text.endsWith("/messages/devicebound/#")
        && isBase(client, text.substring(0, text.length() - "/messages/devicebound/#".length()))) {
      return Optional.of(DEVICE_BOUND);
    }
    if (client.moduleId().isPresent()
        && text.endsWith("/inputs/#")
        && isBase(client, text.substring(0, text.length() - "/inputs/#".length()))) {
      return Optional.of(INPUTS);
    }
    return Optional.empty();
  }
}
