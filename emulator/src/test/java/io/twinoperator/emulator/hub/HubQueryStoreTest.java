package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.message.Message;
import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What queries, jobs and configurations see of the twins, and when. */
class HubQueryStoreTest {
  private final HubFixture fixture = new HubFixture();
  private final EmulatedHub hub = fixture.hub;

  private void module(String device, String module, String twin) {
    ClientId id = ClientId.module(device, module);
    hub.identities().create(id, Json.object("{}"));
    hub.twins().patch(id, Json.object(twin), new IfMatch.Absent());
  }

  @Test
  void modulesAreACollectionOfTheirOwn() {
    fixture.device("d1", "{'tags':{'floor':3}}");
    fixture.device("d1-x", "{'tags':{'floor':3}}");
    module("d1", "m2", "{'tags':{'floor':3}}");
    module("d1", "m1", "{'tags':{'floor':4}}");
    module("d1-x", "m1", "{'tags':{'floor':3}}");

    assertThat(fixture.texts("SELECT deviceId, moduleId FROM devices.modules"))
        .containsExactlyInAnyOrder(
            "{\"deviceId\":\"d1\",\"moduleId\":\"m1\"}",
            "{\"deviceId\":\"d1\",\"moduleId\":\"m2\"}",
            "{\"deviceId\":\"d1-x\",\"moduleId\":\"m1\"}");
    assertThat(
            fixture.texts(
                "SELECT ModuleId FROM devices.modules WHERE deviceId IN ['d1'] AND tags.floor = 3"))
        .containsExactly("{\"moduleId\":\"m2\"}");
    assertThat(
            fixture.texts(
                "SELECT tags.floor, COUNT() AS n FROM devices.modules GROUP BY tags.floor"))
        .containsExactly("{\"floor\":3,\"n\":2}", "{\"floor\":4,\"n\":1}");
    assertThat(fixture.texts("SELECT COUNT() AS n FROM devices")).containsExactly("{\"n\":2}");
    assertThat(fixture.texts("SELECT deviceId FROM devices WHERE IS_DEFINED(moduleId)")).isEmpty();

    QueryPage page = hub.query("SELECT * FROM devices.modules", 2, Optional.empty());
    assertThat(page.itemType()).isEqualTo("Twin");
    assertThat(page.items()).contains(hub.twins().get(ClientId.module("d1", "m1")));
    assertThat(fixture.all("SELECT * FROM devices.modules", 1)).hasSize(3);

    hub.identities().delete(ClientId.device("d1"), IfMatch.parse("*"));
    assertThat(fixture.texts("SELECT deviceId FROM devices.modules"))
        .as("a device takes its modules with it")
        .containsExactly("{\"deviceId\":\"d1-x\"}");
  }

  @Test
  void aQuerySeesEveryKindOfChangeALagLater() {
    HubFixture late = new HubFixture(HubSettings.defaults().withQueryLag(Duration.ofMinutes(30)));
    late.device("d", "{'tags':{'a':1}}");
    late.report("d", "{'b':2}");
    late.hub.connect(ClientId.device("d"), new HubFixture.Recorder());
    JsonNode now = late.hub.twins().get(ClientId.device("d"));
    assertThat(late.texts("SELECT * FROM devices")).isEmpty();

    late.pass(Duration.ofMinutes(29));
    late.patch("d", "{'tags':{'a':2}}");
    late.pass(Duration.ofMinutes(1));
    assertThat(late.all("SELECT * FROM devices WHERE tags.a = 1", 100)).containsExactly(now);
    assertThat(late.texts("SELECT connectionState, lastActivityTime FROM devices"))
        .containsExactly(
            "{\"connectionState\":\"Connected\",\"lastActivityTime\":\""
                + "2026-02-16T09:00:00.0000000Z\"}");

    late.hub.identities().delete(ClientId.device("d"), IfMatch.parse("*"));
    late.pass(Duration.ofMinutes(29));
    assertThat(late.texts("SELECT deviceId FROM devices WHERE tags.a = 2")).hasSize(1);
    late.pass(Duration.ofMinutes(1));
    assertThat(late.texts("SELECT COUNT() AS n FROM devices")).containsExactly("{\"n\":0}");
  }

  @Test
  void waitingMessagesAreCounted() {
    fixture.device("d", "{}");
    String query = "SELECT cloudToDeviceMessageCount AS n FROM devices";
    Message message = new Message(Map.of(), Map.of(), new byte[] {1});
    hub.cloudToDevice().send("d", message);
    hub.cloudToDevice().send("d", message);
    assertThat(fixture.texts(query)).containsExactly("{\"n\":2}");

    hub.cloudToDevice().complete("d", hub.cloudToDevice().receive("d").orElseThrow().lockToken());
    assertThat(fixture.texts(query)).containsExactly("{\"n\":1}");

    fixture.pass(Duration.ofHours(2));
    assertThat(fixture.texts(query)).as("the other has expired").containsExactly("{\"n\":0}");
  }

  @Test
  void theLagCanBeSetWhileTheHubRuns() {
    hub.queryLag(Duration.ofHours(1));
    fixture.device("d", "{}");
    assertThat(fixture.texts("SELECT deviceId FROM devices")).isEmpty();
    hub.queryLag(Duration.ZERO);
    assertThat(fixture.texts("SELECT deviceId FROM devices")).hasSize(1);

    assertThatThrownBy(() -> hub.queryLag(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HubSettings.defaults().withQueryLag(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queryLag is PT-1S");
  }

  @Test
  void aJobSelectsByWhatQueriesSee() {
    hub.queryLag(Duration.ofSeconds(30));
    fixture.device("early", "{'tags':{'a':1}}");
    fixture.pass(Duration.ofSeconds(30));
    fixture.device("late", "{'tags':{'a':1}}");
    hub.jobs()
        .create(
            "j",
            Json.object(
                "{'type':'scheduleUpdateTwin','queryCondition':'tags.a = 1',"
                    + "'updateTwin':{'etag':'*','tags':{'b':2}}}"));
    fixture.pass(Duration.ofMinutes(2));

    assertThat(fixture.texts("SELECT deviceId FROM devices WHERE tags.b = 2"))
        .containsExactly("{\"deviceId\":\"early\"}");
  }

  @Test
  void pagesHoldNoRowTwiceAndMissNoneThatStays() {
    for (int i = 100; i < 200; i++) {
      fixture.device("d" + i, "{'tags':{'keep':1,'n':" + i + "}}");
    }
    String query = "SELECT deviceId FROM devices WHERE tags.keep = 1";
    List<String> seen = new ArrayList<>();
    Optional<String> token = Optional.empty();
    int page = 0;
    do {
      QueryPage answer = hub.query(query, 10, token);
      answer.items().forEach(item -> seen.add(item.get("deviceId").textValue()));
      token = answer.continuation();
      // One seen goes, one not yet seen goes, one comes in front and one at the end.
      fixture.patch("d" + (100 + page), "{'tags':{'keep':2}}");
      fixture.patch("d" + (199 - page), "{'tags':{'keep':null}}");
      fixture.device("a" + page, "{'tags':{'keep':1}}");
      page++;
    } while (token.isPresent());

    assertThat(seen).doesNotHaveDuplicates().isSorted();
    for (int i = 110; i < 190; i++) {
      assertThat(seen).contains("d" + i);
    }
  }

  @Test
  void pagesOfGroupsAreOfOneMoment() {
    for (int i = 0; i < 30; i++) {
      fixture.device("d" + i, "{'tags':{'room':'r" + (10 + i / 2) + "'}}");
    }
    String query = "SELECT tags.room, COUNT() AS n FROM devices GROUP BY tags.room";
    List<JsonNode> whole = fixture.all(query, 100);
    QueryPage first = hub.query(query, 10, Optional.empty());
    for (int i = 0; i < 30; i++) {
      fixture.patch("d" + i, "{'tags':{'room':'other'}}");
    }
    QueryPage second = hub.query(query, 10, first.continuation());

    List<JsonNode> paged = new ArrayList<>(first.items());
    paged.addAll(second.items());
    assertThat(paged).isEqualTo(whole).hasSize(15);
    assertThat(second.continuation()).isEmpty();
    assertThat(hub.query(query, 10, first.continuation()).items())
        .as("asked again when the groups are gone, what there is now")
        .isEmpty();
  }

  @Test
  void aTokenOfGroupsBelongsToItsQuery() {
    fixture.device("a", "{'tags':{'n':1}}");
    fixture.device("b", "{'tags':{'n':2}}");
    String query = "SELECT tags.n, COUNT() FROM devices GROUP BY tags.n";
    Optional<String> token = hub.query(query, 1, Optional.empty()).continuation();

    assertThatThrownBy(() -> hub.query(query + " ", 1, token))
        .isInstanceOf(HubError.class)
        .hasMessage("The continuation token does not belong to this query");
  }

  @Test
  void jobsTakeNoAggregatesAndNoProjections() {
    for (String query :
        List.of(
            "SELECT COUNT() FROM devices.jobs",
            "SELECT deviceId FROM devices.jobs",
            "SELECT status, COUNT() FROM devices.jobs GROUP BY status")) {
      assertThatThrownBy(() -> hub.query(query, 10, Optional.empty()))
          .isInstanceOf(HubError.class)
          .hasMessageContaining("devices.jobs takes SELECT * alone");
    }
    assertThat(hub.query("SELECT * FROM devices.jobs", 10, Optional.empty()).itemType())
        .isEqualTo("DeviceJob");
  }
}
