package io.twinoperator.emulator.page;

import io.twinoperator.emulator.hub.ClientId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address of one of our pages. What varies stands in the query and not in the path: a device
 * may be called {@code ..}, and browsers resolve that in paths.
 *
 * @param path of the page
 * @param parameters not yet encoded
 */
record Address(String path, Map<String, String> parameters) {
  static final Address OVERVIEW = of("/");
  static final Address DEVICES = of("/_emulator/devices");
  static final Address TWIN = of("/_emulator/twin");
  static final Address JOBS = of("/_emulator/jobs");
  static final Address REQUESTS = of("/_emulator/requests");
  static final Address STYLE = of("/_emulator/page.css");
  static final Address SCRIPT = of("/_emulator/page.js");
  static final Address ICON = of("/_emulator/icon.svg");

  private static Address of(String path) {
    return new Address(path, Map.of());
  }

  /** The twin of a device or module. */
  static Address twin(String hub, ClientId id) {
    return TWIN.with("hub", hub).with("device", id.deviceId()).with("module", id.moduleId());
  }

  /** The same with one parameter more. */
  Address with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new Address(path, more);
  }

  /** The same with one parameter more, if it has a value. */
  Address with(String name, Optional<String> value) {
    return value.filter(v -> !v.isEmpty()).map(v -> with(name, v)).orElse(this);
  }

  /** Ready for an attribute, but for the escapes of HTML. */
  @Override
  public String toString() {
    return parameters.isEmpty()
        ? path
        : path
            + parameters.entrySet().stream()
                .map(p -> encoded(p.getKey()) + "=" + encoded(p.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
