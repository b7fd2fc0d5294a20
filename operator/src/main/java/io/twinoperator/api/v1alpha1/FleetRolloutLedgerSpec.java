package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One shard of a ledger: compressed content with its checksum. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetRolloutLedgerSpec(
    @JsonPropertyDescription("Name of the FleetRollout, in the same namespace.")
        @Required
        @Size(min = 1, max = 253)
        String rollout,
    @JsonPropertyDescription("Hash of what is rolled out; a shard of another revision is not read.")
        @Required
        @Size(min = 1, max = 64)
        String revision,
    @JsonPropertyDescription("plan-N and chunk-N are written once; progress changes.")
        @Required
        @Size(min = 1, max = 63)
        String shard,
    @JsonPropertyDescription(
            "Version of the content's format; an operator refuses one it does not know.")
        @Required
        @Min(1)
        int format,
    @JsonPropertyDescription("Content: JSON, compressed with gzip, in base64.")
        @Required
        @Size(min = 1, max = 1200000)
        String content,
    @JsonPropertyDescription("SHA-256 of the JSON before compression, in hexadecimal.")
        @Required
        @Size(min = 64, max = 64)
        String sha256) {}
