package io.twinoperator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** Devices of a rollout by state; the states sum to the total. */
public record RolloutCounts(
    @JsonPropertyDescription("All members.") int total,
    @JsonPropertyDescription("Not yet released.") int pending,
    @JsonPropertyDescription("Left alone: somebody else owns a leaf.") int claimed,
    @JsonPropertyDescription(
            "Never written: a leaf has changed since the plan, or the twin has another shape there.")
        int conflict,
    @JsonPropertyDescription(
            "Taken out by excludeDevices after it was written: keeps its value, and is undone with the others.")
        int excluded,
    @JsonPropertyDescription("Released but offline, so not yet written.") int deferred,
    @JsonPropertyDescription("Handed to the hub; the device has not answered.") int written,
    @JsonPropertyDescription("The device works on it (202).") int applying,
    @JsonPropertyDescription("Went away after it was written.") int writtenOffline,
    @JsonPropertyDescription("Confirmed by the device after our write.") int converged,
    @JsonPropertyDescription("Was so before; nothing was written, or it proves nothing.")
        int alreadyConverged,
    @JsonPropertyDescription("Refused by the device, or another value acknowledged.") int rejected,
    @JsonPropertyDescription("Online, has reported the leaf before, and did not confirm in time.")
        int timedOut,
    @JsonPropertyDescription("Online, and has never reported the leaf.") int unverifiable,
    @JsonPropertyDescription("The hub refused the write.") int writeFailed,
    @JsonPropertyDescription("Converged, then reported something else.") int regressed,
    @JsonPropertyDescription("Somebody else has changed a leaf since.") int superseded,
    @JsonPropertyDescription("Deleted, disabled or re-created since the plan.") int gone,
    @JsonPropertyDescription(
            "Written, away, and not yet confirmed; the rollout went on without it, and it is followed.")
        int straggler,
    @JsonPropertyDescription("Did not come back in time; followed no more.") int expired,
    @JsonPropertyDescription("To be undone, or undone and not yet confirmed.") int rollbackPending,
    @JsonPropertyDescription("Has what it had before, or never applied the change.") int rolledBack,
    @JsonPropertyDescription(
            "The twin has what it had before, and the device did not confirm that in time.")
        int rollbackUnconfirmed,
    @JsonPropertyDescription("Not undone: the leaf is somebody else's by now.")
        int rollbackSkipped) {

  /** The counts of these states; 0 where there is none, and the total is their sum. */
  public static RolloutCounts of(Map<DeviceState, Integer> devices) {
    return new RolloutCounts(
        devices.values().stream().mapToInt(Integer::intValue).sum(),
        devices.getOrDefault(DeviceState.Pending, 0),
        devices.getOrDefault(DeviceState.Claimed, 0),
        devices.getOrDefault(DeviceState.Conflict, 0),
        devices.getOrDefault(DeviceState.Excluded, 0),
        devices.getOrDefault(DeviceState.Deferred, 0),
        devices.getOrDefault(DeviceState.Written, 0),
        devices.getOrDefault(DeviceState.Applying, 0),
        devices.getOrDefault(DeviceState.WrittenOffline, 0),
        devices.getOrDefault(DeviceState.Converged, 0),
        devices.getOrDefault(DeviceState.AlreadyConverged, 0),
        devices.getOrDefault(DeviceState.Rejected, 0),
        devices.getOrDefault(DeviceState.TimedOut, 0),
        devices.getOrDefault(DeviceState.Unverifiable, 0),
        devices.getOrDefault(DeviceState.WriteFailed, 0),
        devices.getOrDefault(DeviceState.Regressed, 0),
        devices.getOrDefault(DeviceState.Superseded, 0),
        devices.getOrDefault(DeviceState.Gone, 0),
        devices.getOrDefault(DeviceState.Straggler, 0),
        devices.getOrDefault(DeviceState.Expired, 0),
        devices.getOrDefault(DeviceState.RollbackPending, 0),
        devices.getOrDefault(DeviceState.RolledBack, 0),
        devices.getOrDefault(DeviceState.RollbackUnconfirmed, 0),
        devices.getOrDefault(DeviceState.RollbackSkipped, 0));
  }

  /** The devices in one state. */
  public int of(DeviceState state) {
    return switch (state) {
      case Pending -> pending;
      case Claimed -> claimed;
      case Conflict -> conflict;
      case Excluded -> excluded;
      case Deferred -> deferred;
      case Written -> written;
      case Applying -> applying;
      case WrittenOffline -> writtenOffline;
      case Converged -> converged;
      case AlreadyConverged -> alreadyConverged;
      case Rejected -> rejected;
      case TimedOut -> timedOut;
      case Unverifiable -> unverifiable;
      case WriteFailed -> writeFailed;
      case Regressed -> regressed;
      case Superseded -> superseded;
      case Gone -> gone;
      case Straggler -> straggler;
      case Expired -> expired;
      case RollbackPending -> rollbackPending;
      case RolledBack -> rolledBack;
      case RollbackUnconfirmed -> rollbackUnconfirmed;
      case RollbackSkipped -> rollbackSkipped;
    };
  }

  /** All states together; the same as the total. */
  public int sum() {
    int sum = 0;
    for (DeviceState state : DeviceState.values()) {
      sum += of(state);
    }
    return sum;
  }
}
