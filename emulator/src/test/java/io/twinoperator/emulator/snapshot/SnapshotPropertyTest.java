package io.twinoperator.emulator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.configuration.Configurations;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever was done to a hub, one that was filled from its snapshot answers the same. */
class SnapshotPropertyTest {

  @Property(tries = 100)
  void theSameAnswersAfterwards(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 999) Integer> steps) throws Exception {
    SteppedClock clock = new SteppedClock();
    EmulatedHub before = hub(clock);
    steps.forEach(step -> act(before, clock, step));
    Path directory = Files.createTempDirectory("snapshot");
    try {
      SnapshotFile file = new SnapshotFile(directory.resolve("state.json"));
      List<String> expected = answers(before);
      file.save(List.of(before));
      EmulatedHub after = hub(clock);
      assertThat(file.load(List.of(after))).isTrue();
      assertThat(answers(after)).isEqualTo(expected);
      // What is to come comes to both.
      clock.advance(Configurations.INTERVAL);
      assertThat(answers(after)).isEqualTo(answers(before));
    } finally {
      Files.delete(directory.resolve("state.json"));
      Files.delete(directory);
    }
  }

  private static EmulatedHub hub(SteppedClock clock) {
    return new EmulatedHub("h", HubSettings.defaults(), clock, clock.agenda());
  }

  // As text, for that is what clients get: a number has no Java type there.
  private static List<String> answers(EmulatedHub hub) {
    List<JsonNode> answers = new ArrayList<>();
    for (ObjectNode identity : hub.identities().list(100)) {
      String id = identity.path("deviceId").textValue();
      answers.add(identity);
      answers.add(hub.twins().get(ClientId.device(id)));
      for (ObjectNode module : hub.identities().modulesOf(id)) {
        answers.add(module);
        answers.add(hub.twins().get(ClientId.module(id, module.path("moduleId").textValue())));
      }
    }
    answers.addAll(hub.configurations().list(100));
    for (String query :
        List.of(
            "SELECT * FROM devices",
            "SELECT COUNT() AS n FROM devices GROUP BY tags.k",
            "SELECT deviceId FROM devices WHERE properties.reported.r > 3",
            "SELECT deviceId FROM devices WHERE configurations.c1.status = 'Applied'")) {
      answers.addAll(hub.query(query, 100, Optional.empty()).items());
    }
    return answers.stream().map(JsonNode::toString).toList();
  }

  /** One of several changes, by the step's hundreds, to a device by its last digit. */
  private static void act(EmulatedHub hub, SteppedClock clock, int step) {
    clock.advance(Duration.ofMillis(step));
    ClientId device = ClientId.device("d:" + step % 5);
    if (!hub.identities().contains(device)) {
      hub.identities().create(device, identity(step));
      return;
    }
    ClientId module = ClientId.module(device.deviceId(), "m'" + step % 2);
    switch (step / 100) {
      case 0 -> hub.identities().delete(device, new IfMatch.Any());
      case 1 -> hub.identities().update(device, identity(step), new IfMatch.Any());
      case 2, 3 -> hub.twins().patch(device, twin(step), new IfMatch.Absent());
      case 4 -> hub.twins().replace(device, twin(step), new IfMatch.Absent());
      case 5, 6 -> report(hub, device, step);
      case 7 -> configure(hub, clock, step);
      default -> {
        if (!hub.identities().contains(module)) {
          hub.identities().create(module, JsonNodeFactory.instance.objectNode());
        }
        hub.twins().patch(module, twin(step), new IfMatch.Absent());
      }
    }
  }

  /** Creates, replaces or deletes one of three; in every other step they run before the next. */
  private static void configure(EmulatedHub hub, SteppedClock clock, int step) {
    String id = "c" + step % 3;
    boolean known =
        hub.configurations().list(100).stream()
            .anyMatch(one -> one.path("id").textValue().equals(id));
    if (!known) {
      hub.configurations().create(id, configuration(step));
    } else if (step % 4 == 0) {
      hub.configurations().delete(id, new IfMatch.Any());
    } else {
      ObjectNode changed = configuration(step);
      changed.remove("content");
      hub.configurations().replace(id, changed, new IfMatch.Any());
    }
    if (step % 2 == 0) {
      clock.advance(Configurations.SOON);
    }
  }

  private static ObjectNode configuration(int step) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("priority", step % 5);
    body.put("targetCondition", step % 3 == 0 ? "*" : "tags.k > " + step % 7);
    body.putObject("labels").put("é", "<" + step);
    body.putObject("metrics")
        .putObject("queries")
        .put("b", "SELECT deviceId FROM devices WHERE tags.k = 1")
        .put("a", "SELECT deviceId FROM devices");
    ObjectNode content = body.putObject("content");
    if (step % 3 == 2) {
      content
          .putObject("modulesContent")
          .putObject("$edgeAgent")
          .put("properties.desired.agent", step);
    } else {
      content.putObject("deviceContent").put("properties.desired.c.p" + step % 4, step / 8.0);
    }
    return body;
  }

  private static ObjectNode identity(int step) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("deviceScope", "ms-azure-iot-edge://e-" + step % 4);
    body.putArray("parentScopes").add("ms-azure-iot-edge://e-" + step % 4);
    body.put("statusReason", "reason " + step);
    body.putObject("capabilities").put("iotEdge", step % 3 == 0);
    if (step % 4 == 0) {
      body.putObject("authentication")
          .put("type", "selfSigned")
          .putObject("x509Thumbprint")
          .put("primaryThumbprint", "AB" + step);
    }
    return body;
  }

  private static ObjectNode twin(int step) {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("tags").put("k", step % 7).put("é" + step % 3, "<ü" + step);
    ObjectNode desired = twin.putObject("properties").putObject("desired");
    desired.put("f", step / 8.0).put("big", 1L << 50).putObject("o").put("p" + step % 4, true);
    return twin;
  }

  private static void report(EmulatedHub hub, ClientId device, int step) {
    try (DeviceLink link = hub.connect(device, new Deaf())) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode().put("r", step % 9);
      patch.putObject("n").put("m", 1.0E-5 * step);
      link.report(patch);
    }
  }

  private record Deaf() implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }
}
