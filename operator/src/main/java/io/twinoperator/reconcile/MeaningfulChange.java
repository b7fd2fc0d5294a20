package io.twinoperator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.twinoperator.api.v1alpha1.Api;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a reconciler for changes that mean something to it: of spec, of the annotations that ask
 * something of it, of the finalizers, and the request to be deleted. What the operator writes into
 * status itself, and what others write into labels, does not wake it.
 */
public final class MeaningfulChange implements OnUpdateFilter<HasMetadata> {

  private static final List<String> ANNOTATIONS =
      List.of(Api.RECONCILE_REQUESTED_AT, Api.HOLD, Api.DETACH);

  @Override
  public boolean accept(HasMetadata after, HasMetadata before) {
    return !Objects.equals(
            after.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || ANNOTATIONS.stream().anyMatch(name -> differs(name, after, before))
        || !Objects.equals(after.getMetadata().getUid(), before.getMetadata().getUid())
        || !after.getFinalizers().equals(before.getFinalizers())
        || after.isMarkedForDeletion() != before.isMarkedForDeletion();
  }

  /** Value of the annotation that asks for a reconciliation now, or null if it is not there. */
  public static @Nullable String reconcileRequest(HasMetadata object) {
    return annotation(object, Api.RECONCILE_REQUESTED_AT);
  }

  /** Whether an annotation is there with any value but {@code false}. */
  public static boolean isAsked(HasMetadata object, String name) {
    String value = annotation(object, name);
    return value != null && !value.strip().equalsIgnoreCase("false");
  }

  private static boolean differs(String name, HasMetadata after, HasMetadata before) {
    return !Objects.equals(annotation(after, name), annotation(before, name));
  }

  private static @Nullable String annotation(HasMetadata object, String name) {
    return object.getMetadata().getAnnotations() == null
        ? null
        : object.getMetadata().getAnnotations().get(name);
  }
}
