package io.twinoperator.emulator.mqtt;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Names and values as they stand in a topic, {@code a=1&b=2}, in their order.
 *
 * @param values a name without {@code =} has the empty value; of one given twice the last counts
 */
record PropertyBag(Map<String, String> values) {

  /** Behind {@code messages/events/}: URL-encoded; with or without a question mark or a slash. */
  static PropertyBag ofTopic(String text) {
    String bare = text.startsWith("?") ? text.substring(1) : text;
    return parse(bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare);
  }

  /** Behind the question mark of a topic of twins and methods. */
  static PropertyBag ofQuery(String text) {
    return parse(text);
  }

  Optional<String> first(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** The text that {@link #ofTopic} reads; a space is {@code %20}. */
  String text() {
    return values.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static PropertyBag parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        values.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return new PropertyBag(values);
  }

  // A plus is a plus here: clients encode a space as %20.
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException brokenEncoding) {
      return text;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
