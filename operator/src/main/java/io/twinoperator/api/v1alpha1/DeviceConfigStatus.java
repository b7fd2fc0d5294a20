package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the hub stores and what the device confirmed, as of the last reconciliation. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceConfigStatus(
    @JsonPropertyDescription(
            "Ready, Synced, Converged, Drifted; Reconciling and Stalled only while they are true.")
        List<Condition> conditions,
    @JsonPropertyDescription("The generation of spec that the rest of status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Value of the annotation twin-operator.io/reconcile-requested-at last handled.")
        @Nullable String lastHandledReconcileAt,
    @JsonPropertyDescription("The device's id on the hub.") @Nullable String deviceId,
    @JsonPropertyDescription("$version of the desired properties when last read.")
        @Nullable Long desiredVersion,
    @JsonPropertyDescription("$version of the reported properties when status was last written.")
        @Nullable Long reportedVersion,
    @JsonPropertyDescription("Etag of the twin when last read.") @Nullable String etag,
    @JsonPropertyDescription("Connected or Disconnected, as the hub says; it may lag.")
        @Nullable String connectionState,
    @JsonPropertyDescription("Leaves that this object has written and still owns.")
        @Nullable List<ManagedLeaf> managed,
    @JsonPropertyDescription(
            "Managed desired leaves, and what the device has said of each; of more than 100 those that are furthest from done. Leaves removed by the present spec stay listed as Unconfirmed until the next one.")
        @Nullable List<LeafConvergence> convergence,
    @JsonPropertyDescription(
            "Leaves left alone because another object owns them, because the twin has another shape there, or because takeOver forbids to change their value.")
        @Nullable List<LeafConflict> conflicts,
    @JsonPropertyDescription(
            "What the twin has otherwise than spec asks while nothing is written (mode Observe, a hold, a suspended hub); the first 32.")
        @Nullable List<LeafDifference> differences,
    @JsonPropertyDescription(
            "Managed leaves that somebody else has changed: those that stand so now, and those corrected since the spec last changed; the latest 32.")
        @Nullable List<LeafDrift> drift,
    @JsonPropertyDescription("Mirror of the reported properties without metadata, 8 KB at most.")
        @Nullable ReportedMirror mirror) {

  /**
   * The API server gives a new object a status of nothing but {@code observedGeneration: -1}, so
   * there may be no conditions.
   */
  public DeviceConfigStatus {
    conditions = Objects.requireNonNullElse(conditions, List.of());
  }

  /** A status that says nothing yet. */
  public static DeviceConfigStatusBuilder builder() {
    return new DeviceConfigStatusBuilder();
  }

  /** A builder that begins with what this status says. */
  public DeviceConfigStatusBuilder toBuilder() {
    return new DeviceConfigStatusBuilder(this);
  }

  /** A leaf that this object has written and still owns. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ManagedLeaf(
      @JsonPropertyDescription("Path of the leaf, such as desired.temperatureThreshold.min.")
          String path,
      @JsonPropertyDescription("Hash of the value last applied.") String hash,
      @JsonPropertyDescription(
              "$version of desired at which the leaf was last written; 0 for a tag, -1 while a write is under way.")
          long desiredVersion,
      @JsonPropertyDescription("Hash of the value applied before, while a write is under way.")
          @Nullable String formerHash) {}

  /** What the device has said of one managed desired leaf. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LeafConvergence(
      @JsonPropertyDescription("Path of the leaf.") String path,
      @JsonPropertyDescription(
              "Converged, Pending, Applying, Rejected, Offline, Unverifiable, or Unconfirmed for a leaf that was removed.")
          LeafState state,
      @JsonPropertyDescription(
              "The value asked for; left out for a leaf that was removed. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode expected,
      @JsonPropertyDescription(
              "The value that the device reports, if any. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode observed,
      @JsonPropertyDescription("Status code of the device's acknowledgement (ac).")
          @Nullable Integer code,
      @JsonPropertyDescription("The device's own words (ad), 256 characters at most.")
          @Nullable String message,
      @JsonPropertyDescription(
              "Since when the device, being online, owes a confirmation, by the operator's clock; spec.convergence.deadline counts from here. Only of what is Pending or Unverifiable.")
          @Nullable String awaitedSince) {}

  /** How far one leaf has come. */
  public enum LeafState {
    /** The device has confirmed the value. */
    Converged,
    /** The hub has the value; the device is online and has not confirmed it. */
    Pending,
    /** The device has acknowledged with 202 and works on it. */
    Applying,
    /** The device has refused the value, or acknowledged another one. */
    Rejected,
    /** The hub has the value; the device is away. */
    Offline,
    /** The device was online for the whole deadline and has not confirmed the value. */
    Unverifiable,
    /** The leaf was removed; a device cannot confirm that something is absent. */
    Unconfirmed
  }

  /** A leaf that was not written, and why. */
  public record LeafConflict(
      @JsonPropertyDescription("Path of the leaf.") String path,
      @JsonPropertyDescription(
              "Conflict: another object or a configuration of the hub owns the leaf, or the twin has another shape there. TakeOverRefused: the twin has another value, and takeOver is IfEqual. HeldByRollout: a running FleetRollout holds the leaf.")
          @Nullable ConflictReason reason,
      @JsonPropertyDescription("Who owns the leaf, or what stands in the way.") String message) {

    /** A conflict is one unless it says what else. */
    public ConflictReason reasonOrConflict() {
      return reason == null ? ConflictReason.Conflict : reason;
    }
  }

  /** Why a leaf was not written; the first that applies is the reason for Ready. */
  public enum ConflictReason {
    /** Another object owns the leaf, or the twin has another shape there. */
    Conflict,
    /** The twin has another value, and the spec does not ask to take it over. */
    TakeOverRefused,
    /** A running rollout holds the leaf; it is written when that has ended. */
    HeldByRollout
  }

  /** A managed leaf that somebody else has changed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LeafDrift(
      @JsonPropertyDescription("Path of the leaf.") String path,
      @JsonPropertyDescription(
              "The value last applied. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode expected,
      @JsonPropertyDescription(
              "The value that was found; left out if there was none. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode observed,
      @JsonPropertyDescription(
              "When this operator first saw the leaf changed; kept while it is changed again and again.")
          String firstSeenAt,
      @JsonPropertyDescription(
              "When the leaf was changed last, by the hub's clock; left out for a tag, of which the hub does not say.")
          @Nullable String changedAt,
      @JsonPropertyDescription(
              "Who may have changed it: the hub's own configuration that set this leaf. Left out if none did; the hub names no other writer.")
          @Nullable String suspectedWriter,
      @JsonPropertyDescription("Corrections counted against maxCorrectionsPerHour.")
          int corrections,
      @JsonPropertyDescription("Since when corrections are counted.") @Nullable String countedSince,
      @JsonPropertyDescription(
              "When it was last set back; left out while that has not been confirmed.")
          @Nullable String correctedAt) {}

  /**
   * A leaf that the twin has otherwise than the spec asks. A long value stands as the beginning of
   * its text.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LeafDifference(
      @JsonPropertyDescription("Path of the leaf.") String path,
      @JsonPropertyDescription(
              "The value asked for; left out for a leaf that is to be removed. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode expected,
      @JsonPropertyDescription(
              "The value in the twin; left out if there is none. Longer than 256 characters, the beginning of its text.")
          @PreserveUnknownFields
          @Nullable JsonNode observed) {}

  /** A bounded copy of the reported properties. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ReportedMirror(
      @JsonPropertyDescription(
              "The reported properties without $metadata and $version; all, or those of spec.report.paths.")
          @PreserveUnknownFields
          ObjectNode reported,
      @JsonPropertyDescription(
              "What did not fit into 8 KB, the largest first: top-level properties, or those of spec.report.paths; 20 names at most, of 128 characters at most.")
          @Nullable List<String> omitted,
      @JsonPropertyDescription("How many did not fit.") @Nullable Integer omittedCount,
      @JsonPropertyDescription("When the mirror was taken.") String observedAt) {}
}
