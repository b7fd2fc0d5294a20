package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How far a rollout is undone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RollbackStatus(
    @JsonPropertyDescription("Since when.") String startedAt,
    @JsonPropertyDescription("Why: because spec asks for it, or the criterion that was breached.")
        @Size(max = 512)
        String reason,
    @JsonPropertyDescription("Whether the whole rollout is undone or one wave.")
        FleetRolloutSpec.Scope scope,
    @JsonPropertyDescription("The wave that is undone, if it is one alone.") @Size(max = 63)
        @Nullable String wave,
    @JsonPropertyDescription(
            "Devices that are to be undone: those that were written, of the scope.")
        int devices,
    @JsonPropertyDescription("Devices whose undo is not done, or not confirmed yet.") int pending,
    @JsonPropertyDescription("Devices that have what they had before, or never applied the change.")
        int undone,
    @JsonPropertyDescription("Devices that did not confirm in time.") int unconfirmed,
    @JsonPropertyDescription(
            "Devices left as they are because a leaf is somebody else's by now, or the device is gone.")
        int skipped,
    @JsonPropertyDescription("When it was done.") @Nullable String completedAt) {}
