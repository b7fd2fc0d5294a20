package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubSpec;
import io.twinoperator.hub.HubLimits;

/** Tiers as the API names them, and as the limits of hubs are kept by. */
public final class HubTiers {

  private HubTiers() {}

  /** The tier of a hub. */
  public static HubLimits.Tier of(IoTHubSpec spec) {
    return switch (spec.tierOrDefault()) {
      case Free -> HubLimits.Tier.FREE;
      case S1 -> HubLimits.Tier.S1;
      case S2 -> HubLimits.Tier.S2;
      case S3 -> HubLimits.Tier.S3;
    };
  }
}
