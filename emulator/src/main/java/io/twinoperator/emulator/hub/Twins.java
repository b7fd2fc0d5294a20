package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.Interference.Disturbance;
import io.twinoperator.emulator.twin.TwinChange;
import io.twinoperator.emulator.twin.TwinState;

/** The twins of devices and modules as the service API shows them. */
public final class Twins {
  private final HubCore core;

  Twins(HubCore core) {
    this.core = core;
  }

  /** One twin; throws DeviceNotFound or ModuleNotFound. */
  public ObjectNode get(ClientId id) {
    return core.locked(() -> core.registry().get(id).twinJson());
  }

  /** Merges tags and desired properties; answers the twin afterwards. */
  public ObjectNode patch(ClientId id, ObjectNode patch, IfMatch ifMatch) {
    return core.locked(
        () -> {
          Registration target = writable(id, ifMatch);
          return write(
              target, target.twin().patch(TwinChange.of(patch), core.twinRules(), core.now()));
        });
  }

  /** Replaces the sections that are given; answers the twin afterwards. */
  public ObjectNode replace(ClientId id, ObjectNode twin, IfMatch ifMatch) {
    return core.locked(
        () -> {
          Registration target = writable(id, ifMatch);
          return write(target, target.twin().replace(TwinChange.of(twin), core.now()));
        });
  }

  private Registration writable(ClientId id, IfMatch ifMatch) {
    Registration target = core.registry().get(id);
    core.precondition(ifMatch).check(target.twinEtag(), target.describe());
    return target;
  }

  /** Keeps what was written and tells a connected device; under the lock. */
  ObjectNode write(Registration target, TwinState.Written written) {
    target.twin(written.twin());
    written
        .desiredNotice()
        .ifPresent(notice -> target.link().ifPresent(link -> notify(target, link, notice)));
    return target.twinJson();
  }

  private void notify(Registration target, LiveLink link, ObjectNode notice) {
    Disturbance disturbance =
        core.interference().at(DeviceOperation.DESIRED_NOTIFICATION, target.id());
    if (disturbance.dropsLink()) {
      core.drop(target);
      return;
    }
    int copies = disturbance.repeats() ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      core.outbox().add(() -> link.listener().onDesired(notice));
    }
    core.throttles().meter(() -> JsonSize.bytes(notice));
  }
}
