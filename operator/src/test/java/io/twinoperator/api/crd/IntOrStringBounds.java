package io.twinoperator.api.crd;

import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * Bounds values that are a number or a percentage: the generator drops their annotations. JSON
 * Schema applies {@code minimum} to the number alone and {@code pattern} to the text alone. A CEL
 * rule is no way out: the API server reckons such a value as a text of 3 MB and refuses any rule
 * that matches it against an expression as too dear.
 */
final class IntOrStringBounds implements CrdRule {
  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      if (node.type() == IntOrString.class) {
        Min min = node.annotations().getAnnotation(Min.class);
        Pattern pattern = node.annotations().getAnnotation(Pattern.class);
        Size size = node.annotations().getAnnotation(Size.class);
        if (min == null || pattern == null || size == null) {
          throw new IllegalStateException(
              node.path()
                  + " of "
                  + crd.kind().getSimpleName()
                  + " needs @Min, @Pattern and @Size");
        }
        node.schema().setMinimum(min.value());
        node.schema().setPattern(pattern.value());
        node.schema().setMaxLength(size.max());
      }
    }
  }
}
