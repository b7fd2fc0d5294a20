package io.twinoperator.emulator.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * The messages for one device: each is handed out under a lock and gone when it is completed or
 * rejected; abandoned, it comes again in its old place. Not thread-safe.
 */
public final class MessageQueue {
  /** The most messages that wait for a device (Azure documents, cloud-to-device messages). */
  public static final int MAX_MESSAGES = 50;

  /** How often a message is handed out before it is dropped: the hub's own default. */
  public static final int MAX_DELIVERIES = 10;

  private final PriorityQueue<Entry> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Entry::sequence));
  private final Map<String, Entry> locked = new HashMap<>();
  private final IntConsumer resized;
  private long lastSequence;
  private long lastLock;

  /** An empty queue; {@code resized} gets the new size after each call that may have changed it. */
  public MessageQueue(IntConsumer resized) {
    this.resized = resized;
  }

  /** Adds a message; answers its number, or empty when the queue is full. */
  public Optional<Long> add(Message message, Instant now) {
    if (size() >= MAX_MESSAGES) {
      return Optional.empty();
    }
    waiting.add(new Entry(++lastSequence, 0, now, message));
    resized.accept(size());
    return Optional.of(lastSequence);
  }

  /** Hands out the oldest message that waits. */
  public Optional<LockedMessage> receive() {
    Entry oldest = waiting.poll();
    if (oldest == null) {
      return Optional.empty();
    }
    Entry handedOut =
        new Entry(oldest.sequence(), oldest.deliveries() + 1, oldest.enqueued(), oldest.message());
    // The device gives the token back as it got it; that it cannot be guessed is of no concern.
    String lockToken = "lock-" + handedOut.sequence() + "-" + ++lastLock;
    locked.put(lockToken, handedOut);
    return Optional.of(
        new LockedMessage(
            lockToken,
            handedOut.message(),
            handedOut.sequence(),
            handedOut.deliveries(),
            handedOut.enqueued()));
  }

  /** Removes a message that was handed out; false when the lock is not, or no longer, held. */
  public boolean settle(String lockToken) {
    boolean held = locked.remove(lockToken) != null;
    resized.accept(size());
    return held;
  }

  /**
   * Puts a message back that was handed out, unless it was too often; false when the lock is not,
   * or no longer, held.
   */
  public boolean abandon(String lockToken) {
    Entry entry = locked.remove(lockToken);
    if (entry == null) {
      return false;
    }
    if (entry.deliveries() < MAX_DELIVERIES) {
      waiting.add(entry);
    }
    resized.accept(size());
    return true;
  }

  /** Removes a message that has expired, unless it is gone or somebody has it. */
  public void expire(long sequence) {
    waiting.removeIf(entry -> entry.sequence() == sequence);
    resized.accept(size());
  }

  /** Removes all messages, those handed out too; answers how many there were. */
  public int purge() {
    int purged = size();
    waiting.clear();
    locked.clear();
    resized.accept(0);
    return purged;
  }

  /** Messages that wait or are handed out. */
  public int size() {
    return waiting.size() + locked.size();
  }

  /** Whether {@link #receive} would hand something out. */
  public boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** The locks that are held now. */
  public List<String> lockTokens() {
    return new ArrayList<>(locked.keySet());
  }

  private record Entry(long sequence, int deliveries, Instant enqueued, Message message) {}
}
