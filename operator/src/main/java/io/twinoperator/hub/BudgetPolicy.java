package io.twinoperator.hub;

/**
 * What somebody wants of the budget of a hub.
 *
 * @param limits the rates to stay within
 * @param mode whether they are kept
 */
public record BudgetPolicy(HubLimits limits, Mode mode) {

  /** Whether the operator holds calls back by itself. */
  public enum Mode {
    /** It does: no call is made for which there is no token. */
    ENFORCED,
    /**
     * It does not: every call is made at once, and what the hub refuses is tried again later. For
     * hubs that have no throttles, or that nobody else uses.
     */
    UNLIMITED
  }

  /** These limits, kept. */
  public static BudgetPolicy enforced(HubLimits limits) {
    return new BudgetPolicy(limits, Mode.ENFORCED);
  }

  /** These limits, not kept. */
  public static BudgetPolicy unlimited(HubLimits limits) {
    return new BudgetPolicy(limits, Mode.UNLIMITED);
  }

  /**
   * What two who speak of the same hub both agree to: the lower of each limit, kept if one of them
   * wants it kept. Whoever asks for less usually knows of another user of the hub.
   */
  BudgetPolicy and(BudgetPolicy other) {
    return new BudgetPolicy(
        limits.lower(other.limits),
        mode == Mode.UNLIMITED && other.mode == Mode.UNLIMITED ? Mode.UNLIMITED : Mode.ENFORCED);
  }
}
