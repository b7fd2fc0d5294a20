package io.twinoperator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Texts that thousands of objects have in common, kept once: paths of leaves, reasons, messages.
 * They are a sixth of a DeviceConfig. The JVM's own table of texts forgets what nobody holds.
 */
final class SharedTexts {

  private SharedTexts() {}

  /** Makes an object refer to the shared texts; it says the same as before. */
  static void share(HasMetadata object) {
    object.getMetadata().setNamespace(shared(object.getMetadata().getNamespace()));
    if (object instanceof DeviceConfig config && config.getStatus() != null) {
      config.getStatus().conditions().forEach(SharedTexts::share);
      config.setStatus(shared(config.getStatus()));
    }
  }

  private static void share(Condition condition) {
    condition.setType(shared(condition.getType()));
    condition.setStatus(shared(condition.getStatus()));
    condition.setReason(shared(condition.getReason()));
    condition.setMessage(shared(condition.getMessage()));
  }

  private static DeviceConfigStatus shared(DeviceConfigStatus status) {
    return status.toBuilder()
        .connectionState(shared(status.connectionState()))
        .managed(all(status.managed(), SharedTexts::shared))
        .convergence(all(status.convergence(), SharedTexts::shared))
        .build();
  }

  private static ManagedLeaf shared(ManagedLeaf leaf) {
    return new ManagedLeaf(
        leaf.path().intern(), leaf.hash(), leaf.desiredVersion(), leaf.formerHash());
  }

  private static LeafConvergence shared(LeafConvergence leaf) {
    return new LeafConvergence(
        leaf.path().intern(),
        leaf.state(),
        leaf.expected(),
        leaf.observed(),
        leaf.code(),
        leaf.message(),
        leaf.awaitedSince());
  }

  private static <T> @Nullable List<T> all(@Nullable List<T> list, UnaryOperator<T> change) {
    return list == null ? null : list.stream().map(change).toList();
  }

  private static @Nullable String shared(@Nullable String text) {
    return text == null ? null : text.intern();
  }
}
