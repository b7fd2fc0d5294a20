package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What a hub has answered since it was last told to count anew.
 *
 * @param reads twins that were read
 * @param writes patches that took effect
 * @param conflicts patches that were refused because the twin had changed
 * @param queries pages of queries
 * @param others other requests that were answered
 * @param throttled answers with 429
 * @param failed other answers with an error, and connections that were reset
 * @param firstWrite when the first such patch had been read, in microseconds since 1970; 0 if none
 * @param lastWrite when the last one was answered
 * @param lastCall when the last of all was answered
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HubCounts(
    long reads,
    long writes,
    long conflicts,
    long queries,
    long others,
    long throttled,
    long failed,
    long firstWrite,
    long lastWrite,
    long lastCall) {

  /** Requests of all kinds. */
  public long calls() {
    return reads + writes + conflicts + queries + others + throttled + failed;
  }

  /** What has come since. */
  public HubCounts since(HubCounts before) {
    return new HubCounts(
        reads - before.reads,
        writes - before.writes,
        conflicts - before.conflicts,
        queries - before.queries,
        others - before.others,
        throttled - before.throttled,
        failed - before.failed,
        firstWrite,
        lastWrite,
        lastCall);
  }
}
