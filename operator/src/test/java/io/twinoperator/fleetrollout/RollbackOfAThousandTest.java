package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import io.twinoperator.hub.HubJob.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A rollback of 1,000 devices with seven old values, absent keys, a foreign edit, offline devices
 * and a running job: afterwards each twin is as it was, wherever the value was still ours.
 */
class RollbackOfAThousandTest {
  private static final int DEVICES = 1000;
  private static final List<String> INTERVALS =
      List.of("20", "25", "30", "'often'", "true", "{every: 5}", "null");
  private static final List<String> POWERS = List.of("null", "{limit: 5}", "{mode: 'full'}");

  private static final String SPEC =
      """
      hubRef: {name: plant}
      selector: {query: "tags.environment = 'production'"}
      expectedDevices: {max: 1000}
      patch: {desired: {telemetryInterval: 10, power: {mode: eco}}, tags: {channel: beta}}
      state: Run
      convergence: {rule: None}
      offline: {policy: Include, stragglerDeadline: 1h}
      strategy:
        waves: [{name: fleet, size: "100%"}]
        maxConcurrency: 1000
      writer: {mode: Auto, maxDevicesPerJob: 120}
      """;

  private static final ObjectMapper LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  private final RolloutStory story = new RolloutStory().fleet(DEVICES, rules -> {}).spec(SPEC);

  @Test
  void eachDeviceHasWhatItHadBefore() {
    List<String> devices = devices();
    for (int n = 0; n < DEVICES; n++) {
      patch(
          devices.get(n),
          "{properties: {desired: {telemetryInterval: %s, power: %s}}, tags: {channel: %s}}"
              .formatted(INTERVALS.get(n % 7), POWERS.get(n % 3), n % 2 == 0 ? "'old'" : "null"));
    }
    devices.subList(0, 50).forEach(id -> story.devices().device(id).disconnect());
    Map<String, JsonNode> before = twins();

    story.runUntil(Duration.ofHours(1), result -> isJobRunning(result) && written().size() > 300);
    Set<String> written = written();
    List<String> foreign = written.stream().sorted().limit(5).toList();
    foreign.forEach(id -> patch(id, "{properties: {desired: {telemetryInterval: 99}}}"));
    assertThat(written).as("not all were written").hasSizeLessThan(DEVICES);
    story.edit("state: Run", "state: Rollback");
    Result end = story.runUntil(Duration.ofHours(3), result -> result.standing().stage().isFinal());

    Map<String, JsonNode> after = twins();
    assertThat(end.standing().stage()).isEqualTo(Stage.ROLLED_BACK_WITH_EXCEPTIONS);
    assertThat(story.status().counts().rollbackSkipped()).isEqualTo(foreign.size());
    for (String id : devices) {
      assertThat(after.get(id))
          .as(id)
          .isEqualTo(foreign.contains(id) ? edited(before.get(id)) : before.get(id));
    }
    assertThat(new HashSet<>(before.values())).as("different twins").hasSizeGreaterThan(40);
  }

  private boolean isJobRunning(Result result) {
    return result.jobs().values().stream()
        .flatMap(reading -> reading.job().stream())
        .anyMatch(job -> job.status() == JobStatus.RUNNING);
  }

  /** What somebody else has written since stays; the leaves beside it go back. */
  private static JsonNode edited(JsonNode before) {
    ObjectNode twin = before.deepCopy();
    ((ObjectNode) twin.path("desired")).put("telemetryInterval", 99);
    return twin;
  }

  private List<String> devices() {
    List<String> ids = new ArrayList<>();
    story.hub.identities().list(DEVICES).forEach(one -> ids.add(one.path("deviceId").asText()));
    return ids;
  }

  private void patch(String deviceId, String json) {
    try {
      story
          .hub
          .twins()
          .patch(
              ClientId.device(deviceId), (ObjectNode) LENIENT.readTree(json), IfMatch.parse(null));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> written() {
    Set<String> written = new HashSet<>();
    twins()
        .forEach(
            (id, twin) -> {
              if (twin.at("/desired/power/mode").asText().equals("eco")) {
                written.add(id);
              }
            });
    return written;
  }

  /** Tags and desired properties of each device, without what the hub and the operator add. */
  private Map<String, JsonNode> twins() {
    Map<String, JsonNode> twins = new TreeMap<>();
    for (String id : devices()) {
      JsonNode twin = story.hub.twins().get(ClientId.device(id));
      ObjectNode bare = LENIENT.createObjectNode();
      ObjectNode tags = twin.path("tags").deepCopy();
      ObjectNode desired = twin.at("/properties/desired").deepCopy();
      bare.set("tags", tags.without("twinOperator"));
      bare.set("desired", desired.without(List.of("$metadata", "$version")));
      twins.put(id, bare);
    }
    return twins;
  }
}
