package io.twinoperator.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.SchemaRef;
import io.twinoperator.api.v1alpha1.SchemaRef.ConfigMapKeyRef;
import io.twinoperator.reconcile.NamedWatches;
import io.twinoperator.reconcile.ObjectName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that the objects of one kind name. A ConfigMap is watched as long as an object names
 * it, and each change of it wakes those that do.
 */
public final class DesiredSchemas implements AutoCloseable {

  private final String pointer;
  private final NamedWatches<ConfigMap> watches;
  private final Map<ResourceID, ObjectName> namedBy = new HashMap<>();
  private final Map<ObjectName, Set<ResourceID>> namers = new HashMap<>();
  private final Map<SchemaKey, Compiled> compiled = new ConcurrentHashMap<>();
  private volatile Consumer<ResourceID> wake = id -> {};

  /**
   * Schemas in the cluster of this client; nothing is watched before it is named.
   *
   * @param pointer where the checked desired properties stand in the objects of the kind, as a JSON
   *     pointer
   */
  public DesiredSchemas(KubernetesClient client, String pointer) {
    this.pointer = pointer;
    watches =
        new NamedWatches<>(
            name -> client.configMaps().inNamespace(name.namespace()).withName(name.name()),
            this::changed);
  }

  private record SchemaKey(ObjectName configMap, String key) {}

  private record Compiled(String text, DesiredSchema schema) {}

  /** Asks to be told of each object whose schema may have changed. */
  public void onChange(Consumer<ResourceID> listener) {
    wake = listener;
  }

  /**
   * Checks desired properties against the schema that an object names, and watches this one from
   * now on.
   *
   * @param id of the object; the ConfigMap is in the same namespace
   * @param ref what it names; null if nothing
   * @param desired null if there are none
   */
  public SchemaCheck check(ResourceID id, @Nullable SchemaRef ref, @Nullable ObjectNode desired) {
    if (ref == null) {
      forget(id);
      return new SchemaCheck.Passed();
    }
    ConfigMapKeyRef named = ref.configMapRef();
    ObjectName name = new ObjectName(id.getNamespace().orElseThrow(), named.name());
    remember(id, name);
    if (!watches.isRead(name)) {
      return new SchemaCheck.NotRead();
    }
    Optional<ConfigMap> configMap = watches.find(name);
    if (configMap.isEmpty()) {
      return new SchemaCheck.Missing(
          "there is no ConfigMap %s in namespace %s; create it with the key %s"
              .formatted(name.name(), name.namespace(), named.keyOrDefault()));
    }
    return text(configMap.get(), named.keyOrDefault())
        .map(text -> check(desired, new SchemaKey(name, named.keyOrDefault()), text))
        .orElseGet(
            () ->
                new SchemaCheck.Missing(
                    "ConfigMap %s has no key %s; add it".formatted(name, named.keyOrDefault())));
  }

  /** Takes note that an object names no schema any more. */
  public synchronized void forget(ResourceID id) {
    ObjectName before = namedBy.remove(id);
    if (before != null && namers.getOrDefault(before, Set.of()).remove(id)) {
      dropUnnamed(before);
    }
  }

  @Override
  public void close() {
    watches.close();
  }

  private SchemaCheck check(@Nullable ObjectNode desired, SchemaKey key, String text) {
    try {
      List<String> violations = schema(key, text).violations(desired, pointer);
      return violations.isEmpty() ? new SchemaCheck.Passed() : new SchemaCheck.Violated(violations);
    } catch (DesiredSchema.Unusable e) {
      return new SchemaCheck.Violated(
          List.of(
              "ConfigMap %s, key %s is no usable JSON Schema: %s"
                  .formatted(key.configMap(), key.key(), e.getMessage())));
    }
  }

  private DesiredSchema schema(SchemaKey key, String text) throws DesiredSchema.Unusable {
    Compiled known = compiled.get(key);
    if (known == null || !known.text().equals(text)) {
      known = new Compiled(text, DesiredSchema.parse(text));
      compiled.put(key, known);
    }
    return known.schema();
  }

  private static Optional<String> text(ConfigMap configMap, String key) {
    @Nullable Map<String, String> data = configMap.getData();
    return data == null ? Optional.empty() : Optional.ofNullable(data.get(key));
  }

  private synchronized void remember(ResourceID id, ObjectName name) {
    if (!Objects.equals(namedBy.get(id), name)) {
      forget(id);
      namedBy.put(id, name);
      namers.computeIfAbsent(name, unused -> new HashSet<>()).add(id);
      watches.watch(name);
    }
  }

  private void dropUnnamed(ObjectName name) {
    if (namers.getOrDefault(name, Set.of()).isEmpty()) {
      namers.remove(name);
      watches.drop(name);
      compiled.keySet().removeIf(key -> key.configMap().equals(name));
    }
  }

  private void changed(ObjectName name) {
    namersOf(name).forEach(wake);
  }

  private synchronized Set<ResourceID> namersOf(ObjectName name) {
    return Set.copyOf(namers.getOrDefault(name, Set.of()));
  }
}
