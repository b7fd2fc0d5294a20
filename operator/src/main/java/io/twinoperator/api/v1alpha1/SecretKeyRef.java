package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Names one key of a Secret of the referring object's own namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyRef(
    @JsonPropertyDescription("Name of a Secret in the same namespace.")
        @Required
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription(
            "Key in that Secret; left out, the key that the referring field documents.")
        @Size(min = 1, max = 253)
        @Nullable String key) {}
