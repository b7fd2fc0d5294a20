package io.twinoperator.emulator.throttle;

/**
 * How many messages a day a hub may carry, and what counts as one (Azure documents, pricing; quotas
 * and throttling: "the message size used to calculate the daily quota is 0.5 KB for a free tier hub
 * and 4KB for all other tiers").
 *
 * @param messagesPerDay of all units together
 * @param meterBytes the size up to which an operation is one message
 */
public record MessageAllowance(long messagesPerDay, int meterBytes) {
  private static final int PAID_METER = 4 * 1024;
  private static final int FREE_METER = 512;

  /** Refuses numbers below 1. */
  public MessageAllowance {
    if (messagesPerDay < 1 || meterBytes < 1) {
      throw new IllegalArgumentException(
          messagesPerDay + " messages of " + meterBytes + " bytes: use 1 or more of each");
    }
  }

  /** A free hub: 8,000 a day. */
  public static MessageAllowance free(int units) {
    return new MessageAllowance(8_000L * units, FREE_METER);
  }

  /** S1: 400,000 a day and unit. */
  public static MessageAllowance s1(int units) {
    return new MessageAllowance(400_000L * units, PAID_METER);
  }

  /** S2: 6 million a day and unit. */
  public static MessageAllowance s2(int units) {
    return new MessageAllowance(6_000_000L * units, PAID_METER);
  }

  /** S3: 300 million a day and unit. */
  public static MessageAllowance s3(int units) {
    return new MessageAllowance(300_000_000L * units, PAID_METER);
  }

  /** How many messages an operation with so many bytes is; at least one. */
  public long messages(long bytes) {
    return Math.max(1, -Math.floorDiv(-bytes, (long) meterBytes));
  }
}
