package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * One configuration as it outlives the process.
 *
 * @param id of the configuration
 * @param body the request that would create it: labels, content, condition, priority, metrics
 * @param counts results of the system's metrics, of the last evaluation
 * @param results of the client's own metrics, of the last evaluation
 * @param created when, in the hub's time
 * @param updated when last, in the hub's time
 * @param version behind the etag, from 1
 */
public record SavedConfiguration(
    String id,
    ObjectNode body,
    Map<String, Long> counts,
    Map<String, Long> results,
    Instant created,
    Instant updated,
    long version) {
  /** Keeps its own copy of the numbers. */
  public SavedConfiguration {
    counts = Map.copyOf(counts);
    results = Map.copyOf(results);
  }
}
