package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Where the JSON Schema of desired properties is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaRef(
    @JsonPropertyDescription("A ConfigMap in the same namespace that holds the schema.") @Required
        ConfigMapKeyRef configMapRef) {

  /** Names one key of a ConfigMap of the referring object's own namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ConfigMapKeyRef(
      @JsonPropertyDescription("Name of a ConfigMap in the same namespace.")
          @Required
          @Size(min = 1, max = 253)
          String name,
      @JsonPropertyDescription(
              "Key in that ConfigMap. The default is schema.json, so that a file of that name makes the ConfigMap.")
          @Size(min = 1, max = 253)
          @Default("schema.json")
          @Nullable String key) {

    /** The key, or {@code schema.json} where none is given. */
    public String keyOrDefault() {
      return key == null ? "schema.json" : key;
    }
  }
}
