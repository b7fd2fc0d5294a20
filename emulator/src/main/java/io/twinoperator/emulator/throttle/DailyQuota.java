package io.twinoperator.emulator.throttle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The messages one hub may carry in a day, from 00:00 to 24:00 UTC of the hub's clock. What is
 * metered is counted after it was done, since only then its size is known; so the last one of a day
 * may go over. Thread-safe.
 */
public final class DailyQuota {
  private final MessageAllowance allowance;
  private LocalDate day = LocalDate.MIN;
  private long used;

  /** A quota nobody has used yet. */
  public DailyQuota(MessageAllowance allowance) {
    this.allowance = allowance;
  }

  /** Refuses, by {@link ThrottleRefusedException}, once the day's messages are used up. */
  public synchronized void check(Instant now) {
    long already = used(now);
    if (already >= allowance.messagesPerDay()) {
      throw new ThrottleRefusedException(
          ThrottleRefusal.QUOTA_EXCEEDED,
          "Total number of messages exceeded the allocated quota. Max allowed message count: '"
              + allowance.messagesPerDay()
              + "', current message count: '"
              + already
              + "'. Send and receive operations are blocked for this hub until the next UTC day");
    }
  }

  /** Counts one operation that carried so many bytes. */
  public synchronized void meter(long bytes, Instant now) {
    used = used(now) + allowance.messages(bytes);
  }

  /** How many messages the day of {@code now} has seen. */
  public synchronized long used(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (!today.equals(day)) {
      day = today;
      used = 0;
    }
    return used;
  }

  /** What a day may see. */
  public MessageAllowance allowance() {
    return allowance;
  }
}
