package io.twinoperator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;

/**
 * Bounds every text and list that has no bound of its own. In spec the types bound what people
 * write; what is left is status, written by the operator. A bound that is too tight there would
 * have a whole status refused, so these are the largest sizes that can occur, not the usual ones.
 */
final class Bounds implements CrdRule {
  /** Ten levels of keys of 1,024 characters, IoT Hub's own limits, with dots and a prefix. */
  private static final long PATH = 12_288;

  /** As metav1.Condition bounds its message. */
  private static final long MESSAGE = 32_768;

  private static final Map<String, Long> TEXT =
      Map.ofEntries(
          Map.entry("deviceId", 128L),
          Map.entry("targetCondition", 256L),
          Map.entry("path", PATH),
          Map.entry("paths", PATH),
          Map.entry("omitted", 1024L),
          Map.entry("message", MESSAGE),
          Map.entry("name", 63L),
          Map.entry("currentWave", 63L),
          Map.entry("hash", 128L),
          Map.entry("digest", 128L),
          Map.entry("revision", 128L),
          Map.entry("id", 128L),
          Map.entry("etag", 256L),
          Map.entry("state", 64L),
          Map.entry("status", 64L),
          Map.entry("connectionState", 64L),
          Map.entry("estimatedDuration", 64L),
          // A namespace, a slash and a name.
          Map.entry("owner", 317L),
          // An annotation may hold as much as all annotations of an object together.
          Map.entry("lastHandledReconcileAt", 262_144L));

  private static final Map<String, Long> LISTS =
      Map.of(
          "conditions", 32L,
          "waves", 32L,
          "claimed", 20L,
          "differences", 32L,
          "drift", 32L,
          "failureSamples", 20L,
          "strongest", 20L);

  private static final long OTHER_TEXT = 4096;
  private static final long OTHER_LIST = 8192;

  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      JSONSchemaProps schema = node.schema();
      if (node.type() == String.class && schema.getMaxLength() == null) {
        schema.setMaxLength(TEXT.getOrDefault(node.name(), OTHER_TEXT));
      } else if (node.type() == List.class && schema.getMaxItems() == null) {
        schema.setMaxItems(LISTS.getOrDefault(node.name(), OTHER_LIST));
      }
    }
  }
}
