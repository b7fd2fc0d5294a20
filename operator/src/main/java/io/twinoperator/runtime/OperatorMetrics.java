package io.twinoperator.runtime;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.twinoperator.event.StateCounts;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetReading;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.OperationClass;
import io.twinoperator.iothub.HubConnector;
import io.twinoperator.iothub.SweepReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The operator's own meters. What comes and goes, such as hubs and states, is looked up in {@link
 * #refresh}, to be called before each reading.
 */
final class OperatorMetrics {

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Instant startedAt;
  private final MultiGauge objects;
  private final MultiGauge sweepAges;

  OperatorMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.objects = multiGauge(OperatorMeter.OBJECTS);
    this.sweepAges = multiGauge(OperatorMeter.SWEEP_AGE);
  }

  /** What is looked up at each reading; meters hold it weakly, so somebody must keep it. */
  record Sources(
      Supplier<Map<HubHost, Budget>> budgets,
      Supplier<List<SweepReading>> sweeps,
      Map<String, StateCounts<?>> states,
      LongSupplier eventsLost) {}

  /** The same connector, each call of whose hubs is measured. */
  HubConnector measured(HubConnector connector) {
    return access -> new MeteredHub(connector.connect(access), access.host(), registry);
  }

  /** Brings all that comes and goes up to date. */
  void refresh(Sources sources) {
    counter(OperatorMeter.EVENTS_LOST, Tags.empty(), sources.eventsLost(), LongSupplier::getAsLong);
    sources.budgets().get().forEach(this::budget);
    sweeps(sources.sweeps());
    objects.register(
        sources.states().entrySet().stream()
            .flatMap(kind -> rows(kind.getKey(), kind.getValue()))
            .toList(),
        true);
  }

  private static Stream<MultiGauge.Row<?>> rows(String kind, StateCounts<?> counts) {
    return counts.byReason().entrySet().stream()
        .map(
            entry ->
                MultiGauge.Row.of(
                    Tags.of("kind", kind, "reason", entry.getKey()), entry.getValue()));
  }

  private void budget(HubHost host, Budget budget) {
    for (OperationClass operation : OperationClass.values()) {
      Tags tags =
          Tags.of("hub", host.name(), "operations", operation.name().toLowerCase(Locale.ROOT));
      budgetCounter(OperatorMeter.BUDGET_GRANTED, tags, budget, operation, BudgetReading::granted);
      budgetCounter(
          OperatorMeter.BUDGET_THROTTLED, tags, budget, operation, BudgetReading::throttled);
      budgetCounter(OperatorMeter.BUDGET_WAIT, tags, budget, operation, BudgetReading::waitSeconds);
      gauge(OperatorMeter.BUDGET_RATE, tags, budget, b -> b.reading(operation).perSecond());
      gauge(OperatorMeter.BUDGET_WAITING, tags, budget, b -> b.reading(operation).waiting());
    }
  }

  private void budgetCounter(
      OperatorMeter meter,
      Tags tags,
      Budget budget,
      OperationClass operation,
      ToDoubleFunction<BudgetReading> value) {
    counter(meter, tags, budget, b -> value.applyAsDouble(b.reading(operation)));
  }

  private void sweeps(Supplier<List<SweepReading>> sweeps) {
    Instant now = clock.instant();
    List<SweepReading> readings = sweeps.get();
    sweepAges.register(
        readings.stream()
            .<MultiGauge.Row<?>>map(
                sweep ->
                    MultiGauge.Row.of(
                        hub(sweep),
                        Duration.between(sweep.lastFinished().orElse(startedAt), now).toSeconds()))
            .toList(),
        true);
    for (SweepReading sweep : readings) {
      sweepCounter(OperatorMeter.SWEEP_CALLS, sweep, sweeps, SweepReading::calls);
      sweepCounter(OperatorMeter.SWEEP_MOVED, sweep, sweeps, SweepReading::moved);
    }
  }

  /** A reading is of a moment, so the counter asks for the one of its own moment. */
  private void sweepCounter(
      OperatorMeter meter,
      SweepReading known,
      Supplier<List<SweepReading>> sweeps,
      ToDoubleFunction<SweepReading> value) {
    counter(
        meter,
        hub(known),
        sweeps,
        source ->
            source.get().stream()
                .filter(reading -> reading.host().equals(known.host()))
                .mapToDouble(value)
                .findFirst()
                .orElse(0));
  }

  private static Tags hub(SweepReading sweep) {
    return Tags.of("hub", sweep.host().name());
  }

  private MultiGauge multiGauge(OperatorMeter meter) {
    return MultiGauge.builder(meter.meterName())
        .description(meter.description())
        .register(registry);
  }

  private <T> void counter(OperatorMeter meter, Tags tags, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder(meter.meterName(), source, value)
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }

  private <T> void gauge(OperatorMeter meter, Tags tags, T source, ToDoubleFunction<T> value) {
    Gauge.builder(meter.meterName(), source, value)
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }
}
