package io.twinoperator.benchmarks.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The FleetRollouts of a namespace and their ledgers, as anybody sees them who watches. */
public final class RolloutWatch implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ResourceDefinitionContext ROLLOUTS =
      context("FleetRollout", "fleetrollouts");
  private static final ResourceDefinitionContext LEDGERS =
      context("FleetRolloutLedger", "fleetrolloutledgers");

  /** Phases in which a rollout stays unless somebody changes something. */
  private static final Set<String> ENDS =
      Set.of(
          "Paused",
          "Succeeded",
          "SucceededWithStragglers",
          "Aborted",
          "RolledBack",
          "RolledBackWithExceptions");

  private final Namespace namespace;
  private final InstantSource clock = InstantSource.system();
  private final Map<String, Instant> phases = new ConcurrentHashMap<>();
  private final AtomicLong ledgerBytes = new AtomicLong();
  private final SharedIndexInformer<GenericKubernetesResource> rollouts;
  private final SharedIndexInformer<GenericKubernetesResource> ledgers;

  private RolloutWatch(Namespace namespace, Runnable onRollout, Runnable onLedger) {
    this.namespace = namespace;
    this.rollouts =
        watch(
            ROLLOUTS,
            (before, after) -> {
              notePhase(after);
              onRollout.run();
            });
    this.ledgers =
        watch(
            LEDGERS,
            (before, after) -> {
              ledgerBytes.addAndGet(bytes(after) - before.map(RolloutWatch::bytes).orElse(0L));
              onLedger.run();
            });
  }

  /** Watches a namespace from now on. */
  public static RolloutWatch of(Namespace namespace) {
    return of(namespace, () -> {}, () -> {});
  }

  /**
   * Watches a namespace from now on.
   *
   * @param onRollout told each time a rollout was stored
   * @param onLedger told each time an object of a ledger was stored
   */
  public static RolloutWatch of(Namespace namespace, Runnable onRollout, Runnable onLedger) {
    return new RolloutWatch(namespace, onRollout, onLedger);
  }

  private static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("twin-operator.io")
        .withVersion("v1alpha1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  private interface Stored {
    void stored(Optional<GenericKubernetesResource> before, GenericKubernetesResource after);
  }

  private SharedIndexInformer<GenericKubernetesResource> watch(
      ResourceDefinitionContext kind, Stored handler) {
    return namespace
        .client()
        .genericKubernetesResources(kind)
        .inNamespace(namespace.name())
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(GenericKubernetesResource object) {
                handler.stored(Optional.empty(), object);
              }

              @Override
              public void onUpdate(
                  GenericKubernetesResource before, GenericKubernetesResource after) {
                handler.stored(Optional.of(before), after);
              }

              @Override
              public void onDelete(GenericKubernetesResource object, boolean unknown) {}
            });
  }

  private void notePhase(GenericKubernetesResource rollout) {
    String phase = status(rollout).path("phase").asText();
    if (!phase.isEmpty()) {
      phases.putIfAbsent(rollout.getMetadata().getName() + " " + phase, clock.instant());
    }
  }

  private static long bytes(GenericKubernetesResource object) {
    return Serialization.asJson(object).getBytes(StandardCharsets.UTF_8).length;
  }

  private static JsonNode status(GenericKubernetesResource rollout) {
    return MAPPER.<JsonNode>valueToTree(rollout).path("status");
  }

  private Resource<GenericKubernetesResource> named(String rollout) {
    return namespace
        .client()
        .genericKubernetesResources(ROLLOUTS)
        .inNamespace(namespace.name())
        .withName(rollout);
  }

  /** Creates a rollout from its YAML. */
  public void apply(String yaml) {
    namespace
        .client()
        .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
        .create();
  }

  /** Gives a rollout another {@code spec.state}. */
  public void changeState(String rollout, String state) {
    named(rollout)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"state\":\"%s\"}}".formatted(state));
  }

  /** Asks for a reconciliation, as a person does; status says when it was {@link #hasHandled}. */
  public void request(String rollout, String value) {
    named(rollout)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"twin-operator.io/reconcile-requested-at\":\"%s\"}}}"
                .formatted(value));
  }

  /** Whether such a request has been reconciled. */
  public boolean hasHandled(String rollout, String value) {
    return status(rollout).path("lastHandledReconcileAt").asText().equals(value);
  }

  /** The status of a rollout, as it was last seen. */
  public JsonNode status(String rollout) {
    return Optional.ofNullable(rollouts.getStore().getByKey(namespace.name() + "/" + rollout))
        .map(RolloutWatch::status)
        .orElse(MissingNode.getInstance());
  }

  /** The phase of a rollout; empty while it has none. */
  public String phase(String rollout) {
    return status(rollout).path("phase").asText();
  }

  /** Whether a rollout stands where it stays unless somebody changes something. */
  public boolean hasEnded(String rollout) {
    return ENDS.contains(phase(rollout));
  }

  /** When a rollout was first seen in a phase, by this process's clock. */
  public Optional<Instant> firstSeen(String rollout, String phase) {
    return Optional.ofNullable(phases.get(rollout + " " + phase));
  }

  /** Bytes of all objects of ledgers, as JSON; what was deleted is counted on. */
  public long ledgerBytes() {
    return ledgerBytes.get();
  }

  @Override
  public void close() {
    rollouts.stop();
    ledgers.stop();
  }
}
