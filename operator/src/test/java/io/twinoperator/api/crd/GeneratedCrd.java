package io.twinoperator.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A definition as the generator made it, with the kind it was made from. */
final class GeneratedCrd {
  private final Class<? extends CustomResource<?, ?>> kind;
  private final CustomResourceDefinition definition;

  GeneratedCrd(Class<? extends CustomResource<?, ?>> kind, CustomResourceDefinition definition) {
    this.kind = kind;
    this.definition = definition;
  }

  /** The Java type of the kind. */
  Class<? extends CustomResource<?, ?>> kind() {
    return kind;
  }

  /** The definition itself, mutable. */
  CustomResourceDefinition definition() {
    return definition;
  }

  /** The one version there is. */
  CustomResourceDefinitionVersion version() {
    List<CustomResourceDefinitionVersion> versions = definition.getSpec().getVersions();
    if (versions.size() != 1) {
      throw new IllegalStateException(
          kind.getSimpleName() + " has " + versions.size() + " versions; one was expected");
    }
    return versions.get(0);
  }

  /** The schema of a whole object. */
  JSONSchemaProps schema() {
    return version().getSchema().getOpenAPIV3Schema();
  }

  /** The type of {@code spec}. */
  Class<?> specType() {
    return typeArgument(0);
  }

  /** The type of {@code status}, or nothing for a kind without one. */
  Optional<Class<?>> statusType() {
    Class<?> type = typeArgument(1);
    return type == Void.class ? Optional.empty() : Optional.of(type);
  }

  /** Every place of the schema that comes from a Java type, parents first. */
  List<SchemaNode> nodes() {
    List<SchemaNode> nodes =
        new ArrayList<>(SchemaNodes.below("spec", specType(), property("spec")));
    statusType()
        .ifPresent(type -> nodes.addAll(SchemaNodes.below("status", type, property("status"))));
    return nodes;
  }

  private JSONSchemaProps property(String name) {
    return schema().getProperties().get(name);
  }

  private Class<?> typeArgument(int index) {
    ParameterizedType resource = (ParameterizedType) kind.getGenericSuperclass();
    return (Class<?>) resource.getActualTypeArguments()[index];
  }
}
