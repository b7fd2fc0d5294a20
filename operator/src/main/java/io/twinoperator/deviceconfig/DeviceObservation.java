package io.twinoperator.deviceconfig;

import io.twinoperator.api.v1alpha1.DeviceConfigSpec;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.schema.SchemaCheck;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.Twin;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was read for one pass.
 *
 * @param self the object as an owner of leaves
 * @param generation of the spec
 * @param reconcileRequest the annotation that asks for a reconciliation now
 * @param intent what the spec asks
 * @param schema what the schema that the spec names says of it
 * @param standstill what stands in the way of writing, if anything does
 * @param previous the status so far
 * @param failing passes before this one that failed
 * @param watch for how long the device has been looked at without a gap
 */
record DeviceObservation(
    Owner self,
    long generation,
    @Nullable String reconcileRequest,
    String deviceId,
    HubKey hub,
    DeviceConfigSpec spec,
    DeviceIntent intent,
    SchemaCheck schema,
    Optional<Standstill> standstill,
    Optional<DeviceConfigStatus> previous,
    Failing failing,
    Watch watch,
    Sight sight,
    Instant now) {

  /** What was last applied, as status remembers it. */
  List<AppliedLeaf> applied() {
    return ManagedLeaves.of(previous);
  }

  /** The same, with the status that has been written since. */
  DeviceObservation withPrevious(Optional<DeviceConfigStatus> written) {
    return new DeviceObservation(
        self,
        generation,
        reconcileRequest,
        deviceId,
        hub,
        spec,
        intent,
        schema,
        standstill,
        written,
        failing,
        watch,
        sight,
        now);
  }

  /** Whether status speaks of this very spec already. */
  boolean isGenerationReported() {
    return previous
        .map(DeviceConfigStatus::observedGeneration)
        .filter(observed -> observed == generation)
        .isPresent();
  }

  /**
   * Whether status speaks of this very spec already, and of more than that there was no way to the
   * hub: what it says then is not to stand while a failure is borne.
   */
  boolean isHubReported() {
    return isGenerationReported()
        && previous.stream()
            .flatMap(status -> status.conditions().stream())
            .noneMatch(condition -> HubLink.Reason.isWord(condition.getReason()));
  }

  /** Whether status has answered the last request for a reconciliation, or there is none. */
  boolean isRequestHandled() {
    return Objects.equals(
        reconcileRequest, previous.map(DeviceConfigStatus::lastHandledReconcileAt).orElse(null));
  }

  /** What was seen of the device. */
  sealed interface Sight {

    <T> T fold(Cases<T> cases);

    /** One function for each kind of sight. */
    record Cases<T>(
        Function<NotLooked, T> notLooked,
        Function<HubNotReady, T> hubNotReady,
        Function<ClaimsUnknown, T> claimsUnknown,
        Function<DeviceMissing, T> deviceMissing,
        Function<Unreadable, T> unreadable,
        Function<Seen, T> seen) {}
  }

  /** Nothing was asked of the hub: the spec says not to, or breaks a rule. */
  record NotLooked() implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.notLooked().apply(this);
    }
  }

  /** There is no way to the hub. */
  record HubNotReady(HubLink.NotReady link) implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.hubNotReady().apply(this);
    }
  }

  /** Not all claims on the hub's devices are known yet, as after a start. */
  record ClaimsUnknown() implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.claimsUnknown().apply(this);
    }
  }

  /** The hub knows no such device. */
  record DeviceMissing(String host) implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.deviceMissing().apply(this);
    }
  }

  /** The twin could not be read. */
  record Unreadable(HubFailure failure) implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unreadable().apply(this);
    }
  }

  /**
   * The twin, and who claims what of it.
   *
   * @param configurations what the hub's configurations set there
   */
  record Seen(Twin twin, DeviceClaims claims, ConfiguredLeaves configurations) implements Sight {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.seen().apply(this);
    }
  }
}
