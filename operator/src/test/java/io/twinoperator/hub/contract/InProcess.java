package io.twinoperator.hub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.time.Agenda;
import io.twinoperator.hub.Hub;
import io.twinoperator.testing.InProcessHub;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/** The emulator's core, without sockets and in virtual time. */
final class InProcess implements HubUnderTest {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int STEPS = 600;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-02-15T08:00:00Z"));
  private final Agenda agenda = new Agenda(clock);
  private final EmulatedHub core =
      new EmulatedHub("plant.azure-devices.net", HubSettings.defaults(), clock, agenda);
  private int devices;

  @Override
  public Hub hub() {
    return new InProcessHub(core);
  }

  @Override
  public String createDevice(String idBegins) {
    String id = idBegins + devices++;
    core.identities().create(ClientId.device(id), JsonNodeFactory.instance.objectNode());
    return id;
  }

  @Override
  public void report(String deviceId, ObjectNode reported) {
    EmulatedDevices.report(core, deviceId, reported);
  }

  @Override
  public void until(Callable<Boolean> condition) throws Exception {
    for (int step = 0; step < STEPS && !condition.call(); step++) {
      clock.advance(STEP);
      agenda.runDue();
    }
    assertThat(condition.call()).as("after " + STEP.multipliedBy(STEPS)).isTrue();
  }

  @Override
  public void close() {}
}
