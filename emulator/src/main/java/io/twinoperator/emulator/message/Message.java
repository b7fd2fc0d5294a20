package io.twinoperator.emulator.message;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a device tells the cloud or is told. Immutable; its body belongs to it.
 *
 * <p>System properties have the names of Azure's documents ("Create and read IoT Hub messages"):
 * {@code message-id}, {@code correlation-id}, {@code content-type}, {@code to} and so on.
 */
public final class Message {
  private final Map<String, String> systemProperties;
  private final Map<String, String> properties;
  private final byte[] body;

  /** A message with these properties, in their order. */
  public Message(
      Map<String, String> systemProperties, Map<String, String> properties, byte[] body) {
    this.systemProperties = Collections.unmodifiableMap(new LinkedHashMap<>(systemProperties));
    this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    this.body = body.clone();
  }

  /** A message that is nothing but a text, as UTF-8. */
  public static Message of(String text) {
    return new Message(Map.of(), Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same message with one system property more, or another value for it. */
  public Message withSystem(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(systemProperties);
    more.put(name, value);
    return new Message(more, properties, body);
  }

  /** What the protocol itself gives a meaning, by its long name. */
  public Map<String, String> systemProperties() {
    return systemProperties;
  }

  /** The application's own. */
  public Map<String, String> properties() {
    return properties;
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Bytes of the body, and of the names and values of all properties, as UTF-8. */
  public int size() {
    return body.length + size(systemProperties) + size(properties);
  }

  private static int size(Map<String, String> properties) {
    return properties.entrySet().stream()
        .mapToInt(
            entry ->
                entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  /** Its size only: a body may be long, and is nobody's business. */
  @Override
  public String toString() {
    return "Message[" + size() + " bytes]";
  }
}
