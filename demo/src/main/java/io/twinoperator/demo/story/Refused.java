package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.LocalObjectRef;
import io.twinoperator.demo.check.PracticeRow;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.EventLog;
import io.twinoperator.demo.world.Cluster;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import java.util.Optional;

/** A DeviceConfig with a value that is longer than the hub allows. */
record Refused(
    KubernetesClient client,
    StatusWatch statuses,
    EmulatedHub hub,
    Patience patience,
    EventLog log) {

  private static final String DEVICE = "sensor-temp-044";
  private static final String KEY = "calibrationNote";
  private static final int SIZE = 5000;

  /** The most bytes of a string value (Azure documents, device twins, limits). */
  private static final int LIMIT = 4096;

  /** Applies it, and waits for the refusal. */
  PracticeRow.Refusal play() throws InterruptedException {
    JsonNode before = written();
    DeviceConfig config = new DeviceConfig();
    config.setMetadata(
        new ObjectMetaBuilder().withName(DEVICE).withNamespace(Cluster.NAMESPACE).build());
    ObjectNode desired = JsonNodeFactory.instance.objectNode().put(KEY, "x".repeat(SIZE));
    config.setSpec(DeviceConfigSpec.of(new LocalObjectRef("production"), desired));
    client.resource(config).create();
    log.add(EventKind.APPLIED, DEVICE, "DeviceConfig with a %s of %d bytes".formatted(KEY, SIZE));
    Optional<DeviceConfigStatus> status = patience.await(this::refusal);
    return new PracticeRow.Refusal("desired." + KEY, SIZE, LIMIT, status, before, written());
  }

  private Optional<DeviceConfigStatus> refusal() {
    return statuses
        .config(DEVICE)
        .filter(
            status ->
                status.conditions().stream()
                    .anyMatch(
                        c -> "Ready".equals(c.getType()) && "InvalidSpec".equals(c.getReason())));
  }

  private JsonNode written() {
    JsonNode twin = hub.twins().get(ClientId.device(DEVICE));
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    written.set("tags", twin.path("tags"));
    written.set("desired", twin.at("/properties/desired"));
    return written;
  }
}
