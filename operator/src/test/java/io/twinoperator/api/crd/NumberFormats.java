package io.twinoperator.api.crd;

import java.util.Map;

/** Says how wide numbers are; the generator leaves the format out. */
final class NumberFormats implements CrdRule {
  private static final Map<Class<?>, String> FORMATS =
      Map.of(
          int.class, "int32",
          Integer.class, "int32",
          long.class, "int64",
          Long.class, "int64",
          double.class, "double",
          Double.class, "double");

  @Override
  public void apply(GeneratedCrd crd) {
    for (SchemaNode node : crd.nodes()) {
      String format = FORMATS.get(node.type());
      if (format != null) {
        node.schema().setFormat(format);
      }
    }
  }
}
