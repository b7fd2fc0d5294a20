package io.twinoperator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.twinoperator.api.v1alpha1.Api;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a reconciler for changes that mean something to it: of spec, of the annotation that asks
 * for a reconciliation now, of the finalizers, and the request to be deleted. What the operator
 * writes into status itself, and what others write into labels, does not wake it.
 */
public final class MeaningfulChange implements OnUpdateFilter<HasMetadata> {

  @Override
  public boolean accept(HasMetadata after, HasMetadata before) {
    return !Objects.equals(
            after.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(reconcileRequest(after), reconcileRequest(before))
        || !Objects.equals(after.getMetadata().getUid(), before.getMetadata().getUid())
        || !after.getFinalizers().equals(before.getFinalizers())
        || after.isMarkedForDeletion() != before.isMarkedForDeletion();
  }

  /** Value of the annotation that asks for a reconciliation now, or null if it is not there. */
  public static @Nullable String reconcileRequest(HasMetadata object) {
    return object.getMetadata().getAnnotations() == null
        ? null
        : object.getMetadata().getAnnotations().get(Api.RECONCILE_REQUESTED_AT);
  }
}
