package io.twinoperator.fleetrollout.spec;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec.By;
import io.twinoperator.api.v1alpha1.RolloutStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads in which waves, in which order and how fast a rollout goes. */
final class StrategyReader {
  private static final String FIELD = "spec.strategy.";
  private static final Duration LEAST_DEADLINE = Duration.ofSeconds(1);
  private static final int MOST_CONCURRENCY = 100_000;
  private static final int MOST_RETRIES = 10;
  private static final int MOST_FACTOR = 10;

  private final SpecFields fields;

  StrategyReader(SpecFields fields) {
    this.fields = fields;
  }

  Strategy read(@Nullable RolloutStrategy given, String defaultSalt) {
    if (given == null) {
      return Strategy.of(WaveSpec.defaults(), Order.of(defaultSalt));
    }
    return new Strategy(
        new WaveReader(fields).read(given.waves()),
        order(given.order(), defaultSalt),
        fields.number(
            FIELD + "maxConcurrency",
            given.maxConcurrency(),
            Strategy.DEFAULT_MAX_CONCURRENCY,
            1,
            MOST_CONCURRENCY),
        Optional.ofNullable(given.disruptionBudget()).map(this::budget),
        Optional.ofNullable(given.rate()).map(this::rate),
        fields.duration(
            FIELD + "progressDeadline",
            given.progressDeadline(),
            Strategy.DEFAULT_PROGRESS_DEADLINE,
            LEAST_DEADLINE),
        retries(given.retry()));
  }

  private Order order(RolloutStrategy.@Nullable Order given, String defaultSalt) {
    if (given == null) {
      return Order.of(defaultSalt);
    }
    return new Order(
        Objects.requireNonNullElse(given.by(), By.Hash),
        Objects.requireNonNullElse(given.salt(), defaultSalt),
        fields.tags(FIELD + "order.spreadBy", given.spreadBy()));
  }

  private DisruptionBudget budget(RolloutStrategy.DisruptionBudget given) {
    String field = FIELD + "disruptionBudget.";
    return new DisruptionBudget(
        fields.tags(field + "groupBy", given.groupBy()),
        fields.amount(field + "maxUnavailable", given.maxUnavailable(), new Amount.Count(1), 1));
  }

  private Rate rate(RolloutStrategy.Rate given) {
    String field = FIELD + "rate.";
    int base =
        fields.number(
            field + "basePerMinute", given.basePerMinute(), 1, 1, SpecFields.MOST_DEVICES);
    if (given.maxPerMinute() != null && base > given.maxPerMinute()) {
      fields.refuse(
          FIELD + "rate",
          "basePerMinute %d is more than maxPerMinute %d".formatted(base, given.maxPerMinute()));
    }
    return new Rate(
        base,
        Optional.ofNullable(given.incrementFactor())
            .flatMap(factor -> fields.parsed(field + "incrementFactor", () -> factor(factor)))
            .orElse(1.0),
        fields.number(
            field + "increaseAfterConverged",
            given.increaseAfterConverged(),
            base,
            1,
            SpecFields.MOST_DEVICES),
        fields.devices(field + "maxPerMinute", given.maxPerMinute()));
  }

  private static double factor(IntOrString given) {
    String text = String.valueOf(given.getValue());
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,2})?")) {
      throw new IllegalArgumentException("'" + text + "' is no factor such as 2 or \"1.5\"");
    }
    double factor = Double.parseDouble(text);
    if (factor < 1 || factor > MOST_FACTOR) {
      throw new IllegalArgumentException(
          "'%s' is outside 1 to %d: a rate may stay or grow".formatted(text, MOST_FACTOR));
    }
    return factor;
  }

  private int retries(RolloutStrategy.@Nullable Retry given) {
    return given == null
        ? Strategy.DEFAULT_RETRIES
        : fields.number(
            FIELD + "retry.limit", given.limit(), Strategy.DEFAULT_RETRIES, 0, MOST_RETRIES);
  }
}
