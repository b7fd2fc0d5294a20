package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.IfMatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a hub itself has for a change to many devices: one job over all, and a configuration of
 * automatic device management.
 */
final class BulkTools {
  private static final Duration MOST = Duration.ofDays(1);
  private static final int PRIORITY = 10;

  private final EmulatedHub hub;

  BulkTools(EmulatedHub hub) {
    this.hub = hub;
  }

  /**
   * How far one has come by its own account.
   *
   * @param ended whether it is done
   * @param done devices that it calls done
   */
  record Account(boolean ended, long done) {}

  /** Id, value of the tag and of the leaf. */
  void createJob(List<String> words) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("type", "scheduleUpdateTwin")
        .put("queryCondition", condition(words.get(1)))
        .put("maxExecutionTimeInSeconds", MOST.toSeconds());
    ObjectNode update = job.putObject("updateTwin").put("etag", "*");
    update
        .putObject("properties")
        .putObject("desired")
        .put(Sample.EDITED, Integer.parseInt(words.get(2)));
    hub.jobs().create(words.get(0), job);
  }

  /** Of a job by its id. */
  Account jobAccount(List<String> words) {
    JsonNode job = hub.jobs().get(words.get(0));
    return new Account(
        job.path("status").asText().equals("completed"),
        job.at("/deviceJobStatistics/succeededCount").asLong());
  }

  /** Cancels a job, as far as the hub lets one. */
  Map<String, Boolean> cancelJob(List<String> words) {
    try {
      hub.jobs().cancel(words.get(0));
      return Map.of("done", true);
    } catch (HubError tooLate) {
      return Map.of("done", false);
    }
  }

  /** Id, value of the tag and of the leaf. */
  void createConfiguration(List<String> words) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("id", words.get(0))
        .put("targetCondition", condition(words.get(1)))
        .put("priority", PRIORITY)
        .putObject("content")
        .putObject("deviceContent")
        .put("properties.desired." + Sample.EDITED, Integer.parseInt(words.get(2)));
    hub.configurations().create(words.get(0), body);
  }

  /** Of a configuration by its id: it has ended when it says so of all that it is for. */
  Account configurationAccount(List<String> words) {
    JsonNode counts = hub.configurations().get(words.get(0)).at("/systemMetrics/results");
    long applied = counts.path("appliedCount").asLong();
    return new Account(applied > 0 && applied == counts.path("targetedCount").asLong(), applied);
  }

  /** Deletes a configuration. */
  void deleteConfiguration(List<String> words) {
    hub.configurations().delete(words.get(0), new IfMatch.Any());
  }

  private static String condition(String plant) {
    return "tags." + Sample.PLANT + " = '" + plant + "'";
  }
}
