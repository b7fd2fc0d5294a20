package io.twinoperator.hub;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One budget per hub host, however many connections lead there. */
public final class Budgets {

  private final InstantSource clock;
  private final Map<HubHost, Budget> budgets = new ConcurrentHashMap<>();

  /** No budgets yet. */
  public Budgets(InstantSource clock) {
    this.clock = clock;
  }

  /** The budget of a host, made at the first call; from now on it has these limits. */
  public Budget of(HubHost host, HubLimits limits) {
    Budget budget = budgets.computeIfAbsent(host, unused -> new Budget(limits, clock));
    budget.changeLimits(limits);
    return budget;
  }

  /** The budget of a host that has one already. */
  public Optional<Budget> find(HubHost host) {
    return Optional.ofNullable(budgets.get(host));
  }
}
