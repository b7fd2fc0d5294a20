package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.Interference.Disturbance;
import io.twinoperator.emulator.message.LockedMessage;
import io.twinoperator.emulator.message.MessageQueue;
import io.twinoperator.emulator.method.MethodAnswer;
import io.twinoperator.emulator.twin.TwinState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The connections of devices and modules: one each, the second drops the first. */
final class Links {
  private final HubCore core;

  Links(HubCore core) {
    this.core = core;
  }

  DeviceLink connect(ClientId id, DeviceListener listener) {
    return core.locked(
        () -> {
          Registration registration = core.registry().get(id);
          checkEnabled(core.registry().get(id.owner()));
          core.drop(registration);
          Disturbance disturbance = core.interference().at(DeviceOperation.DEVICE_CONNECT, id);
          disturbance.refusal().ifPresent(Links::refuse);
          LiveLink link = new LiveLink(this, id, listener);
          registration.connected(link, core.now());
          if (disturbance.dropsLink()) {
            core.drop(registration);
          }
          return link;
        });
  }

  int drop(Predicate<ClientId> ids) {
    return core.locked(
        () -> {
          List<Registration> connected =
              core.registry()
                  .all()
                  .filter(registration -> registration.link().isPresent())
                  .filter(registration -> ids.test(registration.id()))
                  .toList();
          connected.forEach(core::drop);
          return connected.size();
        });
  }

  ObjectNode twin(LiveLink link) {
    return core.locked(
        () -> {
          TwinState twin = linked(link).twin();
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.set("desired", twin.desired().deviceDocument());
          json.set("reported", twin.reported().deviceDocument());
          return json;
        });
  }

  long report(LiveLink link, ObjectNode patch, OptionalLong ifVersion) {
    try {
      return core.locked(
          () -> {
            Registration registration = linked(link);
            registration.twin(
                registration.twin().report(patch, ifVersion, core.twinRules(), core.now()));
            registration.active(core.now());
            return registration.twin().reported().version();
          });
    } catch (HubError refused) {
      throw refused.toDevice();
    }
  }

  void acceptMethods(LiveLink link) {
    core.lockedRun(
        () -> {
          linked(link);
          link.takesMethods(true);
          core.reachability().changed(link.id());
        });
  }

  void refuseMethods(LiveLink link) {
    core.lockedRun(
        () -> {
          linked(link);
          link.takesMethods(false);
        });
  }

  void answerMethod(LiveLink link, String requestId, Supplier<MethodAnswer> answer) {
    try {
      core.lockedRun(
          () -> {
            linked(link).active(core.now());
            link.calls().end(requestId, new MethodResult.Answered(answer.get()));
          });
    } catch (HubError refused) {
      throw refused.toDevice();
    }
  }

  void acceptMessages(LiveLink link) {
    run(
        link,
        registration -> {
          link.takesMessages(true);
          if (registration.messages().filter(MessageQueue::hasWaiting).isPresent()) {
            core.outbox().add(link.listener()::onMessageWaiting);
          }
        });
  }

  void refuseMessages(LiveLink link) {
    run(link, registration -> link.takesMessages(false));
  }

  Optional<LockedMessage> receive(LiveLink link) {
    return call(
        link,
        registration -> {
          Optional<LockedMessage> message = registration.messages().flatMap(MessageQueue::receive);
          message.ifPresent(locked -> link.lockTokens().add(locked.lockToken()));
          return message;
        });
  }

  void complete(LiveLink link, String lockToken) {
    run(
        link,
        registration -> {
          link.lockTokens().remove(lockToken);
          registration.messages().ifPresent(queue -> queue.settle(lockToken));
          registration.active(core.now());
        });
  }

  /** Reads or changes what belongs to a link that has not ended. */
  <T> T call(LiveLink link, Function<Registration, T> work) {
    return core.locked(() -> work.apply(linked(link)));
  }

  /** Changes what belongs to a link that has not ended. */
  void run(LiveLink link, Consumer<Registration> work) {
    core.lockedRun(() -> work.accept(linked(link)));
  }

  void close(LiveLink link) {
    core.lockedRun(
        () ->
            core.registry()
                .find(link.id())
                .filter(registration -> isLinked(registration, link))
                .ifPresent(registration -> registration.disconnected(core.now())));
  }

  private static void refuse(HubError error) {
    throw error.toDevice();
  }

  private Registration linked(LiveLink link) {
    return core.registry()
        .find(link.id())
        .filter(registration -> isLinked(registration, link))
        .orElseThrow(
            () ->
                new HubError(
                    ErrorCode.DEVICE_NOT_ONLINE,
                    "The link of device " + link.id() + " has ended: connect again",
                    ErrorShape.DEVICE));
  }

  private static boolean isLinked(Registration registration, LiveLink link) {
    return registration.link().filter(present -> present.equals(link)).isPresent();
  }

  /** Throws DeviceDisabled. */
  static void checkEnabled(Registration device) {
    if (device.identity().status() == Identity.Status.DISABLED) {
      throw new HubError(
          ErrorCode.DEVICE_DISABLED, "Device " + device.id() + " is disabled", ErrorShape.DEVICE);
    }
  }
}
