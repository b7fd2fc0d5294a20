package io.twinoperator.emulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.SteppedClock;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SimulatedDeviceTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedClock clock = new SteppedClock();
  private final EmulatedHub hub =
      new EmulatedHub("localhost", HubSettings.defaults(), clock, clock.agenda());

  @Test
  void appliesAfterADelayAndReportsPlainValues() {
    start(new Behaviour.Apply(SECOND.multipliedBy(3)));
    desire("{'telemetryInterval':15,'threshold':{'min':20.0}}");

    clock.advance(SECOND.multipliedBy(2));
    assertReported("{}");
    clock.advance(SECOND);
    assertReported("{'telemetryInterval':15,'threshold':{'min':20.0}}");

    desire("{'threshold':{'min':null,'max':26.5}}");
    clock.advance(SECOND.multipliedBy(3));
    assertReported("{'telemetryInterval':15,'threshold':{'max':26.5}}");
    desire("{'threshold':null}");
    clock.advance(SECOND.multipliedBy(3));
    assertReported("{'telemetryInterval':15}");
  }

  @Test
  void acknowledgesWithTheDesiredVersionItAnswers() {
    start(new Behaviour.Acknowledge(SECOND));
    desire("{'a':1,'o':{'x':1,'y':2}}");
    clock.advance(SECOND);
    assertReported(
        "{'a':{'value':1,'ac':200,'av':2,'ad':'applied'},"
            + "'o':{'value':{'x':1,'y':2},'ac':200,'av':2,'ad':'applied'}}");

    desire("{'o':{'x':null}}");
    clock.advance(SECOND);
    assertReported(
        "{'a':{'value':1,'ac':200,'av':2,'ad':'applied'},"
            + "'o':{'value':{'y':2},'ac':200,'av':3,'ad':'applied'}}");
  }

  @Test
  void acceptsFirstAndAppliesLater() {
    start(new Behaviour.AcceptThenApply(SECOND, SECOND.multipliedBy(60)));
    desire("{'a':1}");
    clock.advance(SECOND);
    assertReported("{'a':{'value':1,'ac':202,'av':2,'ad':'accepted'}}");
    clock.advance(SECOND.multipliedBy(59));
    assertReported("{'a':{'value':1,'ac':200,'av':2,'ad':'applied'}}");
  }

  @Test
  void rejectsInItsOwnWordsAndKeepsItsValue() {
    SimulatedDevice device = start(new Behaviour.Acknowledge(SECOND));
    desire("{'a':1}");
    clock.advance(SECOND);
    device.behave(new Behaviour.Reject(SECOND, 400, "must be under 5"));
    desire("{'a':9}");
    clock.advance(SECOND);
    assertReported("{'a':{'value':1,'ac':400,'av':3,'ad':'must be under 5'}}");
  }

  @Test
  void liesWithCode200AndAnotherValue() {
    start(new Behaviour.Lie(SECOND));
    desire("{'n':1,'s':'x','b':true,'o':{'d':1.5},'l':[1]}");
    clock.advance(SECOND);
    JsonNode reported = reported();
    assertThat(reported.at("/n/value").intValue()).isEqualTo(2);
    assertThat(reported.at("/s/value").textValue()).isEqualTo("x-other");
    assertThat(reported.at("/b/value").booleanValue()).isFalse();
    assertThat(reported.at("/o/value/d").doubleValue()).isEqualTo(2.5);
    assertThat(reported.at("/l/value").toString()).isEqualTo("[1,\"other\"]");
    assertThat(reported.at("/n/ac").intValue()).isEqualTo(200);
    assertThat(reported.at("/n/av").intValue()).isEqualTo(2);
  }

  @Test
  void staysSilentWhileConnected() {
    start(new Behaviour.Silent());
    desire("{'a':1,'firmwareVersion':'2.2.0'}");
    clock.advance(Duration.ofDays(1));
    assertReported("{}");
    assertThat(connectionState()).isEqualTo("Connected");
  }

  @Test
  void offlineItMissesNotificationsAndHandlesTheTwinWhenItReturns() {
    SimulatedDevice device = start(new Behaviour.Apply(SECOND));
    device.disconnect();
    assertThat(connectionState()).isEqualTo("Disconnected");
    desire("{'a':1}");
    desire("{'a':2}");
    clock.advance(Duration.ofHours(1));
    assertReported("{}");

    device.connect();
    device.connect();
    clock.advance(SECOND);
    assertReported("{'a':2}");
    assertThat(twin().at("/properties/reported/$version").intValue())
        .as("one report, though connect was called twice")
        .isEqualTo(2);
  }

  @Test
  void whatItWasDoingWhenItWentOfflineIsDoneAgain() {
    SimulatedDevice device = start(new Behaviour.Acknowledge(SECOND.multipliedBy(10)));
    desire("{'a':1}");
    clock.advance(SECOND);
    device.disconnect();
    clock.advance(Duration.ofMinutes(1));
    assertReported("{}");
    device.connect();
    clock.advance(SECOND.multipliedBy(10));
    assertReported("{'a':{'value':1,'ac':200,'av':2,'ad':'applied'}}");
  }

  @Test
  void aReconnectAcknowledgesAValueThatWasWrittenAgain() {
    SimulatedDevice device = start(new Behaviour.Acknowledge(SECOND));
    desire("{'a':1}");
    clock.advance(SECOND);
    device.disconnect();
    desire("{'a':2}");
    desire("{'a':1}");
    device.connect();
    clock.advance(SECOND);
    assertReported("{'a':{'value':1,'ac':200,'av':4,'ad':'applied'}}");
    device.disconnect();
    device.connect();
    long before = twin().at("/properties/reported/$version").longValue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(twin().at("/properties/reported/$version").longValue()).isEqualTo(before);
  }

  @Test
  void goesAwayAndComesBackBySchedule() {
    SimulatedDevice device = start(new Behaviour.Apply(Duration.ZERO));
    device.outage(clock.instant().plusSeconds(10), Duration.ofSeconds(20));
    clock.advance(SECOND.multipliedBy(9));
    assertThat(device.isConnected()).isTrue();
    clock.advance(SECOND);
    assertThat(device.isConnected()).isFalse();
    desire("{'a':1}");
    clock.advance(SECOND.multipliedBy(20));
    assertThat(device.isConnected()).isTrue();
    assertReported("{'a':1}");
  }

  @Test
  void aNewerChangeOvertakesTheOneItIsWorkingOn() {
    start(new Behaviour.Acknowledge(SECOND.multipliedBy(10)));
    desire("{'a':1,'b':1}");
    clock.advance(SECOND);
    desire("{'a':2}");
    clock.advance(SECOND.multipliedBy(9));
    assertReported("{'b':{'value':1,'ac':200,'av':2,'ad':'applied'}}");
    clock.advance(SECOND);
    assertThat(reported().at("/a/value").intValue()).isEqualTo(2);
    assertThat(reported().at("/a/av").intValue()).isEqualTo(3);
  }

  @Test
  void ignoresANotificationItHasReadAlready() {
    SimulatedDevice device = start(new Behaviour.Acknowledge(Duration.ZERO));
    desire("{'a':1}");
    // The notification waits in the agenda; a reconnect reads the same version from the twin.
    device.disconnect();
    device.connect();
    clock.advance(SECOND);
    assertReported("{'a':{'value':1,'ac':200,'av':2,'ad':'applied'}}");
    assertThat(twin().at("/properties/reported/$version").intValue()).isEqualTo(2);
  }

  @Test
  void installsFirmware() {
    start(new Behaviour.Apply(SECOND));
    desire("{'firmwareVersion':'2.2.0','telemetryInterval':15}");
    clock.advance(SECOND);
    assertReported(
        "{'telemetryInterval':15,"
            + "'firmwareUpdate':{'status':'downloading','targetVersion':'2.2.0'}}");
    clock.advance(Duration.ofSeconds(29));
    assertReported(
        "{'telemetryInterval':15,"
            + "'firmwareUpdate':{'status':'completed','targetVersion':'2.2.0'},"
            + "'firmwareVersion':'2.2.0','lastBootTime':'2026-02-15T09:00:30Z'}");
  }

  @Test
  void acknowledgesFirmwareWith202WhileItDownloads() {
    SimulatedDevice device = start(new Behaviour.Acknowledge(SECOND));
    desire("{'firmwareVersion':'2.2.0'}");
    clock.advance(SECOND);
    assertThat(reported().at("/firmwareVersion/ac").intValue()).isEqualTo(202);
    device.disconnect();
    device.connect();
    clock.advance(Duration.ofSeconds(30));
    assertThat(reported().at("/firmwareVersion/ac").intValue()).isEqualTo(200);
    assertThat(reported().at("/firmwareUpdate/status").textValue()).isEqualTo("completed");
  }

  @Test
  void reportsItsHealthPeriodically() {
    hub.identities().create(ClientId.device("d1"), JsonNodeFactory.instance.objectNode());
    SimulatedDevice device = device(DeviceProfile.of("d1").reportingEvery(Duration.ofMinutes(1)));
    device.connect();
    clock.advance(Duration.ofMinutes(1));
    JsonNode first = reported();
    assertThat(first.path("systemHealth").size()).isEqualTo(4);
    assertThat(first.path("networkInfo").path("ipAddress").textValue()).startsWith("10.0.");
    assertThat(first.path("networkInfo").path("signalStrength").intValue()).isNegative();
    assertThat(first.path("batteryLevel").intValue()).isEqualTo(100);
    clock.advance(Duration.ofMinutes(1));
    assertThat(reported().path("lastReportTime")).isNotEqualTo(first.path("lastReportTime"));
    device.disconnect();
    JsonNode last = reported();
    clock.advance(Duration.ofHours(1));
    assertThat(reported()).isEqualTo(last);
  }

  @Test
  void isDroppedWhenItIsDisabled() {
    SimulatedDevice device = start(new Behaviour.Apply(SECOND));
    desire("{'a':1}");
    hub.identities()
        .update(
            ClientId.device("d1"),
            JsonNodeFactory.instance.objectNode().put("status", "disabled"),
            new IfMatch.Any());
    clock.advance(SECOND);
    assertThat(device.isConnected()).isFalse();
    assertReported("{}");
  }

  @Test
  void aReportTheHubRefusesIsLostAndTheDeviceLivesOn() {
    start(new Behaviour.Acknowledge(SECOND));
    // Ten levels are the most; wrapped in an acknowledgement they are eleven.
    desire("{'a':{'b':{'c':{'d':{'e':{'f':{'g':{'h':{'i':{'j':{'k':1}}}}}}}}}}}");
    clock.advance(SECOND);
    assertReported("{}");
    desire("{'z':1}");
    clock.advance(SECOND);
    assertThat(reported().at("/z/value").intValue()).isEqualTo(1);
  }

  @Test
  void answersItsMethodsAfterADelayAndHasNoOthers() throws Exception {
    hub.identities().create(ClientId.device("d1"), JsonNodeFactory.instance.objectNode());
    device(
            DeviceProfile.of("d1")
                .answering(
                    "reboot",
                    new MethodReply(SECOND.multipliedBy(3), 202, parse("{'result':'soon'}"))))
        .connect();
    Future<ObjectNode> reboot = invoke("reboot");
    Future<ObjectNode> dance = invoke("dance");
    clock.advance(SECOND.multipliedBy(2));
    assertThat(dance.get().toString()).isEqualTo("{\"status\":501,\"payload\":null}");
    assertThat(reboot).isNotDone();
    clock.advance(SECOND);
    assertThat(reboot.get()).isEqualTo(parse("{'status':202,'payload':{'result':'soon'}}"));
  }

  @Test
  void aCallThatWaitsIsAnsweredAfterTheOutage() throws Exception {
    hub.identities().create(ClientId.device("d1"), JsonNodeFactory.instance.objectNode());
    SimulatedDevice device =
        device(
            DeviceProfile.of("d1").answering("reboot", new MethodReply(SECOND, 200, parse("{}"))));
    device.connect();
    device.outage(clock.instant(), SECOND.multipliedBy(60));
    clock.advance(SECOND);
    Future<ObjectNode> reboot = invoke("reboot");
    clock.advance(SECOND.multipliedBy(58));
    assertThat(reboot).isNotDone();
    clock.advance(SECOND.multipliedBy(2));
    assertThat(reboot.get().path("status").intValue()).isEqualTo(200);
  }

  private Future<ObjectNode> invoke(String method) {
    ObjectNode body = (ObjectNode) parse("{'connectTimeoutInSeconds':120}");
    return hub.methods()
        .invoke(ClientId.device("d1"), body.put("methodName", method))
        .toCompletableFuture();
  }

  private SimulatedDevice start(Behaviour behaviour) {
    hub.identities().create(ClientId.device("d1"), JsonNodeFactory.instance.objectNode());
    SimulatedDevice device = device(DeviceProfile.of("d1").with(behaviour));
    device.connect();
    return device;
  }

  private SimulatedDevice device(DeviceProfile profile) {
    return new SimulatedDevice(hub, clock.agenda(), clock, profile);
  }

  private void desire(String json) {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("properties").set("desired", parse(json));
    hub.twins().patch(ClientId.device("d1"), twin, new IfMatch.Absent());
  }

  private JsonNode twin() {
    return hub.twins().get(ClientId.device("d1"));
  }

  private String connectionState() {
    return twin().path("connectionState").textValue();
  }

  private ObjectNode reported() {
    ObjectNode reported = (ObjectNode) twin().at("/properties/reported").deepCopy();
    reported.remove("$metadata");
    reported.remove("$version");
    return (ObjectNode) parse(reported.toString()); // as it is on the wire
  }

  private void assertReported(String json) {
    assertThat(reported()).isEqualTo(parse(json));
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
