package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is asked of an {@link IoTHub}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IoTHubSpec(
    @JsonPropertyDescription(
            "Host name of the IoT Hub, as in its connection string. Immutable: another hub is another object.")
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[a-zA-Z0-9][a-zA-Z0-9._-]*$")
        @ValidationRule(
            value = "self == oldSelf",
            message = "hostName is immutable; create another IoTHub for another hub")
        String hostName,
    @JsonPropertyDescription("How the operator proves to the hub who it is.") @Required
        Credentials credentials,
    @JsonPropertyDescription(
            "Tier of the hub. With units it sets the limits that the operator stays within. S1 is the default because no tier has lower limits: one that nobody named may cost time, never a 429.")
        @Default("S1")
        @Nullable Tier tier,
    @JsonPropertyDescription(
            "Number of units of the hub. 1 is the default because every hub has that many.")
        @Min(1)
        @Max(200)
        @Default("1")
        @Nullable Integer units,
    @JsonPropertyDescription("How much of the hub's limits the operator may use.")
        @Nullable Budget budget,
    @JsonPropertyDescription(
            "Where a hub that is not Azure's is reached, such as https://localhost:8443 for the emulator. Left out: https://hostName.")
        @Size(max = 300)
        @Pattern("^https://[a-zA-Z0-9._-]+(:[0-9]{1,5})?$")
        @Nullable String endpoint,
    @JsonPropertyDescription(
            "PEM certificate authority (key ca.crt unless named) that this IoTHub's connections trust, in place of the usual ones; no other IoTHub does, not even at the same endpoint.")
        @Nullable SecretKeyRef caSecretRef,
    @JsonPropertyDescription(
            "Freeze every write to the hub: DeviceConfigs and FleetRollouts of this IoTHub only read, and say HubSuspended. Other IoTHubs of the same host are not touched by it. Left out: false, because an object is applied to take effect.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription(
            "From one sweep over the twins to the next, 10s to 24h. Left out: the shortest, in whole minutes, at which sweeps take a quarter of the operator's queries or reads and of the daily message quota at most, since changes that nobody announces are worth no more; status.sweep shows it. A shorter one than that is not kept and is refused in status.")
        @Size(max = 32)
        @Pattern(Api.DURATION_PATTERN)
        @ValidationRule(
            value = "duration(self) >= duration('10s') && duration(self) <= duration('24h')",
            message = "sweepInterval must be 10s to 24h")
        @Nullable String sweepInterval) {

  /** Exactly one way to authenticate. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.secretRef) != has(self.workloadIdentity)",
      message = "credentials must have exactly one of secretRef and workloadIdentity")
  public record Credentials(
      @JsonPropertyDescription(
              "Secret with the hub's connection string (key connectionString unless named). Its HostName must equal hostName.")
          @Nullable SecretKeyRef secretRef,
      @JsonPropertyDescription(
              "Identity of Microsoft Entra ID that trusts the operator's service account; it needs a role on the hub, such as IoT Hub Data Contributor.")
          @Nullable WorkloadIdentity workloadIdentity) {}

  /** An application or a managed identity with a federated credential. */
  public record WorkloadIdentity(
      @JsonPropertyDescription("Application (client) id of the identity.")
          @Required
          @Pattern(UUID)
          @Size(min = 36, max = 36)
          String clientId,
      @JsonPropertyDescription("Id of the tenant that the identity lives in.")
          @Required
          @Pattern(UUID)
          @Size(min = 36, max = 36)
          String tenantId) {

    private static final String UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
  }

  /** The share of the hub's limits that the operator takes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Budget(
      @JsonPropertyDescription(
              "Percent of each of the hub's rates that the operator uses; the rest is left to other clients. The default is 70 because the hub throttles all its clients together: applications that read twins or start jobs keep nearly a third, whatever the operator has to do.")
          @Min(1)
          @Max(100)
          @Default("70")
          @Nullable Integer sharePercent,
      @JsonPropertyDescription(
              "Enforced: no call is made beyond the limits, and the most urgent go first. Unlimited: every call is made at once, and what the hub refuses is tried again; for a hub that has no throttles or that nobody else uses. Several IoTHubs of one host share one budget: the lower of each limit counts, and it is Enforced if one of them says so. Enforced is the default because what one client takes beyond a hub's limits, all of them pay for.")
          @Default("Enforced")
          @Nullable BudgetMode mode) {}

  /** Whether the operator keeps within its share of the limits. */
  public enum BudgetMode {
    Enforced,
    Unlimited
  }

  /** Tiers that have device twins; Basic has none. */
  public enum Tier {
    Free,
    S1,
    S2,
    S3
  }

  /** Whether writes to the hub are frozen. */
  public boolean suspended() {
    return suspend != null && suspend;
  }

  /** The tier, or S1 where none is given. */
  public Tier tierOrDefault() {
    return tier == null ? Tier.S1 : tier;
  }

  /** The number of units, or 1 where none is given. */
  public int unitsOrDefault() {
    return units == null ? 1 : units;
  }

  /** The share of the hub's limits in percent, or 70 where none is given. */
  public int sharePercentOrDefault() {
    return budget == null || budget.sharePercent() == null ? 70 : budget.sharePercent();
  }

  /** The mode of the budget, or Enforced where none is given. */
  public BudgetMode budgetModeOrDefault() {
    return budget == null || budget.mode() == null ? BudgetMode.Enforced : budget.mode();
  }
}
