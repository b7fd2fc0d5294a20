package io.twinoperator.emulator.configuration;

import static io.twinoperator.emulator.configuration.ManagedHub.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.Tier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations as resources: what is accepted, refused, shown and counted. */
class ConfigurationsTest {
  private static final String SETTINGS = "{'properties.desired.a':1}";

  private final ManagedHub fixture = new ManagedHub();

  @Test
  void aNewOneLooksLikeThoseRecordedFromALiveHub() {
    ObjectNode created =
        fixture.create(
            "c1",
            "{'id':'c1','labels':{'HostPlatform':'SomeValue'},'content':{'deviceContent':"
                + "{'properties.desired.key':'value'},'moduleContent':null,'modulesContent':{}},"
                + "'targetCondition':'*','priority':580374961}");
    assertThat(created)
        .isEqualTo(
            ManagedHub.json(
                "{'id':'c1','schemaVersion':null,'labels':{'HostPlatform':'SomeValue'},"
                    + "'content':{'deviceContent':{'properties.desired.key':'value'}},"
                    + "'targetCondition':'*',"
                    + "'createdTimeUtc':'2026-02-16T09:00:00.0000000Z',"
                    + "'lastUpdatedTimeUtc':'2026-02-16T09:00:00.0000000Z',"
                    + "'priority':580374961,'systemMetrics':{'results':{},'queries':{"
                    + "'targetedCount':'select deviceId from devices','appliedCount':"
                    + "'select deviceId from devices where configurations.[[c1]].status ="
                    + " `Applied`'}},'metrics':{'results':{},'queries':{}},'etag':'MQ=='}"));
    assertThat(fixture.hub.configurations().get("c1")).isEqualTo(created);
  }

  @Test
  void onlyTheContentIsFixed() {
    fixture.create("c1", 1, "*", SETTINGS);
    ObjectNode replaced =
        replace(
            "c1",
            "{'content':{'deviceContent':"
                + SETTINGS
                + "},'priority':7,'targetCondition':'',"
                + "'labels':{'a':'b'},'metrics':{'queries':{'all':'SELECT * FROM devices'}}}",
            new IfMatch.Any());
    assertThat(replaced.path("priority").intValue()).isEqualTo(7);
    assertThat(replaced.path("etag").textValue()).isEqualTo("Mg==");
    assertThat(replaced.at("/labels/a").textValue()).isEqualTo("b");
    assertRefused(
        () ->
            replace(
                "c1",
                "{'content':{'deviceContent':{'properties.desired.a':2}}}",
                new IfMatch.Any()),
        400403,
        "'c1' cannot be changed");
  }

  @Test
  void etagsAreChecked() {
    fixture.create("c1", 1, "*", SETTINGS);
    assertRefused(() -> replace("c1", "{}", new IfMatch.Tag("Mg==")), 412001, "MQ==");
    assertRefused(
        () -> fixture.hub.configurations().delete("c1", new IfMatch.Tag("Mg==")), 412001, "MQ==");
    // A bare etag makes the request a create (azure-iot-sdk-python issue 983).
    assertRefused(
        () ->
            replace(
                "c1",
                "{'content':{'deviceContent':" + SETTINGS + "}}",
                new IfMatch.Unquoted("MQ==")),
        409401,
        "already exists");
    fixture.hub.configurations().delete("c1", new IfMatch.Tag("MQ=="));
    assertRefused(() -> fixture.hub.configurations().get("c1"), 404301, "'c1' does not exist");
    assertRefused(() -> replace("c1", "{}", new IfMatch.Any()), 404301, "does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPPER", "with space", "sla/sh", "dot.ted", "", "ümlaut"})
  void idsHaveAnAlphabet(String id) {
    assertRefused(() -> fixture.create(id, 1, "*", SETTINGS), 400004, "a-z 0-9");
  }

  @Test
  void idsHaveALength() {
    assertThat(fixture.create("x".repeat(124) + "-+%_", 1, "*", SETTINGS)).isNotEmpty();
    assertRefused(() -> fixture.create("x".repeat(129), 1, "*", SETTINGS), 400004, "128");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status = `enabled`                   | It contains: status",
        "tags.a = edge                        | It contains: edge",
        "properties = 1                       | It contains: properties",
        "tags.a =                             | Invalid targetCondition",
        "SELECT * FROM devices                | Invalid targetCondition",
      })
  void conditionsSpeakOfIdsTagsAndProperties(String condition, String words) {
    assertRefused(() -> fixture.create("c1", 1, condition, SETTINGS), 400401, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                        | nothing in it",
        "{'deviceContent':{'properties.desired.a':1},'moduleContent':{'properties.desired.a':1}}"
            + " | deviceContent and moduleContent",
        "{'deviceContent':{'tags.a':1}}                            | 'tags.a'",
        "{'deviceContent':{'properties.desired.':1}}               | 'properties.desired.'",
        "{'deviceContent':{'properties.desired.a.b':1,'properties.desired.a':2}} | twice",
        "{'deviceContent':{'properties.desired.a':1,'properties.desired.a.b':2}} | twice",
        "{'deviceContent':{'properties.desired.a':{'b c':1}}}      | invalid character",
        "{'deviceContent':5}                                       | must be a JSON object",
        "{'otherContent':{'a':1}}                                  | unknown member",
        "{'moduleContent':{'properties.desired.a':1}}              | from devices.modules",
      })
  void contentsAreChecked(String content, String words) {
    assertRefused(
        () -> fixture.create("c1", "{'targetCondition':'*','content':" + content + "}"),
        400402,
        words);
  }

  @Test
  void metricsAreQueriesAndFewOfThem() {
    assertRefused(() -> withMetrics("'m':'SELEC'"), 400404, "metric 'm'");
    assertRefused(
        () ->
            withMetrics(
                "'a':'SELECT * FROM devices','b':'SELECT * FROM devices','c':'SELECT * FROM"
                    + " devices','d':'SELECT * FROM devices','e':'SELECT * FROM devices','f':'SELECT"
                    + " * FROM devices'"),
        400404,
        "maximum is 5");
  }

  @Test
  void aTierHasALimit() {
    ManagedHub free = new ManagedHub(Tier.FREE, ConfigurationRules.defaults());
    for (int i = 0; i < 10; i++) {
      free.create("c" + i, 1, "", SETTINGS);
    }
    assertRefused(() -> free.create("c10", 1, "", SETTINGS), 413101, "10 configurations");
    assertRefused(() -> free.create("c1", 1, "", SETTINGS), 409401, "already exists");
    assertThat(free.hub.configurations().list(3)).hasSize(3);
    assertThat(free.hub.configurations().list(100)).hasSize(10);
    assertRefused(() -> free.hub.configurations().list(101), 400004, "1 to 100");
    assertRefused(() -> free.create("c", -1, "", SETTINGS), 400004, "priority is -1");
  }

  @Test
  void metricsAreCountedAtEachRun() {
    fixture.device("d1", "{'tags':{'a':1}}");
    fixture.device("d2", "{'tags':{'a':1}}");
    fixture.device("d3", "{'tags':{'a':2}}");
    fixture.create(
        "low",
        "{'priority':1,'targetCondition':'*','content':{'deviceContent':"
            + SETTINGS
            + "},'metrics':{'queries':{'ones':'SELECT deviceId FROM devices WHERE tags.a = 1',"
            + "'applied':'SELECT deviceId FROM devices WHERE configurations.[[low]].status ="
            + " `Applied`'}}}");
    fixture.create("high", 2, "tags.a = 2", SETTINGS);
    assertThat(results("low", "metrics")).isEqualTo("{}");
    fixture.runSoon();
    assertThat(results("low", "systemMetrics")).isEqualTo("{'appliedCount':2,'targetedCount':3}");
    assertThat(results("low", "metrics")).isEqualTo("{'applied':2,'ones':2}");
    assertThat(results("high", "systemMetrics")).isEqualTo("{'appliedCount':1,'targetedCount':1}");
    fixture.patch("d3", "{'tags':{'a':1}}");
    assertThat(results("low", "metrics")).isEqualTo("{'applied':2,'ones':2}");
    fixture.runAtBeat();
    assertThat(results("low", "metrics")).isEqualTo("{'applied':3,'ones':3}");
  }

  @Test
  void queriesAreTestedWithoutCreatingAnything() {
    assertThat(
            test(
                "{'targetCondition':'tags.a = `b`','customMetricQueries':"
                    + "{'m':'SELECT * FROM devices'}}"))
        .isEqualTo(ManagedHub.json("{'targetConditionError':null,'customMetricQueryErrors':{}}"));
    JsonNode wrong =
        test(
            "{'targetCondition':'status = 1','customMetricQueries':{'m':'SELEC','n':'SELECT *"
                + " FROM devices'}}");
    assertThat(wrong.path("targetConditionError").textValue()).contains("It contains: status");
    assertThat(wrong.path("customMetricQueryErrors").properties()).hasSize(1);
    assertThat(wrong.at("/customMetricQueryErrors/m").textValue()).isNotEmpty();
    assertThat(
            test("{'targetCondition':'from devices.modules where tags.a = 1'}")
                .path("targetConditionError")
                .isNull())
        .isTrue();
  }

  @Test
  void contentIsAppliedToEdgeDevicesAlone() {
    fixture.device("d1", "{}");
    fixture.edgeDevice("e1");
    String modules =
        "{'modulesContent':{'$edgeAgent':{'properties.desired':{'schemaVersion':'1.1'}},"
            + "'filter':{'properties.desired.threshold':5}}}";
    assertRefused(() -> apply("d1", modules), 400004, "not an IoT Edge device");
    assertRefused(() -> apply("e1", "{'deviceContent':" + SETTINGS + "}"), 400402, "Please check");
    apply("e1", modules);
    assertThat(fixture.desired("e1/$edgeAgent")).isEqualTo("{'schemaVersion':'1.1'}");
    assertThat(fixture.desired("e1/filter")).isEqualTo("{'threshold':5}");
    apply("e1", "{'modulesContent':{'filter':{'properties.desired.other':1}}}");
    assertThat(fixture.desired("e1/filter")).isEqualTo("{'other':1}");
    assertThat(fixture.desired("e1/$edgeAgent")).isEqualTo("{'schemaVersion':'1.1'}");
  }

  @Test
  void theBeatEndsWithTheLastConfiguration() {
    fixture.create("c1", 1, "*", SETTINGS);
    fixture.runSoon();
    assertThat(fixture.agenda.nextDue()).isPresent();
    fixture.hub.configurations().delete("c1", new IfMatch.Any());
    fixture.runAtBeat();
    fixture.runAtBeat();
    assertThat(fixture.agenda.nextDue()).isEmpty();
  }

  @Test
  void modulesGoWithTheirDevice() {
    fixture.edgeDevice("e1");
    assertThat(Stream.of("$edgeAgent", "$edgeHub").map(m -> ClientId.module("e1", m)))
        .allSatisfy(id -> assertThat(fixture.hub.identities().get(id)).isNotEmpty());
    fixture.hub.identities().delete(ClientId.device("e1"), new IfMatch.Any());
    assertRefused(
        () -> fixture.hub.identities().get(ClientId.module("e1", "$edgeHub")), 404010, "e1");
  }

  private void withMetrics(String queries) {
    fixture.create(
        "c1",
        "{'content':{'deviceContent':" + SETTINGS + "},'metrics':{'queries':{" + queries + "}}}");
  }

  private ObjectNode replace(String id, String body, IfMatch ifMatch) {
    return fixture.hub.configurations().replace(id, ManagedHub.json(body), ifMatch);
  }

  private ObjectNode test(String body) {
    return fixture.hub.configurations().testQueries(ManagedHub.json(body));
  }

  private void apply(String deviceId, String content) {
    fixture.hub.configurations().apply(deviceId, ManagedHub.json(content));
  }

  private String results(String id, String member) {
    return fixture
        .hub
        .configurations()
        .get(id)
        .path(member)
        .path("results")
        .toString()
        .replace('"', '\'');
  }
}
