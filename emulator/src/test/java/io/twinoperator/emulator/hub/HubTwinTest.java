package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.Json;
import io.twinoperator.emulator.twin.TwinRules;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HubTwinTest {
  private final HubFixture fixture = new HubFixture();
  private final EmulatedHub hub = fixture.hub;

  @Test
  void aNewTwinIsTheHubs() {
    hub.identities().create(ClientId.device("d"), Json.object("{}"));

    assertThat(hub.twins().get(ClientId.device("d")).toString())
        .isEqualTo(
            Json.object(
                    "{'deviceId':'d','etag':'AAAAAAAAAAE=','deviceEtag':'MQ==','status':'enabled',"
                        + "'statusUpdateTime':'0001-01-01T00:00:00Z',"
                        + "'connectionState':'Disconnected',"
                        + "'lastActivityTime':'0001-01-01T00:00:00Z',"
                        + "'cloudToDeviceMessageCount':0,'authenticationType':'sas',"
                        + "'x509Thumbprint':{'primaryThumbprint':null,'secondaryThumbprint':null},"
                        + "'modelId':'','version':2,"
                        + "'properties':{"
                        + "'desired':{'$metadata':{'$lastUpdated':'0001-01-01T00:00:00Z'},"
                        + "'$version':1},"
                        + "'reported':{'$metadata':{'$lastUpdated':'0001-01-01T00:00:00Z'},"
                        + "'$version':1}},"
                        + "'capabilities':{'iotEdge':false}}")
                .toString());
  }

  @Test
  void anAnswerIsTheCallersOwn() {
    fixture.device("d", "{'tags':{'a':{'b':1}}}");
    ((ObjectNode) hub.twins().get(ClientId.device("d")).path("tags").path("a")).put("b", 2);
    ObjectNode sent = Json.object("{'tags':{'c':{'x':1}}}");
    hub.twins().patch(ClientId.device("d"), sent, new IfMatch.Absent());
    ((ObjectNode) sent.path("tags").path("c")).put("x", 2);

    assertThat(hub.twins().get(ClientId.device("d")).path("tags"))
        .isEqualTo(Json.object("{'a':{'b':1},'c':{'x':1}}"));
  }

  @Test
  void aConditionalWriteNeedsThePresentEtag() {
    fixture.device("d", "{}");
    String etag = hub.twins().get(ClientId.device("d")).path("etag").asText();
    ObjectNode patch = Json.object("{'tags':{'a':1}}");

    assertThat(
            hub.twins()
                .patch(ClientId.device("d"), patch, IfMatch.parse("\"" + etag + "\""))
                .path("etag")
                .asText())
        .isEqualTo("AAAAAAAAAAI=");
    assertRefused(
        () -> hub.twins().patch(ClientId.device("d"), patch, IfMatch.parse("\"" + etag + "\"")),
        412,
        412001);
    assertRefused(
        () -> hub.twins().replace(ClientId.device("d"), patch, IfMatch.parse("\"" + etag + "\"")),
        412,
        412001);
    assertThat(hub.twins().get(ClientId.device("d")).path("version").asInt()).isEqualTo(3);
    hub.twins().patch(ClientId.device("d"), patch, IfMatch.parse("*"));
    hub.twins().patch(ClientId.device("d"), patch, IfMatch.parse("\"*\""));
    hub.twins().patch(ClientId.device("d"), patch, IfMatch.parse(null));
    assertThat(hub.twins().get(ClientId.device("d")).path("version").asInt()).isEqualTo(6);
  }

  @Test
  void anUnquotedEtagIsIgnoredOrRefused() {
    fixture.device("d", "{}");
    hub.twins()
        .patch(ClientId.device("d"), Json.object("{'tags':{'a':1}}"), IfMatch.parse("stale"));
    assertThat(hub.twins().get(ClientId.device("d")).path("tags").path("a").asInt()).isEqualTo(1);

    Switches defaults = Switches.defaults();
    HubFixture strict =
        new HubFixture(
            new HubSettings(
                Tier.S1,
                1,
                new Switches(
                    TwinRules.defaults(),
                    Switches.UnquotedEtag.REFUSED,
                    defaults.queryRules(),
                    defaults.jobRules(),
                    defaults.serviceRules())));
    strict.device("d", "{}");
    assertRefused(
        () ->
            strict
                .hub
                .twins()
                .patch(ClientId.device("d"), Json.object("{}"), IfMatch.parse("AAAAAAAAAAE=")),
        400,
        400004);
  }

  @Test
  void aRefusedWriteChangesNothing() {
    fixture.device("d", "{'tags':{'a':1}}");
    String before = hub.twins().get(ClientId.device("d")).toString();

    for (String body :
        List.of(
            "{'tags':{'b':1},'properties':{'desired':{'a.b':1}}}",
            "{'tags':{'b':'" + "x".repeat(4097) + "'}}",
            "{'properties':{'desired':{'b':4503599627370496}}}",
            "{'properties':{'desired':5}}",
            "{'properties':{'desired':{'$version':77,'b':1}}}")) {
      assertThatThrownBy(() -> fixture.patch("d", body)).isInstanceOf(HubError.class);
    }
    assertRefused(
        () ->
            hub.twins()
                .replace(
                    ClientId.device("d"),
                    Json.object("{'tags':{'my-tag':null}}"),
                    new IfMatch.Absent()),
        400,
        400004);
    assertThat(hub.twins().get(ClientId.device("d")).toString()).isEqualTo(before);
  }

  @Test
  void aConnectedDeviceHearsThePatchAsSent() {
    fixture.device("d", "{'properties':{'desired':{'gone':1}}}");
    HubFixture.Recorder device = new HubFixture.Recorder();
    hub.connect(ClientId.device("d"), device);

    fixture.patch("d", "{'tags':{'t':1},'properties':{'desired':{'a':{'b':1},'gone':null}}}");
    fixture.patch("d", "{'tags':{'t':2}}");
    hub.twins()
        .replace(
            ClientId.device("d"),
            Json.object("{'properties':{'desired':{'x':1}}}"),
            new IfMatch.Absent());

    assertThat(device.heard)
        .containsExactly(
            "{\"a\":{\"b\":1},\"gone\":null,\"$version\":3}", "{\"x\":1,\"$version\":4}");
  }

  @Test
  void aListenerMayCallTheHub() {
    fixture.device("d", "{}");
    DeviceLink[] link = new DeviceLink[1];
    link[0] =
        hub.connect(
            ClientId.device("d"),
            new DeviceListener() {
              @Override
              public void onDesired(ObjectNode patch) {
                link[0].report(Json.object("{'applied':" + patch.path("$version") + "}"));
                if (patch.path("$version").asInt() < 4) {
                  fixture.patch("d", "{'properties':{'desired':{'more':1}}}");
                }
              }

              @Override
              public void dropped() {}
            });

    fixture.patch("d", "{'properties':{'desired':{'a':1}}}");

    assertThat(link[0].twin().toString())
        .isEqualTo(
            "{\"desired\":{\"a\":1,\"more\":1,\"$version\":4},"
                + "\"reported\":{\"applied\":4,\"$version\":4}}");
  }

  @Test
  void aListenerThatThrowsHarmsNobodyElse() {
    fixture.device("broken", "{}");
    fixture.device("d", "{}");
    hub.connect(
        ClientId.device("broken"),
        new DeviceListener() {
          @Override
          public void onDesired(ObjectNode patch) {
            throw new IllegalStateException("broken device");
          }

          @Override
          public void dropped() {}
        });
    HubFixture.Recorder device = new HubFixture.Recorder();
    hub.connect(ClientId.device("d"), device);

    fixture.patch("broken", "{'properties':{'desired':{'a':1}}}");
    fixture.patch("d", "{'properties':{'desired':{'a':1}}}");

    assertThat(device.heard).containsExactly("{\"a\":1,\"$version\":2}");
  }

  @Test
  void aReportMovesNeitherEtagNorVersion() {
    fixture.device("d", "{'tags':{'a':1}}");
    DeviceLink link = hub.connect(ClientId.device("d"), new HubFixture.Recorder());

    assertThat(link.report(Json.object("{'level':1}"))).isEqualTo(2);
    assertThat(link.report(Json.object("{'level':2}"), 2)).isEqualTo(3);
    assertRefused(() -> link.report(Json.object("{'level':3}"), 2), 412, 412001);
    assertThatThrownBy(() -> link.report(Json.object("{'bad key':3}")))
        .isInstanceOfSatisfying(
            HubError.class, error -> assertThat(error.shape()).isEqualTo(ErrorShape.DEVICE));

    ObjectNode twin = hub.twins().get(ClientId.device("d"));
    assertThat(twin.path("etag").asText()).isEqualTo("AAAAAAAAAAI=");
    assertThat(twin.path("version").asInt()).isEqualTo(3);
    assertThat(twin.path("properties").path("reported").path("level").asInt()).isEqualTo(2);
  }

  @Test
  void aSecondLinkDropsTheFirst() {
    fixture.device("d", "{}");
    HubFixture.Recorder first = new HubFixture.Recorder();
    DeviceLink old = hub.connect(ClientId.device("d"), first);
    DeviceLink link = hub.connect(ClientId.device("d"), new HubFixture.Recorder());

    assertThat(first.heard).containsExactly("dropped");
    assertRefused(old::twin, 404, 404103);
    old.close();
    assertThat(hub.twins().get(ClientId.device("d")).path("connectionState").asText())
        .isEqualTo("Connected");
    fixture.clock.advance(Duration.ofSeconds(5), fixture.agenda);
    link.close();
    assertThat(hub.identities().get(ClientId.device("d")).path("connectionState").asText())
        .isEqualTo("Disconnected");
    assertThat(
            hub.identities().get(ClientId.device("d")).path("connectionStateUpdatedTime").asText())
        .isEqualTo("2026-02-16T09:00:05.0000000Z");
  }

  @Test
  void aDisabledDeviceIsDroppedAndCannotConnect() {
    fixture.device("d", "{}");
    HubFixture.Recorder device = new HubFixture.Recorder();
    hub.connect(ClientId.device("d"), device);
    ObjectNode identity =
        hub.identities()
            .get(ClientId.device("d"))
            .put("status", "Disabled")
            .put("statusReason", "stolen");

    ObjectNode updated = hub.identities().update(ClientId.device("d"), identity, new IfMatch.Any());

    assertThat(device.heard).containsExactly("dropped");
    assertThat(updated.path("status").asText()).isEqualTo("disabled");
    assertThat(updated.path("etag").asText()).isEqualTo("Mg==");
    assertThat(updated.path("statusUpdatedTime").asText())
        .isEqualTo("2026-02-16T09:00:00.0000000Z");
    assertThat(hub.twins().get(ClientId.device("d")).path("statusReason").asText())
        .isEqualTo("stolen");
    assertRefused(() -> hub.connect(ClientId.device("d"), device), 403, 403012);
    assertThat(hub.identities().statistics().toString())
        .isEqualTo("{\"totalDeviceCount\":1,\"enabledDeviceCount\":0,\"disabledDeviceCount\":1}");
  }

  @Test
  void aDeviceCreatedAgainBeginsAgain() {
    fixture.device("d", "{'tags':{'a':1},'properties':{'desired':{'a':1}}}");
    String generation = hub.identities().get(ClientId.device("d")).path("generationId").asText();
    hub.identities().delete(ClientId.device("d"), new IfMatch.Any());
    assertRefused(() -> hub.twins().get(ClientId.device("d")), 404, 404001);
    hub.identities().create(ClientId.device("d"), Json.object("{}"));

    assertThat(
            hub.twins()
                .get(ClientId.device("d"))
                .path("properties")
                .path("desired")
                .path("$version")
                .asInt())
        .isEqualTo(1);
    assertThat(hub.twins().get(ClientId.device("d")).has("tags")).isFalse();
    assertThat(hub.identities().get(ClientId.device("d")).path("generationId").asText())
        .isNotEqualTo(generation);
  }

  @Test
  void theRegistryRefuses() {
    ObjectNode empty = Json.object("{}");
    hub.identities().create(ClientId.device("d"), empty);

    assertRefused(() -> hub.identities().create(ClientId.device("d"), empty), 409, 409001);
    assertRefused(
        () -> hub.identities().update(ClientId.device("d"), empty, new IfMatch.Absent()),
        409,
        409001);
    assertRefused(
        () -> hub.identities().update(ClientId.device("d"), empty, new IfMatch.Tag("x")),
        412,
        412001);
    assertRefused(
        () -> hub.identities().delete(ClientId.device("d"), new IfMatch.Tag("x")), 412, 412001);
    assertRefused(() -> hub.identities().get(ClientId.device("D")), 404, 404001);
    assertRefused(() -> hub.identities().create(ClientId.device("a b"), empty), 400, 400004);
    assertRefused(
        () -> hub.identities().create(ClientId.device("x".repeat(129)), empty), 400, 400004);
    assertRefused(
        () -> hub.identities().create(ClientId.device("a"), Json.object("{'deviceId':'b'}")),
        400,
        400004);
    assertRefused(
        () -> hub.identities().create(ClientId.device("a"), Json.object("{'status':'off'}")),
        400,
        400004);
    assertRefused(() -> hub.identities().list(0), 400, 400004);
    hub.identities().create(ClientId.device("x".repeat(128)), empty);
    hub.identities().create(ClientId.device("-:.+%_#*?!(),=@;$'"), empty);
    assertThat(hub.identities().list(2)).hasSize(2);
  }

  @Test
  void keysGivenAreKeptAndKeysNotGivenAreMade() {
    hub.identities()
        .create(
            ClientId.device("own"),
            Json.object(
                "{'authentication':{'symmetricKey':{'primaryKey':'AAAA','secondaryKey':'BBBB'}}}"));
    hub.identities().create(ClientId.device("made"), Json.object("{'authentication':null}"));
    hub.identities()
        .create(
            ClientId.device("cert"),
            Json.object("{'authentication':{'type':'certificateAuthority'}}"));

    assertThat(hub.identities().primaryKey(ClientId.device("own"))).contains("AAAA");
    assertThat(hub.identities().secondaryKey(ClientId.device("own"))).contains("BBBB");
    assertThat(hub.identities().primaryKey(ClientId.device("made")))
        .isPresent()
        .isNotEqualTo(hub.identities().secondaryKey(ClientId.device("made")));
    assertThat(hub.identities().primaryKey(ClientId.device("cert"))).isEmpty();
    assertThat(hub.identities().primaryKey(ClientId.device("nobody"))).isEmpty();
    assertRefused(
        () ->
            hub.identities()
                .create(
                    ClientId.device("bad"),
                    Json.object("{'authentication':{'symmetricKey':{'primaryKey':'%'}}}")),
        400,
        400004);
  }

  private static void assertRefused(ThrowingCallable call, int status, int code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HubError.class,
            error -> {
              assertThat(error.httpStatus()).isEqualTo(status);
              assertThat(error.code()).isEqualTo(code);
            });
  }
}
