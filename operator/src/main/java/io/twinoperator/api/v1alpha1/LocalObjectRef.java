package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names an object of the referring object's own namespace. */
public record LocalObjectRef(
    @JsonPropertyDescription("Name of an object in the same namespace.")
        @Required
        @Size(min = 1, max = 253)
        String name) {}
