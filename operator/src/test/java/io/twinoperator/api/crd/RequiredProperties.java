package io.twinoperator.api.crd;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Requires what the Java type cannot do without: every component that is not {@code @Nullable}. At
 * the top of status nothing is required, since an object's status starts out empty.
 */
final class RequiredProperties implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    crd.schema().setRequired(List.of("spec"));
    for (SchemaNode node : crd.nodes()) {
      if (!node.type().isRecord() || node.path().equals("status")) {
        continue;
      }
      TreeSet<String> required = new TreeSet<>(node.schema().getRequired());
      Arrays.stream(node.type().getRecordComponents())
          .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
          .map(RecordComponent::getName)
          .forEach(required::add);
      node.schema().setRequired(List.copyOf(required));
    }
  }
}
