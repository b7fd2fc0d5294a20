package io.twinoperator.benchmarks.stage;

import io.twinoperator.benchmarks.fleet.HubLimits;

/**
 * What an IoTHub says of limits and sweeps.
 *
 * @param yaml lines of YAML
 */
public record HubSpec(String yaml) {

  /** No limit that would ever be met. */
  private static final String UNLIMITED =
      "tier: S3\n  units: 200\n  budget: {sharePercent: 100, mode: Unlimited}\n";

  /** A hub without limits, swept this often; the shortest interval is 10s, the longest 24h. */
  public static HubSpec unlimited(String sweepInterval) {
    return new HubSpec(UNLIMITED + "  sweepInterval: " + sweepInterval + "\n");
  }

  /** One unit of S1, of which the operator takes this share; swept as often as it thinks fit. */
  public static HubSpec limited(int sharePercent) {
    return new HubSpec("tier: S1\n  units: 1\n  budget: {sharePercent: " + sharePercent + "}\n");
  }

  /** A hub that keeps these limits, of which the operator takes all. */
  public static HubSpec of(HubLimits limits) {
    return new HubSpec(
        "tier: %s\n  units: %d\n  budget: {sharePercent: 100}\n"
            .formatted(limits.tier(), limits.units()));
  }

  /** The same, swept this often. */
  public HubSpec sweptEvery(String interval) {
    return new HubSpec(yaml + "  sweepInterval: " + interval + "\n");
  }
}
