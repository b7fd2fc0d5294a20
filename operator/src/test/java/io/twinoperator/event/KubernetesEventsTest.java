package io.twinoperator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class KubernetesEventsTest {

  private static final Transition REJECTED =
      new Transition(Transition.Type.Warning, "Rejected", "leaf by leaf");

  private KubernetesClient client;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private KubernetesEvents events;

  @BeforeEach
  void start() {
    events = new KubernetesEvents(client, clock, scheduler, "pod-1");
  }

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void anEventSaysWhatBecameOfWhichObject() {
    events.record(config("sensor"), REJECTED);

    Event event = await().until(this::written, found -> found.size() == 1).get(0);
    assertThat(event.getRegarding().getKind()).isEqualTo("DeviceConfig");
    assertThat(event.getRegarding().getName()).isEqualTo("sensor");
    assertThat(event.getRegarding().getUid()).isEqualTo("uid-sensor");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("Rejected");
    assertThat(event.getNote()).isEqualTo("leaf by leaf");
    assertThat(event.getReportingController()).isEqualTo("twin-operator.io/operator");
    assertThat(event.getReportingInstance()).isEqualTo("pod-1");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-03-01T12:00:00.000000Z");
    assertThat(event.getMetadata().getName()).startsWith("sensor.");
  }

  @Test
  void whatRepeatsSoonRaisesTheCountOfTheSameEvent() {
    events.record(config("sensor"), REJECTED);
    await().until(this::written, found -> found.size() == 1);
    clock.advance(Duration.ofMinutes(9));
    events.record(config("sensor"), REJECTED);
    await().until(this::written, found -> found.get(0).getSeries() != null);

    assertThat(written()).hasSize(1);
    assertThat(written().get(0).getSeries().getCount()).isEqualTo(2);
    assertThat(written().get(0).getSeries().getLastObservedTime().getTime())
        .isEqualTo("2026-03-01T12:09:00.000000Z");

    clock.advance(Duration.ofMinutes(11));
    events.record(config("sensor"), REJECTED);
    await().until(this::written, found -> found.size() == 2);
  }

  @Test
  void anotherObjectOrReasonIsAnotherEvent() {
    events.record(config("one"), REJECTED);
    events.record(config("two"), REJECTED);
    events.record(
        config("one"), new Transition(Transition.Type.Normal, "Converged", "leaf by leaf"));

    await().until(this::written, found -> found.size() == 3);
  }

  @Test
  void whatDoesNotFitIsCountedAndNobodyWaits() {
    scheduler.shutdownNow();

    events.record(config("late"), REJECTED);

    assertThat(events.lost()).isEqualTo(1);
  }

  @Test
  void aLongNoteIsCut() {
    events.record(
        config("sensor"), new Transition(Transition.Type.Normal, "Converged", "x".repeat(3000)));

    Event event = await().until(this::written, found -> found.size() == 1).get(0);
    assertThat(event.getNote()).hasSize(KubernetesEvents.MAX_NOTE);
  }

  private List<Event> written() {
    return client.events().v1().events().inNamespace("plant").list().getItems();
  }

  private static DeviceConfig config(String name) {
    DeviceConfig config = new DeviceConfig();
    config.getMetadata().setNamespace("plant");
    config.getMetadata().setName(name);
    config.getMetadata().setUid("uid-" + name);
    return config;
  }
}
