package io.twinoperator.emulator.hub;

import io.twinoperator.emulator.message.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Device-to-cloud messages. The latest are kept so that a test can look at them. */
public final class Telemetry {
  /** The most messages that are kept. */
  public static final int KEPT_MESSAGES = 1000;

  /** The largest message, body and properties (Azure documents, quotas). */
  public static final int MAX_MESSAGE_BYTES = 256 * 1024;

  private static final long KEPT_BYTES = 16L * 1024 * 1024;

  private final HubCore core;
  private final Deque<Received> kept = new ArrayDeque<>();
  private long keptBytes;
  private long count;

  Telemetry(HubCore core) {
    this.core = core;
  }

  /**
   * A message that the hub took.
   *
   * @param sender device or module
   * @param enqueued when
   * @param message what it said
   */
  public record Received(ClientId sender, Instant enqueued, Message message) {}

  /**
   * Takes a message; throws DeviceNotFound, ModuleNotFound or DeviceDisabled, MessageTooLarge above
   * {@link #MAX_MESSAGE_BYTES}, or IotHubQuotaExceeded.
   */
  public void send(ClientId sender, Message message) {
    int size = message.size();
    if (size > MAX_MESSAGE_BYTES) {
      throw new HubError(
          ErrorCode.MESSAGE_TOO_LARGE,
          "The message of "
              + sender
              + " has "
              + size
              + " bytes, the limit is "
              + MAX_MESSAGE_BYTES);
    }
    core.throttles().checkQuota();
    core.throttles().meter(() -> size);
    core.lockedRun(
        () -> {
          Registration registration = core.registry().get(sender);
          Links.checkEnabled(core.registry().get(sender.owner()));
          registration.active(core.now());
          kept.addLast(new Received(sender, core.now(), message));
          keptBytes += size;
          count++;
          while (kept.size() > KEPT_MESSAGES || keptBytes > KEPT_BYTES) {
            keptBytes -= kept.removeFirst().message().size();
          }
        });
  }

  /** The latest messages, the oldest first; at most {@link #KEPT_MESSAGES} and 16 MB of them. */
  public List<Received> latest() {
    return core.locked(() -> List.copyOf(kept));
  }

  /** How many messages the hub has taken. */
  public long count() {
    return core.locked(() -> count);
  }
}
