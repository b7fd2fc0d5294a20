package io.twinoperator.event;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.twinoperator.status.Conditions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * How many objects of a kind there are in each state, by the reason of {@code Ready}. Kept while
 * the controller's watch goes on, so that nobody need look through all of them.
 */
public final class StateCounts<R extends HasMetadata> extends SimpleInboundEventSource<R>
    implements ResourceEventAware<R> {

  /** Stands for objects that have no status yet. */
  public static final String UNKNOWN = "Unknown";

  private final Function<R, List<Condition>> conditions;
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /**
   * Counts of one kind.
   *
   * @param conditions of an object; empty while it has no status
   */
  public StateCounts(Function<R, List<Condition>> conditions) {
    super("state-counts");
    this.conditions = conditions;
  }

  @Override
  public void onResourceCreated(R object) {
    add(object, 1);
  }

  @Override
  public void onResourceUpdated(R after, R before) {
    add(before, -1);
    add(after, 1);
  }

  @Override
  public void onResourceDeleted(R object) {
    add(object, -1);
  }

  /** The number of objects by reason; a reason that no object has any more counts zero. */
  public Map<String, Long> byReason() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((reason, count) -> now.put(reason, count.get()));
    return now;
  }

  private void add(R object, int number) {
    counts.computeIfAbsent(reason(object), unused -> new AtomicLong()).addAndGet(number);
  }

  private String reason(R object) {
    return conditions.apply(object).stream()
        .filter(condition -> Conditions.READY.equals(condition.getType()))
        .map(Condition::getReason)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
