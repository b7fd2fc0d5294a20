package io.twinoperator.emulator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.configuration.Configurations;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotFileTest {
  private static final ClientId DEVICE = ClientId.device("d1");

  @TempDir Path temp;
  private final SteppedClock clock = new SteppedClock();

  @Test
  void anEmulatorGoesOnWhereTheLastOneStopped() {
    Path file = temp.resolve("new/state.json");
    ObjectNode identity;
    ObjectNode twin;
    try (HubEmulator first =
        HubEmulator.builder().clock(clock, clock.agenda()).snapshot(file).start()) {
      first.hub().identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
      first.hub().twins().patch(DEVICE, tags("a", 1), new IfMatch.Absent());
      identity = first.hub().identities().get(DEVICE);
      twin = first.hub().twins().get(DEVICE);
    }
    try (HubEmulator second =
        HubEmulator.builder().clock(clock, clock.agenda()).snapshot(file).start()) {
      assertThat(second.hub().identities().get(DEVICE)).isEqualTo(identity);
      assertThat(second.hub().twins().get(DEVICE)).hasToString(twin.toString());
      // Versions and etags go on too.
      second.hub().twins().patch(DEVICE, tags("a", 2), new IfMatch.Tag(twin.path("etag").asText()));
    }
  }

  @Test
  void endedJobsAreKeptWithTheirRowsAndUnfinishedOnesAreNot() {
    SnapshotFile file = new SnapshotFile(temp.resolve("state.json"));
    EmulatedHub before = hub("h");
    before.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    before.identities().create(ClientId.device("gone"), JsonNodeFactory.instance.objectNode());
    before.jobs().create("ended", job("*"));
    clock.advance(Duration.ZERO);
    before.identities().delete(ClientId.device("gone"), new IfMatch.Any());
    clock.advance(Duration.ofSeconds(5));
    before.jobs().create("broken", job("tags.a ="));
    clock.advance(Duration.ofSeconds(5));
    before.jobs().create("unfinished", job("*"));
    file.save(List.of(before));

    EmulatedHub after = hub("h");
    file.load(List.of(after));
    assertThat(after.jobs().get("ended")).hasToString(before.jobs().get("ended").toString());
    assertThat(after.jobs().get("ended").at("/deviceJobStatistics/failedCount").intValue())
        .isEqualTo(1);
    assertThat(after.jobs().get("broken")).hasToString(before.jobs().get("broken").toString());
    assertThat(after.jobs().get("unfinished").path("status").textValue()).isEqualTo("unknown");
    String rows = "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'ended'";
    assertThat(after.query(rows, 100, Optional.empty()).items())
        .hasSize(2)
        .hasToString(before.query(rows, 100, Optional.empty()).items().toString());
    // Its slot is free.
    after.jobs().create("unfinished", job("*"));
    clock.advance(Duration.ofDays(31));
    assertThat(after.jobs().get("ended").path("status").textValue()).isEqualTo("unknown");
  }

  @Test
  void configurationsAndWhatTheyHaveWrittenAreKept() {
    SnapshotFile file = new SnapshotFile(temp.resolve("state.json"));
    EmulatedHub before = hub("h");
    before.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("targetCondition", "*");
    body.putObject("content").putObject("deviceContent").put("properties.desired.by.c", 1);
    before.configurations().create("c", body);
    clock.advance(Configurations.SOON);
    ObjectNode twin = before.twins().get(DEVICE);
    assertThat(twin.at("/properties/desired/by/c").intValue()).isEqualTo(1);
    file.save(List.of(before));

    EmulatedHub after = hub("h");
    file.load(List.of(after));
    assertThat(after.configurations().get("c"))
        .hasToString(before.configurations().get("c").toString());
    assertThat(after.twins().get(DEVICE)).hasToString(twin.toString());
    assertThat(twin.at("/configurations/c/status").textValue()).isEqualTo("Applied");
    // The beat goes on: a device that is new gets the settings.
    after.identities().create(ClientId.device("d2"), JsonNodeFactory.instance.objectNode());
    clock.advance(Configurations.INTERVAL);
    assertThat(desired(after, "d2").at("/by/c").intValue()).isEqualTo(1);
    // It is still known what has to leave.
    after.configurations().delete("c", new IfMatch.Any());
    clock.advance(Configurations.SOON);
    assertThat(desired(after, "d1").has("by")).isFalse();
    assertThat(after.twins().get(DEVICE).has("configurations")).isFalse();
  }

  @Test
  void aDeletedConfigurationLeavesItsTwinsAfterwards() {
    SnapshotFile file = new SnapshotFile(temp.resolve("state.json"));
    EmulatedHub before = hub("h");
    before.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("targetCondition", "*");
    body.putObject("content").putObject("deviceContent").put("properties.desired.c", 1);
    before.configurations().create("c", body);
    clock.advance(Configurations.SOON);
    before.configurations().delete("c", new IfMatch.Any());
    file.save(List.of(before));

    EmulatedHub after = hub("h");
    file.load(List.of(after));
    assertThat(desired(after, "d1").has("c")).isTrue();
    clock.advance(Configurations.SOON);
    assertThat(desired(after, "d1").has("c")).isFalse();
  }

  @Test
  void whoIsBehindWhichEdgeDeviceIsKept() {
    SnapshotFile file = new SnapshotFile(temp.resolve("state.json"));
    EmulatedHub before = hub("h");
    ObjectNode edge = JsonNodeFactory.instance.objectNode();
    edge.putObject("capabilities").put("iotEdge", true);
    before.identities().create(ClientId.device("parent"), edge);
    String scope = before.identities().get(ClientId.device("parent")).path("deviceScope").asText();
    edge.putArray("parentScopes").add(scope);
    before.identities().create(ClientId.device("child"), edge);
    ObjectNode leaf = JsonNodeFactory.instance.objectNode().put("deviceScope", scope);
    before.identities().create(ClientId.device("leaf"), leaf);
    file.save(List.of(before));

    EmulatedHub after = hub("h");
    file.load(List.of(after));
    assertThat(after.identities().list(10))
        .hasSize(3)
        .hasToString(before.identities().list(10).toString());
    assertThat(after.identities().get(ClientId.device("child")).at("/parentScopes/0").textValue())
        .isEqualTo(scope);
    assertThat(after.identities().get(ClientId.device("leaf")).path("deviceScope").textValue())
        .isEqualTo(scope)
        .startsWith("ms-azure-iot-edge://parent-");
  }

  private static JsonNode desired(EmulatedHub hub, String id) {
    return hub.twins().get(ClientId.device(id)).at("/properties/desired");
  }

  private static ObjectNode job(String condition) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "scheduleUpdateTwin");
    body.put("queryCondition", condition);
    body.set("updateTwin", tags("job", 1).put("etag", "*"));
    return body;
  }

  @Test
  void onlyItsOwnerReadsTheFile() throws Exception {
    Path file = temp.resolve("state.json");
    new SnapshotFile(file).save(List.of(hub("h")));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(temp.resolve("state.json.new")).doesNotExist();
  }

  @Test
  void halfACharacterIsKept() {
    Path file = temp.resolve("state.json");
    EmulatedHub before = hub("h");
    before.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("tags").put("a", "x\ud800y é");
    before.twins().patch(DEVICE, patch, new IfMatch.Absent());
    new SnapshotFile(file).save(List.of(before));
    EmulatedHub after = hub("h");
    assertThat(new SnapshotFile(file).load(List.of(after))).isTrue();
    assertThat(after.twins().get(DEVICE).at("/tags/a").textValue()).isEqualTo("x\ud800y é");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "oops                                                        | is not JSON",
        "{}                                                          | does not say that it is one",
        "[]                                                          | does not say that it is one",
        "{'format':'iot-hub-emulator-snapshot','version':2}          | has version 2, this emulator",
        "{'format':'iot-hub-emulator-snapshot'}                      | has version",
        "{'format':'iot-hub-emulator-snapshot','version':1,'hubs':[{'hostName':'x'}]} | hub 'x'",
        "{'format':'iot-hub-emulator-snapshot','version':1,'hubs':[{'hostName':'h'}]} | no state",
        "HUB{'what':[]}}]}                                           | 'what' is not known",
        "HUB{'identities':5}}]}                                      | identities is no array",
        "HUB{'identities':[{}]}}]}                                   | identities[0].twin is no",
        "HUB{'jobs':{'jobs':[{'jobId':'j'}]}}}]}                     | jobs: queryCondition is",
        "HUB{'jobs':{'rows':[{'jobId':'j'}]}}}]}                     | a row is of no job 'j'",
        "HUB{'configurations':[]}}]}                                 | configurations is no object",
        "HUB{'configurations':{}}}]}                                 | configurations.list is no",
        "HUB{'configurations':{'list':[{}]}}}]}                      | list[0].id is no text",
        "HUB{'configurations':{'list':[{'id':'c','body':{},'counts':{'n':'1'}}]}}}]} | counts.n is no",
        "HUB{'configurations':{'list':[CONFIGURATION]}}}]}            | assignments is no array",
        "HUB{'configurations':{'list':[CONFIGURATION],'assignments':[]}}}]} | content has nothing",
        "HUB{'configurations':{'list':[],'assignments':[{'deviceId':'d'}]}}}]} | of no identity: d",
        "HUB{'configurations':{'list':[],'assignments':[],'nextRun':'now'}}}]} | nextRun is no time",
        "HUB{'identities':[{'twin':{'etag':-1}}]}}]}                 | deviceId is no text",
      })
  void whatCannotBeUsedIsRefusedByNameAndLeftAsItIs(String pattern, String words) throws Exception {
    String text =
        pattern
            .replace(
                "HUB",
                "{'format':'iot-hub-emulator-snapshot','version':1,'hubs':[{'hostName':'h',"
                    + "'state':")
            .replace(
                "CONFIGURATION",
                "{'id':'c','body':{},'counts':{},'results':{},'version':1,"
                    + "'created':'2026-02-15T09:00:00Z','updated':'2026-02-15T09:00:00Z'}")
            .replace('\'', '"');
    Path file = temp.resolve("state.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> HubEmulator.builder().hosts("h").snapshot(file).start().close())
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(words)
        .hasMessageContaining("left as it is");
    assertThat(file).hasContent(text);
  }

  @Test
  void metadataThatIsNotOfItsValuesIsRefusedByName() throws Exception {
    Path file = temp.resolve("state.json");
    EmulatedHub before = hub("h");
    before.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    new SnapshotFile(file).save(List.of(before));
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"metadata\":{", "\"metadata\":{\"x\":{},"));
    assertThatThrownBy(() -> new SnapshotFile(file).load(List.of(hub("h"))))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("identities[0].twin.desired.metadata.x belongs to no value");
  }

  @Test
  void aSnapshotThatCannotBeWrittenIsSaid() throws Exception {
    Path file = temp.resolve("state.json");
    HubEmulator emulator = HubEmulator.builder().snapshot(file).start();
    Files.createDirectories(file.resolve("in-the-way"));
    assertThatThrownBy(emulator::close)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("cannot be written");
  }

  private EmulatedHub hub(String name) {
    return new EmulatedHub(name, HubSettings.defaults(), clock, clock.agenda());
  }

  private static ObjectNode tags(String name, int value) {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("tags").put(name, value);
    return twin;
  }
}
