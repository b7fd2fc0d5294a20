package io.twinoperator.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Walks a record type and the schema generated from it side by side. */
final class SchemaNodes {
  /**
   * The types whose schema is known to come out right. Others are refused, because the generator
   * gets several of them silently wrong: a {@code java.time.Duration} becomes a date, a {@code
   * Map<String, Object>} refuses scalar values.
   */
  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          boolean.class,
          Boolean.class,
          IntOrString.class,
          ObjectNode.class,
          JsonNode.class,
          Condition.class);

  private final List<SchemaNode> nodes = new ArrayList<>();

  private SchemaNodes() {}

  /**
   * Lists the node at {@code path} and everything below it, parents first.
   *
   * @throws IllegalArgumentException for a Java type that an API type should not use, or a property
   *     that the schema lacks
   */
  static List<SchemaNode> below(String path, Class<?> type, JSONSchemaProps schema) {
    SchemaNodes walk = new SchemaNodes();
    walk.visit(path, type, schema, type);
    return List.copyOf(walk.nodes);
  }

  private void visit(String path, Type type, JSONSchemaProps schema, AnnotatedElement annotations) {
    if (schema == null) {
      throw new IllegalArgumentException("The generated schema has nothing at " + path);
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      nodes.add(new SchemaNode(path, List.class, schema, annotations));
      visit(
          path + "[]", list.getActualTypeArguments()[0], schema.getItems().getSchema(), List.class);
      return;
    }
    if (!(type instanceof Class<?> plain)
        || !(plain.isRecord() || plain.isEnum() || SCALARS.contains(plain))) {
      throw new IllegalArgumentException(
          path
              + " is a "
              + type.getTypeName()
              + "; API types are records, lists, enums, text, numbers, IntOrString, ObjectNode,"
              + " JsonNode and Condition. A duration is a String with Api.DURATION_PATTERN");
    }
    nodes.add(new SchemaNode(path, plain, schema, annotations));
    if (plain.isRecord()) {
      for (RecordComponent component : plain.getRecordComponents()) {
        visit(
            path + "." + component.getName(),
            component.getGenericType(),
            schema.getProperties().get(component.getName()),
            component.getAccessor());
      }
    }
  }
}
