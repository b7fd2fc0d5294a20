package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
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
    @JsonPropertyDescription("The IoTHub, in the same namespace, that knows the device.")
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
            "While true nothing is read from or written to the hub; the claims on the leaves stay.")
        @Default("false")
        @Nullable Boolean suspend,
    @JsonPropertyDescription(
            "What becomes of the managed leaves when this object is deleted: Orphan leaves them in the twin, RemoveManaged takes them out.")
        @Default("Orphan")
        @Nullable DeletionPolicy deletionPolicy) {

  /** What becomes of the managed leaves when the object is deleted. */
  public enum DeletionPolicy {
    Orphan,
    RemoveManaged
  }

  /** Desired properties for the device that is called like the object, and defaults else. */
  public static DeviceConfigSpec of(LocalObjectRef hubRef, ObjectNode desired) {
    return new DeviceConfigSpec(hubRef, null, null, desired, null, null, null, null, null);
  }

  /** When the object is ready; {@code ConvergedOrOffline} where nothing is given. */
  public ReadyWhen readyWhenOrDefault() {
    return readyWhen == null ? ReadyWhen.ConvergedOrOffline : readyWhen;
  }

  /** Whether the hub is to be left alone. */
  public boolean suspended() {
    return Boolean.TRUE.equals(suspend);
  }

  /** The deletion policy, or {@code Orphan} where none is given. */
  public DeletionPolicy deletionPolicyOrDefault() {
    return deletionPolicy == null ? DeletionPolicy.Orphan : deletionPolicy;
  }
}
