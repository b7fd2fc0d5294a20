package io.twinoperator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutLedger;
import io.twinoperator.api.v1alpha1.IoTHub;
import java.util.Map;

/** Says what each kind, its spec and its status are; properties carry their own descriptions. */
final class Descriptions implements CrdRule {
  private record Text(String kind, String spec, String status) {}

  private static final Map<Class<?>, Text> TEXTS =
      Map.of(
          IoTHub.class,
          new Text(
              "A connection to one Azure IoT Hub: its host, its credentials, and how much of its limits the operator may use.",
              "The hub and how it is reached.",
              "What the operator found of the hub."),
          DeviceConfig.class,
          new Text(
              "What the twin of one device should say: tags and desired properties, leaf by leaf. Leaves that are not listed are left alone.",
              "The device and what its twin should say.",
              "What the hub stores and what the device has confirmed."),
          FleetRollout.class,
          new Text(
              "One change to the twins of many devices, released in waves. A new change is a new FleetRollout.",
              "The devices, the change and the pace.",
              "How far the rollout has come, in counts and samples."),
          FleetRolloutLedger.class,
          new Text(
              "What a FleetRollout must remember: its members, their order and their previous values. Written by the operator alone; do not edit or delete it while its rollout runs. A tombstone stays when all else is gone: without it a finished rollout may run again.",
              "One shard of the memory.",
              ""));

  @Override
  public void apply(GeneratedCrd crd) {
    Text text = TEXTS.get(crd.kind());
    if (text == null) {
      throw new IllegalStateException(
          "Descriptions says nothing of " + crd.kind().getSimpleName() + "; add its texts there");
    }
    JSONSchemaProps root = crd.schema();
    root.setDescription(text.kind());
    root.getProperties().get("spec").setDescription(text.spec());
    if (crd.statusType().isPresent()) {
      root.getProperties().get("status").setDescription(text.status());
    }
  }
}
