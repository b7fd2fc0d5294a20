package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody else who owns leaves of a rollout's patch on devices of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutConflict(
    @JsonPropertyDescription(
            "DeviceConfig, FleetRollout, or Configuration for one of the hub's own.")
        @Size(max = 63)
        String kind,
    @JsonPropertyDescription("Namespace and name, or the id of a configuration.") @Size(max = 512)
        String name,
    @JsonPropertyDescription("Leaves of the patch that it owns; 5 at most.") @Size(max = 5)
        List<String> paths,
    @JsonPropertyDescription(
            "Devices of the rollout on which it does. Left out if the hub could not say; then all are taken to be shared.")
        @Nullable Integer devices) {}
