package io.twinoperator.benchmarks.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one line a server process prints when it is ready.
 *
 * @param httpsPort where it answers requests
 * @param devicePort where devices connect with TLS; 0 where there is none
 * @param caPem what a client has to trust
 */
public record Announcement(int httpsPort, int devicePort, String caPem) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** As one line of JSON. */
  String line() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of two numbers and a text is always JSON", e);
    }
  }

  /**
   * Reads such a line.
   *
   * @throws IllegalStateException if it is another; the message holds it
   */
  static Announcement read(String line) {
    try {
      return MAPPER.readValue(line, Announcement.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A server said '" + line + "' instead of its ports", e);
    }
  }
}
