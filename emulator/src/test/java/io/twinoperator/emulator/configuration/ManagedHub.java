package io.twinoperator.emulator.configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.IfMatch;
import io.twinoperator.emulator.hub.ServiceRules;
import io.twinoperator.emulator.hub.Switches;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.emulator.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A hub on a clock that stands still, with what tests of configurations ask of it. */
final class ManagedHub {
  private static final JsonMapper MAPPER = new JsonMapper();

  final VirtualClock clock = new VirtualClock();
  final Agenda agenda = new Agenda(clock);
  final EmulatedHub hub;

  ManagedHub() {
    this(Tier.S1, ConfigurationRules.defaults());
  }

  ManagedHub(Tier tier, ConfigurationRules rules) {
    Switches switches = Switches.defaults();
    ServiceRules service = switches.serviceRules();
    hub =
        new EmulatedHub(
            "test.azure-devices.net",
            new HubSettings(
                tier,
                1,
                switches.with(
                    new ServiceRules(
                        rules,
                        service.unlistedApiVersion(),
                        service.otherMediaType(),
                        service.bulkErrorCode(),
                        service.bulkTwin()))),
            clock,
            agenda);
  }

  /** Parses an object in which a quote stands for a double one, and a backtick for a quote. */
  static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"').replace('`', '\''));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(text, malformed);
    }
  }

  void device(String id, String twin) {
    hub.identities().create(ClientId.device(id), json("{}"));
    patch(id, twin);
  }

  void edgeDevice(String id) {
    hub.identities().create(ClientId.device(id), json("{'capabilities':{'iotEdge':true}}"));
  }

  ObjectNode patch(String id, String twin) {
    return hub.twins().patch(ClientId.parse(id), json(twin), new IfMatch.Absent());
  }

  ObjectNode create(String id, int priority, String condition, String deviceContent) {
    return create(
        id,
        "{'priority':"
            + priority
            + ",'targetCondition':'"
            + condition
            + "','content':{'deviceContent':"
            + deviceContent
            + "}}");
  }

  ObjectNode create(String id, String body) {
    return hub.configurations().create(id, json(body));
  }

  /** Goes on to the run that follows a change. */
  void runSoon() {
    pass(Configurations.SOON);
  }

  /** Goes on to the next beat. */
  void runAtBeat() {
    pass(Configurations.INTERVAL);
  }

  void pass(Duration duration) {
    clock.advance(duration, agenda);
  }

  ObjectNode twin(String id) {
    return hub.twins().get(ClientId.parse(id));
  }

  /** The desired properties alone, as text. */
  String desired(String id) {
    ObjectNode desired = (ObjectNode) twin(id).at("/properties/desired");
    desired.remove(List.of("$metadata", "$version"));
    return desired.toString().replace('"', '\'');
  }

  /** Status by configuration, as text; empty where the twin says nothing of configurations. */
  String statuses(String id) {
    JsonNode configurations = twin(id).path("configurations");
    List<String> texts = new ArrayList<>();
    configurations
        .properties()
        .forEach(e -> texts.add(e.getKey() + "=" + e.getValue().path("status").asText()));
    return String.join(" ", texts);
  }

  List<String> listenTo(String id) {
    List<String> heard = new ArrayList<>();
    hub.connect(
        ClientId.device(id),
        new DeviceListener() {
          @Override
          public void onDesired(ObjectNode patchWithVersion) {
            heard.add(patchWithVersion.toString().replace('"', '\''));
          }

          @Override
          public void dropped() {
            heard.add("dropped");
          }
        });
    return heard;
  }

  static void assertRefused(ThrowingCallable call, int digits, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HubError.class,
            refused -> org.assertj.core.api.Assertions.assertThat(refused.code()).isEqualTo(digits))
        .hasMessageContaining(words);
  }
}
