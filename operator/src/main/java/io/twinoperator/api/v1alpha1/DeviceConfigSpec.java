package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is asked of a {@link DeviceConfig}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(oldSelf.deviceId) == has(self.deviceId)",
    message = "deviceId is immutable; create another DeviceConfig for another device")
public record DeviceConfigSpec(
    @JsonPropertyDescription("The IoTHub, in the same namespace, that knows the device. Immutable.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message = "hubRef is immutable; create another DeviceConfig")
        LocalObjectRef hubRef,
    @JsonPropertyDescription(
            "The device's id on the hub; left out, the name of this object. Immutable.")
        @Size(min = 1, max = 128)
        @Pattern("^[A-Za-z0-9\\-:.+%_#*?!(),=@;$']+$")
        @ValidationRule(
            value = "self == oldSelf",
            message = "deviceId is immutable; create another DeviceConfig for another device")
        @Nullable String deviceId,
    @JsonPropertyDescription(
            "Refused: twins of modules are not supported. The field is here so that it is refused by name and not dropped in silence.")
        @Size(max = 128)
        @ValidationRule(
            value = "false",
            message =
                "ModuleNotSupported: twins of modules are not supported; leave moduleId out to configure the device itself")
        @Nullable String moduleId,
    @JsonPropertyDescription(
            "Tags that the twin should have. Only the leaves listed here are managed; others are left alone. No nulls.")
        @PreserveUnknownFields
        @Nullable ObjectNode tags,
    @JsonPropertyDescription(
            "Desired properties that the twin should have. Only the leaves listed here are managed; others are left alone. No nulls.")
        @PreserveUnknownFields
        @Nullable ObjectNode desired,
    @JsonPropertyDescription(
            "What counts as the device's confirmation, where it stands, and how long it may take.")
        @Nullable ConvergenceSpec convergence,
    @JsonPropertyDescription(
            "When this object is Ready. Synced: when the hub stores what is asked, whatever the device makes of it. Converged: when the device has confirmed it. ConvergedOrOffline: that, or the device is away. The last is the default because one sleeping sensor must not hold up a whole delivery; the condition Converged stays False until it wakes.")
        @Default("ConvergedOrOffline")
        @Nullable ReadyWhen readyWhen,
    @JsonPropertyDescription(
            "What of the reported properties stands in status, and how often it is brought up to date.")
        @Nullable ReportSpec report,
    @JsonPropertyDescription(
            "While true nothing is read from or written to the hub; the claims on the leaves stay. false is the default because an object is applied to take effect.")
        @Default("false")
        @Nullable Boolean suspend,
    @JsonPropertyDescription(
            "What becomes of the managed leaves when this object is deleted: Orphan leaves them in the twin, RemoveManaged takes them out. Orphan is the default because an object deleted by mistake, or with its namespace, must not change what runs on a device; it also needs no finalizer, so that nothing waits for a hub.")
        @Default("Orphan")
        @Nullable DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            "Enforce writes what differs. Observe never writes: it shows in status.differences what Enforce would change, claims no leaf, and lets go of leaves managed so far, which stay in the twin. Enforce is the default because a DeviceConfig is applied to take effect; Observe is for looking first.")
        @Default("Enforce")
        @Nullable Mode mode,
    @JsonPropertyDescription(
            "What becomes of a leaf that is not managed yet and has another value in the twin. Always writes it. IfEqual leaves it alone with reason TakeOverRefused until both are equal; a leaf that the twin does not have is written all the same. Always is the default because the spec is what should be; IfEqual is for taking over devices that are configured already.")
        @Default("Always")
        @Nullable TakeOver takeOver,
    @JsonPropertyDescription("What becomes of a managed leaf that somebody else has changed.")
        @Nullable Drift drift,
    @JsonPropertyDescription(
            "JSON Schema that desired must satisfy; until it does nothing is written, with reason InvalidSpec. A change of the ConfigMap takes effect at once. Left out, nothing but IoT Hub's own limits is checked.")
        @Nullable SchemaRef schema) {

  /** Whether the twin is written or only looked at. */
  public enum Mode {
    Enforce,
    Observe
  }

  /** What becomes of the managed leaves when the object is deleted. */
  public enum DeletionPolicy {
    Orphan,
    RemoveManaged
  }

  /** When the object is ready; {@code ConvergedOrOffline} where nothing is given. */
  public ReadyWhen readyWhenOrDefault() {
    return readyWhen == null ? ReadyWhen.ConvergedOrOffline : readyWhen;
  }

  /** What becomes of a leaf that has another value at first sight. */
  public enum TakeOver {
    Always,
    IfEqual
  }

  /** What becomes of a managed leaf that somebody else has changed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Drift(
      @JsonPropertyDescription(
              "Correct sets the leaf back. Report only tells of it, in status.drift and the conditions. Correct is the default because what is in Git is what should be on the device.")
          @Default("Correct")
          @Nullable DriftPolicy policy,
      @JsonPropertyDescription(
              "Corrections of one leaf in an hour, counted from the first, after which it is left as it is with reason CorrectionsExhausted: two writers must not fight for ever. It goes on when the hour has passed, when spec changes, or when a reconciliation is asked for by annotation. The default is 6: what a hub's own configurations set comes back every 5 minutes, so that a fight with one ends within half an hour, and a person who changes a device by hand is corrected each time.")
          @Min(1)
          @Max(60)
          @Default("6")
          @Nullable Integer maxCorrectionsPerHour) {

    /** What is done where the spec says nothing. */
    public static final Drift DEFAULT = new Drift(null, null);

    private static final int DEFAULT_CORRECTIONS = 6;

    /** The policy, or {@code Correct} where none is given. */
    public DriftPolicy policyOrDefault() {
      return policy == null ? DriftPolicy.Correct : policy;
    }

    /** The corrections of one leaf in an hour. */
    public int maxCorrections() {
      return maxCorrectionsPerHour == null ? DEFAULT_CORRECTIONS : maxCorrectionsPerHour;
    }
  }

  /** Whether drift is corrected or only told of. */
  public enum DriftPolicy {
    Correct,
    Report
  }

  /** Desired properties for the device that is called like the object, and defaults else. */
  public static DeviceConfigSpec of(LocalObjectRef hubRef, ObjectNode desired) {
    return new DeviceConfigSpec(
        hubRef, null, null, null, desired, null, null, null, null, null, null, null, null, null);
  }

  /** Whether the hub is to be left alone. */
  public boolean suspended() {
    return Boolean.TRUE.equals(suspend);
  }

  /** What to do at first sight, or {@code Always} where nothing is given. */
  public TakeOver takeOverOrDefault() {
    return takeOver == null ? TakeOver.Always : takeOver;
  }

  /** What to do about drift, with defaults where nothing is given. */
  public Drift driftOrDefault() {
    return drift == null ? Drift.DEFAULT : drift;
  }

  /** The mode, or {@code Enforce} where none is given. */
  public Mode modeOrDefault() {
    return mode == null ? Mode.Enforce : mode;
  }

  /** The deletion policy, or {@code Orphan} where none is given. */
  public DeletionPolicy deletionPolicyOrDefault() {
    return deletionPolicy == null ? DeletionPolicy.Orphan : deletionPolicy;
  }
}
