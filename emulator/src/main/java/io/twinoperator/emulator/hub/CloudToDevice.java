package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.message.LockedMessage;
import io.twinoperator.emulator.message.Message;
import io.twinoperator.emulator.message.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Cloud-to-device messages: a queue for each device. Modules have none. */
public final class CloudToDevice {
  /** The largest message, body and properties (Azure documents, quotas). */
  public static final int MAX_MESSAGE_BYTES = 64 * 1024;

  /** How long a message waits unless it says so itself: the hub's own default. */
  public static final Duration TIME_TO_LIVE = Duration.ofHours(1);

  /** How long a message received over HTTPS is held for its receiver: the hub's own default. */
  public static final Duration LOCK = Duration.ofMinutes(1);

  private final HubCore core;

  CloudToDevice(HubCore core) {
    this.core = core;
  }

  /**
   * Puts a message into a device's queue. It is addressed ({@code to}) if it is not yet, and
   * expires at its {@code absolute-expiry-time} or after {@link #TIME_TO_LIVE}.
   *
   * @throws HubError DeviceNotFound, MessageTooLarge, IotHubQuotaExceeded, or
   *     DeviceMaximumQueueDepthExceeded when 50 messages wait
   */
  public void send(String deviceId, Message message) {
    Message addressed =
        message.systemProperties().containsKey("to")
            ? message
            : message.withSystem("to", "/devices/" + deviceId + "/messages/deviceBound");
    if (addressed.size() > MAX_MESSAGE_BYTES) {
      throw new HubError(
          ErrorCode.MESSAGE_TOO_LARGE,
          "The message to "
              + deviceId
              + " has "
              + addressed.size()
              + " bytes, the limit is "
              + MAX_MESSAGE_BYTES);
    }
    ClientId id = ClientId.device(deviceId);
    core.throttles().checkQuota();
    core.throttles().meter(addressed::size);
    core.lockedRun(
        () -> {
          Registration device = core.registry().get(id);
          Instant expiry = expiry(addressed);
          long sequence =
              device.openMessages().add(addressed, core.now()).orElseThrow(() -> full(deviceId));
          core.agenda().schedule(expiry, () -> expire(device, sequence));
          tell(device);
        });
  }

  /**
   * The oldest message that waits, held for {@link #LOCK}; throws DeviceNotFound or DeviceDisabled.
   */
  public Optional<LockedMessage> receive(String deviceId) {
    return core.locked(
        () -> {
          Registration device = core.registry().get(ClientId.device(deviceId));
          Links.checkEnabled(device);
          device.active(core.now());
          Optional<LockedMessage> message = device.messages().flatMap(MessageQueue::receive);
          message.ifPresent(
              locked ->
                  core.agenda()
                      .schedule(core.now().plus(LOCK), () -> release(device, locked.lockToken())));
          return message;
        });
  }

  /** The device has dealt with a message; throws DeviceMessageLockLost. */
  public void complete(String deviceId, String lockToken) {
    settle(deviceId, lockToken, MessageQueue::settle);
  }

  /** The device does not want the message; throws DeviceMessageLockLost. */
  public void reject(String deviceId, String lockToken) {
    settle(deviceId, lockToken, MessageQueue::settle);
  }

  /** The device wants the message again later; throws DeviceMessageLockLost. */
  public void abandon(String deviceId, String lockToken) {
    settle(deviceId, lockToken, MessageQueue::abandon);
  }

  /** Empties a device's queue: {@code deviceId}, {@code totalMessagesPurged}, {@code moduleId}. */
  public ObjectNode purge(String deviceId) {
    return core.locked(
        () ->
            JsonNodeFactory.instance
                .objectNode()
                .put("deviceId", deviceId)
                .put(
                    "totalMessagesPurged",
                    core.registry()
                        .get(ClientId.device(deviceId))
                        .messages()
                        .map(MessageQueue::purge)
                        .orElse(0))
                .putNull("moduleId"));
  }

  private void settle(
      String deviceId, String lockToken, BiPredicate<MessageQueue, String> settlement) {
    core.lockedRun(
        () -> {
          Registration device = core.registry().get(ClientId.device(deviceId));
          boolean held =
              device.messages().filter(queue -> settlement.test(queue, lockToken)).isPresent();
          if (!held) {
            throw new HubError(
                ErrorCode.DEVICE_MESSAGE_LOCK_LOST,
                "Device " + deviceId + " does not hold a message by that lock token");
          }
          device.active(core.now());
          tell(device);
        });
  }

  private void release(Registration device, String lockToken) {
    core.lockedRun(
        () -> {
          device.messages().ifPresent(queue -> queue.abandon(lockToken));
          tell(device);
        });
  }

  private void expire(Registration device, long sequence) {
    core.lockedRun(() -> device.messages().ifPresent(queue -> queue.expire(sequence)));
  }

  private void tell(Registration device) {
    device
        .link()
        .filter(LiveLink::takesMessages)
        .filter(link -> device.messages().filter(MessageQueue::hasWaiting).isPresent())
        .ifPresent(link -> core.outbox().add(link.listener()::onMessageWaiting));
  }

  private Instant expiry(Message message) {
    String asked = message.systemProperties().get("absolute-expiry-time");
    try {
      return asked == null ? core.now().plus(TIME_TO_LIVE) : Instant.parse(asked);
    } catch (DateTimeParseException notTime) {
      throw new HubError(
          ErrorCode.ARGUMENT_INVALID,
          "absolute-expiry-time is '" + asked + "': use ISO 8601 in UTC");
    }
  }

  private static HubError full(String deviceId) {
    return new HubError(
        ErrorCode.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED,
        MessageQueue.MAX_MESSAGES
            + " messages wait for device "
            + deviceId
            + ", which is the most");
  }
}
