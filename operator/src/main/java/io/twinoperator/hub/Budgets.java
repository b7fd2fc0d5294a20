package io.twinoperator.hub;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One budget per hub host, however many connections lead there. Where several speak of one host,
 * the lower of each limit counts, and the limits are kept if one of them wants them kept.
 */
public final class Budgets {

  private final InstantSource clock;
  private final Map<HubHost, Budget> budgets = new HashMap<>();
  private final Map<HubHost, Map<String, BudgetPolicy>> declared = new HashMap<>();
  private final List<Consumer<HubHost>> listeners = new CopyOnWriteArrayList<>();

  /** No budgets yet. */
  public Budgets(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Says what one declarer wants of the budget of a host, in place of what it said before.
   *
   * @param declarer such as {@code plant/production}
   * @return the budget of the host, made at the first call
   */
  public Budget declare(HubHost host, String declarer, BudgetPolicy policy) {
    Budget budget;
    boolean changed;
    synchronized (this) {
      Map<String, BudgetPolicy> all = declared.computeIfAbsent(host, unused -> new TreeMap<>());
      all.put(declarer, policy);
      BudgetPolicy agreed = agreed(all);
      budget = budgets.computeIfAbsent(host, unused -> new Budget(agreed, clock, () -> tell(host)));
      changed = change(budget, agreed);
    }
    if (changed) {
      tell(host);
    }
    return budget;
  }

  /** Takes back what a declarer said, of whatever host; the last word on a host stays in force. */
  public void withdraw(String declarer) {
    List<HubHost> changed;
    synchronized (this) {
      changed =
          declared.entrySet().stream()
              .filter(host -> host.getValue().remove(declarer) != null)
              .filter(host -> !host.getValue().isEmpty())
              .filter(host -> change(existing(host.getKey()), agreed(host.getValue())))
              .map(Map.Entry::getKey)
              .toList();
      declared.values().removeIf(Map::isEmpty);
    }
    changed.forEach(this::tell);
  }

  private static BudgetPolicy agreed(Map<String, BudgetPolicy> all) {
    return all.values().stream().reduce(BudgetPolicy::and).orElseThrow();
  }

  private static boolean change(Budget budget, BudgetPolicy policy) {
    boolean changes = !budget.policy().equals(policy);
    budget.change(policy);
    return changes;
  }

  private Budget existing(HubHost host) {
    return find(host).orElseThrow(() -> new IllegalStateException("no budget of " + host));
  }

  /** The budget of a host that has one already. */
  public synchronized Optional<Budget> find(HubHost host) {
    return Optional.ofNullable(budgets.get(host));
  }

  /** All budgets at this moment, for those who measure them. */
  public synchronized Map<HubHost, Budget> all() {
    return Map.copyOf(budgets);
  }

  /**
   * Asks to be told of every host whose limits, mode or {@link Budget.State} have changed; of a
   * state that ended by itself nobody tells. Listeners must return quickly and must not throw.
   */
  public void onChange(Consumer<HubHost> listener) {
    listeners.add(listener);
  }

  private void tell(HubHost host) {
    listeners.forEach(listener -> listener.accept(host));
  }
}
