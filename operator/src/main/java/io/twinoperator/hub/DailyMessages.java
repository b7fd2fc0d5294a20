package io.twinoperator.hub;

/**
 * The daily message quota of a hub. Reading twins and querying them uses it up, by the size of what
 * is answered; it is new at 00:00 UTC ("IoT Hub quotas and throttling", Microsoft's documentation,
 * May 2025).
 *
 * @param perDay messages a day, of all units
 * @param meterBytes bytes of an answer that count as one message
 */
public record DailyMessages(long perDay, int meterBytes) {

  private static final int PAID_METER = 4096;
  private static final int FREE_METER = 512;

  /**
   * The quota of a hub.
   *
   * @param units units of the hub, 1 or more
   */
  public static DailyMessages of(HubLimits.Tier tier, int units) {
    return switch (tier) {
      case FREE -> new DailyMessages(8_000L * units, FREE_METER);
      case S1 -> new DailyMessages(400_000L * units, PAID_METER);
      case S2 -> new DailyMessages(6_000_000L * units, PAID_METER);
      case S3 -> new DailyMessages(300_000_000L * units, PAID_METER);
    };
  }

  /** Messages that an answer of this size counts as; at least one. */
  public long messages(long bytes) {
    return Math.max(1, (bytes + meterBytes - 1) / meterBytes);
  }
}
