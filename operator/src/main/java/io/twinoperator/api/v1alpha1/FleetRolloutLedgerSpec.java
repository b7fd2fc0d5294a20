package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One shard of a ledger: compressed content with its checksum. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FleetRolloutLedgerSpec(
    @JsonPropertyDescription("Name of the FleetRollout, in the same namespace.")
        @Required
        @Size(min = 1, max = 253)
        String rollout,
    @JsonPropertyDescription("Hash of what is rolled out.") @Required @Size(min = 1, max = 64)
        String revision,
    @JsonPropertyDescription(
            "What of it this is: plan-N and batch-N are written once, a batch that is too large goes on"
                + " in batch-N-tHASH; progress changes; tombstone stays when all others are gone.")
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
        String sha256,
    @JsonPropertyDescription(
            "Plan, Batch, Progress or Tombstone. A progress is Begun while its plan is being written"
                + " and Freed while the shards are being taken away: then there is no ledger.")
        @Nullable Kind kind,
    @JsonPropertyDescription(
            "Names the plan that this shard belongs to; one of another plan is not taken up.")
        @Size(min = 1, max = 64)
        @Nullable String plan,
    @JsonPropertyDescription("Of a tombstone: how the rollout ended.")
        @Size(min = 1, max = 63)
        @Pattern("^[A-Z][A-Za-z]*$")
        @Nullable String outcome) {

  /** What a shard holds. */
  public enum Kind {
    /** Members in order, waves, before-images. */
    Plan,
    /** Devices that are written together, and what they had before. */
    Batch,
    /** How far the rollout has come. */
    Progress,
    /** A place for the progress while its plan is being written. */
    Begun,
    /** What is left of the progress while the shards are being taken away. */
    Freed,
    /** How a rollout ended. */
    Tombstone;

    /** Reads a kind; null for one that only a later version knows. */
    @JsonCreator
    public static @Nullable Kind of(String text) {
      return Stream.of(values()).filter(kind -> kind.name().equals(text)).findFirst().orElse(null);
    }
  }
}
