package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.SteppedClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever watches the twins sees each version of them, whoever made it. */
class TwinWatchTest {
  private static final ClientId DEVICE = ClientId.device("d1");

  private final List<String> seen = new ArrayList<>();

  @Test
  void seesRegistrationPatchAndReport() {
    SteppedClock clock = new SteppedClock();
    EmulatedHub hub =
        new EmulatedHub("h.azure-devices.net", HubSettings.defaults(), clock, clock.agenda());
    hub.watchedBy(
        (id, twin) ->
            seen.add(
                "%s %d %d %s"
                    .formatted(
                        id,
                        twin.desired().version(),
                        twin.reported().version(),
                        twin.desired().values())));

    hub.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("properties").putObject("desired").put("interval", 10);
    hub.twins().patch(DEVICE, patch, new IfMatch.Any());
    try (DeviceLink link = hub.connect(DEVICE, new Deaf())) {
      link.report(JsonNodeFactory.instance.objectNode().put("interval", 10));
    }

    assertThat(seen)
        .containsSubsequence("d1 1 1 {}", "d1 2 1 {\"interval\":10}", "d1 2 2 {\"interval\":10}");
  }

  @Test
  void whatIsDeletedIsNotToldOf() {
    SteppedClock clock = new SteppedClock();
    EmulatedHub hub =
        new EmulatedHub("h.azure-devices.net", HubSettings.defaults(), clock, clock.agenda());
    hub.identities().create(DEVICE, JsonNodeFactory.instance.objectNode());
    hub.connect(DEVICE, new Deaf());
    hub.watchedBy((id, twin) -> seen.add(id.toString()));

    hub.identities().delete(DEVICE, new IfMatch.Any());

    assertThat(seen).isEmpty();
  }

  private record Deaf() implements DeviceListener {
    @Override
    public void onDesired(ObjectNode patchWithVersion) {}

    @Override
    public void dropped() {}
  }
}
