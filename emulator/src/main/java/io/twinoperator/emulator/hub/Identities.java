package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The identity registry as the service API shows it. Bodies are those of the REST API. */
public final class Identities {
  /** The most identities that a list answers (Azure documents, identity registry). */
  public static final int MAX_LISTED = 1000;

  private final HubCore core;

  private final Twins twins;

  Identities(HubCore core, Twins twins) {
    this.core = core;
    this.twins = twins;
  }

  /**
   * Changes up to 100 identities and twins, each for itself; answers {@code isSuccessful}, {@code
   * errors} and {@code warnings}. Throws TooManyDevices.
   */
  public ObjectNode bulk(List<ObjectNode> entries) {
    BulkChange change = new BulkChange(entries);
    return core.locked(() -> change.run(this, twins, core.settings().switches().serviceRules()));
  }

  boolean has(ClientId id) {
    return core.locked(() -> core.registry().find(id).isPresent());
  }

  /** Registers a device or a module; throws when it is there already. Keys not given are made. */
  public ObjectNode create(ClientId id, ObjectNode body) {
    return core.locked(() -> core.registry().create(id, body, core.now()).identityJson());
  }

  /** Whether there is such a device or module. */
  public boolean contains(ClientId id) {
    return core.locked(() -> core.registry().find(id).isPresent());
  }

  /** One identity; throws DeviceNotFound or ModuleNotFound. */
  public ObjectNode get(ClientId id) {
    return core.locked(() -> core.registry().get(id).identityJson());
  }

  /** Replaces what can be changed of an identity; disabling drops the device's link. */
  public ObjectNode update(ClientId id, ObjectNode body, IfMatch ifMatch) {
    return core.locked(
        () -> {
          Registration updated =
              core.registry().update(id, body, core.precondition(ifMatch), core.now());
          if (updated.identity().status() == Identity.Status.DISABLED) {
            core.registry().modulesOf(id.deviceId()).forEach(core::drop);
            core.drop(updated);
          }
          return updated.identityJson();
        });
  }

  /** Removes an identity with its twin, a device with its modules, and drops their links. */
  public void delete(ClientId id, IfMatch ifMatch) {
    core.lockedRun(
        () ->
            core.registry()
                .delete(id, core.precondition(ifMatch))
                .forEach(
                    gone -> {
                      core.drop(gone);
                      core.reachability().changed(gone.id());
                    }));
  }

  /** The first {@code top} devices in the order of their ids; at most {@link #MAX_LISTED}. */
  public List<ObjectNode> list(int top) {
    if (top < 1 || top > MAX_LISTED) {
      throw new HubError(ErrorCode.ARGUMENT_INVALID, "top is " + top + ": use 1 to " + MAX_LISTED);
    }
    return core.locked(
        () ->
            core.registry().devices().stream().limit(top).map(Registration::identityJson).toList());
  }

  /** A device's modules in the order of their ids; throws DeviceNotFound. */
  public List<ObjectNode> modulesOf(String deviceId) {
    return core.locked(
        () -> {
          core.registry().get(ClientId.device(deviceId));
          return core.registry().modulesOf(deviceId).stream()
              .map(Registration::identityJson)
              .toList();
        });
  }

  /** {@code totalDeviceCount}, {@code enabledDeviceCount}, {@code disabledDeviceCount}. */
  public ObjectNode statistics() {
    return core.locked(() -> core.registry().statistics());
  }

  /** {@code connectedDeviceCount}. */
  public ObjectNode serviceStatistics() {
    return core.locked(() -> core.registry().serviceStatistics());
  }

  /** The primary key of an identity that has one; for the check of its signatures. */
  public Optional<String> primaryKey(ClientId id) {
    return core.locked(() -> authentication(id).flatMap(Authentication::primaryKey));
  }

  /** The secondary key of an identity that has one. */
  public Optional<String> secondaryKey(ClientId id) {
    return core.locked(() -> authentication(id).flatMap(Authentication::secondaryKey));
  }

  /** The keys of an identity, none when it is unknown or has no keys. */
  public List<String> keys(ClientId id) {
    return Stream.concat(primaryKey(id).stream(), secondaryKey(id).stream()).toList();
  }

  private Optional<Authentication> authentication(ClientId id) {
    return core.registry().find(id).map(found -> found.identity().authentication());
  }
}
