package io.twinoperator.benchmarks.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The heap that a fleet takes.
 *
 * @param texts bytes for each twin when its JSON text alone is held
 * @param emulator bytes for each twin when an emulator holds it
 */
public record HeapFigures(double texts, double emulator) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** As one line of JSON. */
  String line() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of two numbers is always JSON", e);
    }
  }

  /**
   * Reads such a line.
   *
   * @throws IllegalStateException if it is another; the message holds it
   */
  static HeapFigures read(String line) {
    try {
      return MAPPER.readValue(line, HeapFigures.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The heap's process said '" + line + "'", e);
    }
  }
}
