package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.emulator.query.BuiltInFieldCase;
import io.twinoperator.emulator.query.MetadataInWhere;
import io.twinoperator.emulator.query.ProjectionKey;
import io.twinoperator.emulator.query.QueryRules;
import io.twinoperator.emulator.twin.Json;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubQueryTest {
  private final HubFixture fixture = new HubFixture();
  private final EmulatedHub hub = fixture.hub;

  private void scenario() {
    fixture.device(
        "sensor-temp-042",
        "{'tags':{'location':{'building':'B1','floor':3,'room':'305'}},"
            + "'properties':{'desired':{'firmwareVersion':'2.2.0'}}}");
    fixture.report("sensor-temp-042", "{'firmwareVersion':'2.1.0','batteryLevel':17}");
    fixture.device(
        "sensor-temp-043",
        "{'tags':{'location':{'building':'B1','floor':3}},"
            + "'properties':{'desired':{'firmwareVersion':'2.2.0'}}}");
    fixture.report("sensor-temp-043", "{'firmwareVersion':'2.2.0','batteryLevel':87}");
    fixture.device("sensor-temp-044", "{'tags':{'location':{'building':'B2','floor':1}}}");
    hub.connect(ClientId.device("sensor-temp-044"), new HubFixture.Recorder());
  }

  @Test
  void lowBatteriesOfAFloor() {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT deviceId, tags.location, properties.reported.batteryLevel FROM devices"
                    + " WHERE tags.location.floor = 3 AND properties.reported.batteryLevel < 20"))
        .containsExactly(
            "{\"deviceId\":\"sensor-temp-042\",\"location\":{\"building\":\"B1\",\"floor\":3,"
                + "\"room\":\"305\"},\"batteryLevel\":17}");
  }

  @Test
  void devicesWhoseFirmwareIsNotTheDesired() {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT deviceId FROM devices WHERE properties.desired.firmwareVersion !="
                    + " properties.reported.firmwareVersion"))
        .containsExactly("{\"deviceId\":\"sensor-temp-042\"}");
  }

  @Test
  void devicesPerBuilding() {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT tags.location.building, COUNT() AS deviceCount FROM devices"
                    + " GROUP BY tags.location.building"))
        .containsExactly(
            "{\"building\":\"B1\",\"deviceCount\":2}", "{\"building\":\"B2\",\"deviceCount\":1}");
  }

  @Test
  void disconnectedDevices() {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT deviceId, connectionState, lastActivityTime FROM devices"
                    + " WHERE connectionState = 'Disconnected'"))
        .containsExactly(
            "{\"deviceId\":\"sensor-temp-042\",\"connectionState\":\"Disconnected\","
                + "\"lastActivityTime\":\"2026-02-16T09:00:00.0000000Z\"}",
            "{\"deviceId\":\"sensor-temp-043\",\"connectionState\":\"Disconnected\","
                + "\"lastActivityTime\":\"2026-02-16T09:00:00.0000000Z\"}");
  }

  @Test
  void selectStarAnswersWholeTwins() {
    scenario();
    QueryPage page = hub.query("SELECT * FROM devices WHERE tags.location.floor = 1", 10, none());

    assertThat(page.itemType()).isEqualTo("Twin");
    assertThat(page.items()).containsExactly(hub.twins().get(ClientId.device("sensor-temp-044")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DEVICEID = 'sensor-temp-042'",
        "etag = 'AAAAAAAAAAI='",
        "deviceEtag = 'MQ=='",
        "Status = 'enabled' AND NOT IS_DEFINED(statusReason)",
        "statusUpdateTime = '0001-01-01T00:00:00Z'",
        "lastActivityTime > '2026-02-16T08:00:00Z'",
        "version = 3",
        "authenticationType = 'sas'",
        "modelId = '' AND cloudToDeviceMessageCount = 0",
        "capabilities.iotEdge = false",
        "x509Thumbprint.primaryThumbprint = null",
        "properties.desired.$version = 2 AND properties.Reported.$version = 2",
        "IS_DEFINED(tags) AND IS_DEFINED(properties) AND IS_DEFINED(properties.desired)",
        "NOT IS_DEFINED(nothing) AND NOT IS_DEFINED(version.x) AND NOT IS_DEFINED(properties.x)"
      })
  void everyFieldCanBeAsked(String condition) {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT deviceId FROM devices WHERE deviceId = 'sensor-temp-042' AND " + condition))
        .hasSize(1);
  }

  @Test
  void metadataCanBeSelectedAndBySwitchAskedFor() {
    scenario();
    assertThat(
            fixture.texts(
                "SELECT properties.desired.$metadata.firmwareVersion.$lastUpdatedVersion AS v"
                    + " FROM devices WHERE deviceId = 'sensor-temp-042'"))
        .containsExactly("{\"v\":2}");
    String condition =
        "deviceId != 'x' AND properties.reported.$metadata.$lastUpdated"
            + " = '2026-02-16T09:00:00.0000000Z'";
    assertThatThrownBy(() -> fixture.texts("SELECT deviceId FROM devices WHERE " + condition))
        .isInstanceOf(HubError.class)
        .hasMessageContaining("Line 1:56 $metadata cannot be asked for in a condition");

    QueryRules rules =
        new QueryRules(
            ProjectionKey.LAST_SEGMENT, BuiltInFieldCase.CANONICAL, MetadataInWhere.ALLOWED);
    HubFixture allowing =
        new HubFixture(new HubSettings(Tier.S1, 1, Switches.defaults().with(rules)));
    allowing.device("d", "{}");
    allowing.report("d", "{'a':1}");
    assertThat(allowing.texts("SELECT deviceId FROM devices WHERE " + condition)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT deviceId FROM devices",
        "SELECT * FROM devices",
        "SELECT deviceId FROM devices WHERE tags.n >= 0",
        "SELECT tags.n, COUNT() AS c FROM devices GROUP BY tags.n"
      })
  void pagesHoldEveryRowOnceAndNoneIsEmpty(String query) {
    for (int i = 0; i < 20; i++) {
      fixture.device("d" + (100 + i), "{'tags':{'n':" + i + "}}");
    }
    List<JsonNode> whole = hub.query(query, 100, none()).items();
    assertThat(whole).hasSize(20).doesNotHaveDuplicates();
    for (int size : new int[] {1, 3, 5, 10, 19, 20, 21}) {
      Optional<String> token = none();
      int pages = 0;
      do {
        QueryPage page = hub.query(query, size, token);
        assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(size);
        token = page.continuation();
        pages++;
      } while (token.isPresent());
      assertThat(pages).isEqualTo((20 + size - 1) / size);
      assertThat(fixture.all(query, size)).isEqualTo(whole);
    }
  }

  @Test
  void aMatchThatIsNotThereMakesNoPage() {
    for (int i = 0; i < 10; i++) {
      fixture.device("d" + i, "{'tags':{'odd':" + (i % 2 == 1) + "}}");
    }
    QueryPage page = hub.query("SELECT deviceId FROM devices WHERE tags.odd", 5, none());

    assertThat(page.items()).hasSize(5);
    assertThat(page.continuation()).isEmpty();
  }

  @Test
  void aPageIsCappedAtAHundred() {
    for (int i = 0; i < 101; i++) {
      hub.identities().create(ClientId.device("d" + i), Json.object("{}"));
    }
    QueryPage page = hub.query("SELECT deviceId FROM devices", 5000, none());

    assertThat(page.items()).hasSize(100);
    assertThat(page.itemType()).isEqualTo("Raw");
    assertThat(page.continuation()).isPresent();
  }

  @Test
  void topCountsOverAllPages() {
    for (int i = 0; i < 20; i++) {
      fixture.device("d" + (100 + i), "{'tags':{'n':" + i + "}}");
    }
    assertThat(fixture.all("SELECT TOP 7 deviceId FROM devices", 3)).hasSize(7);
    assertThat(fixture.all("SELECT TOP 7 deviceId FROM devices", 7)).hasSize(7);
    assertThat(fixture.all("SELECT TOP 7 tags.n, COUNT() FROM devices GROUP BY tags.n", 3))
        .hasSize(7);
  }

  @Test
  void aTokenBelongsToItsQuery() {
    fixture.device("a", "{}");
    fixture.device("b", "{}");
    String token = hub.query("SELECT * FROM devices", 1, none()).continuation().orElseThrow();

    for (String bad : List.of("", "x", "!!", token + "AAAA", token.substring(4))) {
      assertThatThrownBy(() -> hub.query("SELECT * FROM devices", 1, Optional.of(bad)))
          .isInstanceOf(HubError.class)
          .hasMessage("The continuation token does not belong to this query");
    }
    assertThatThrownBy(() -> hub.query("SELECT * FROM devices WHERE true", 1, Optional.of(token)))
        .isInstanceOf(HubError.class);
  }

  @Test
  void refusesEmptyTextLongTextAndNoRows() {
    String longest = "SELECT * FROM devices WHERE true" + " ".repeat(8192 - 32);
    assertThat(hub.query(longest, 1, none()).items()).isEmpty();

    assertThatThrownBy(() -> hub.query(longest + " ", 1, none()))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.code()).isEqualTo(412001));
    assertThatThrownBy(() -> hub.query(" ", 1, none()))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.code()).isEqualTo(400005));
    assertThatThrownBy(() -> hub.query("SELECT * FROM devices", 0, none()))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.code()).isEqualTo(400004));
  }

  @Property
  void whateverTheTextOnlyAHubErrorComesOut(@ForAll("texts") String text) {
    EmulatedHub small = new HubFixture().hub;
    small.identities().create(ClientId.device("d"), Json.object("{}"));
    try {
      assertThat(small.query(text, 10, none()).items()).hasSizeLessThanOrEqualTo(1);
    } catch (HubError refused) {
      assertThat(refused.httpStatus()).isIn(400, 412);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> token =
        Arbitraries.of(
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP",
            "BY",
            "TOP",
            "AS",
            "*",
            "devices",
            ".",
            ",",
            "(",
            ")",
            "[",
            "]",
            "[[a]]",
            "tags",
            "deviceId",
            "devices.jobs",
            "=",
            "!=",
            "<",
            "NOT",
            "AND",
            "OR",
            "IN",
            "NIN",
            "'x'",
            "\"\\u0041\"",
            "1",
            "-",
            "0x10",
            "1e999",
            "1.5",
            "99999999999999999999",
            "true",
            "null",
            "undefined",
            "COUNT()",
            "AVG(",
            "IS_DEFINED(",
            "STARTSWITH(deviceId,'d')",
            "+",
            "/",
            "%",
            "\\",
            "'",
            "é",
            "\n");
    Arbitrary<String> words = token.list().ofMaxSize(25).map(parts -> String.join(" ", parts));
    return Arbitraries.oneOf(
        words,
        words.map(text -> "SELECT * FROM devices WHERE " + text),
        words.map(text -> "SELECT " + text + " FROM devices"),
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.of("(", "[", "NOT ", "-", "1+", "a.", "[[").map(part -> part.repeat(2000)));
  }

  private static Optional<String> none() {
    return Optional.empty();
  }
}
