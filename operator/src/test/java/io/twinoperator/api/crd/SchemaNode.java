package io.twinoperator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.AnnotatedElement;

/**
 * A place in a schema together with the Java type it was generated from.
 *
 * @param path where it is, such as {@code spec.strategy.waves[].size}
 * @param type the Java type; of a list, {@code List.class}, its elements being a node of their own
 * @param schema the generated schema, mutable
 * @param annotations what carries the annotations of the property; the type itself for an element
 *     of a list and for the top
 */
record SchemaNode(
    String path, Class<?> type, JSONSchemaProps schema, AnnotatedElement annotations) {
  /** The name of the property, without the path before it and without {@code []}. */
  String name() {
    String bare = path.endsWith("[]") ? path.substring(0, path.length() - 2) : path;
    return bare.substring(bare.lastIndexOf('.') + 1);
  }

  /** Whether the place lies in {@code status}, which the operator writes and no person. */
  boolean inStatus() {
    return path.equals("status") || path.startsWith("status.");
  }

  /** Whether this is an element of a list rather than a property. */
  boolean isElement() {
    return path.endsWith("[]");
  }
}
