package io.twinoperator.emulator.throttle;

import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of one hub by class of operation (Azure documents, quotas and throttling, 2025-05).
 *
 * @param limits one for each class
 */
public record ThrottleTable(Map<ThrottledOperation, RateLimit> limits) {

  /** The meter of direct methods in bytes: a request of one byte counts as much as one of 4 KB. */
  public static final int METHOD_METER_BYTES = 4 * 1024;

  private static final long KB = 1024;

  /** Keeps a copy; refuses a table with a gap. */
  public ThrottleTable {
    for (ThrottledOperation operation : ThrottledOperation.values()) {
      if (!limits.containsKey(operation)) {
        throw new IllegalArgumentException("The table has no limit for " + operation);
      }
    }
    limits = Map.copyOf(limits);
  }

  /** The limits of a free hub and of S1. */
  public static ThrottleTable freeOrS1(int units) {
    return common(units)
        .with(ThrottledOperation.TWIN_READ, RateLimit.perSecond(100))
        .with(ThrottledOperation.TWIN_UPDATE, RateLimit.perSecond(50))
        .with(ThrottledOperation.DIRECT_METHOD, methodBytes(160 * KB * units))
        .with(
            ThrottledOperation.DEVICE_CONNECTION, RateLimit.perSecond(Math.max(100, 12L * units)));
  }

  /** The limits of S2. */
  public static ThrottleTable s2(int units) {
    return common(units)
        .with(ThrottledOperation.TWIN_READ, RateLimit.perSecond(Math.max(100, 10L * units)))
        .with(ThrottledOperation.TWIN_UPDATE, RateLimit.perSecond(Math.max(50, 5L * units)))
        .with(ThrottledOperation.DIRECT_METHOD, methodBytes(480 * KB * units))
        .with(ThrottledOperation.DEVICE_CONNECTION, RateLimit.perSecond(120L * units));
  }

  /** The limits of S3. */
  public static ThrottleTable s3(int units) {
    return common(units)
        .with(ThrottledOperation.IDENTITY_REGISTRY, RateLimit.perMinute(5000L * units))
        .with(ThrottledOperation.QUERY, RateLimit.perMinute(1000L * units))
        .with(ThrottledOperation.TWIN_READ, RateLimit.perSecond(500L * units))
        .with(ThrottledOperation.TWIN_UPDATE, RateLimit.perSecond(250L * units))
        .with(ThrottledOperation.JOB_OPERATION, RateLimit.perMinute(5000L * units))
        .with(ThrottledOperation.DIRECT_METHOD, methodBytes(24 * KB * KB * units))
        .with(ThrottledOperation.DEVICE_CONNECTION, RateLimit.perSecond(6000L * units));
  }

  /** The limit of one class. */
  public RateLimit of(ThrottledOperation operation) {
    RateLimit limit = limits.get(operation);
    if (limit == null) {
      throw new IllegalStateException("The table has no limit for " + operation);
    }
    return limit;
  }

  /** The same table with another limit for one class. */
  public ThrottleTable with(ThrottledOperation operation, RateLimit limit) {
    Map<ThrottledOperation, RateLimit> changed = new EnumMap<>(limits);
    changed.put(operation, limit);
    return new ThrottleTable(changed);
  }

  /** How many meters a direct method's request of this size takes; at least one. */
  public static long methodMeters(long requestBytes) {
    return Math.max(1, -Math.floorDiv(-requestBytes, (long) METHOD_METER_BYTES));
  }

  // What most tiers have; the others put theirs over it.
  private static ThrottleTable common(int units) {
    Map<ThrottledOperation, RateLimit> limits = new EnumMap<>(ThrottledOperation.class);
    limits.put(ThrottledOperation.IDENTITY_REGISTRY, RateLimit.perMinute(100L * units));
    limits.put(ThrottledOperation.QUERY, RateLimit.perMinute(20L * units));
    limits.put(ThrottledOperation.TWIN_READ, RateLimit.perSecond(100));
    limits.put(ThrottledOperation.TWIN_UPDATE, RateLimit.perSecond(50));
    limits.put(ThrottledOperation.JOB_OPERATION, RateLimit.perMinute(100L * units));
    limits.put(ThrottledOperation.CONFIGURATION_OPERATION, RateLimit.perMinute(20L * units));
    limits.put(ThrottledOperation.DIRECT_METHOD, methodBytes(160 * KB * units));
    limits.put(ThrottledOperation.DEVICE_CONNECTION, RateLimit.perSecond(100));
    return new ThrottleTable(limits);
  }

  private static RateLimit methodBytes(long bytesPerSecond) {
    return RateLimit.perSecond(bytesPerSecond / METHOD_METER_BYTES);
  }
}
