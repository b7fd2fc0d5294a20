package io.twinoperator.fleetrollout.spec;

import io.twinoperator.api.v1alpha1.FleetRolloutSpec.Gate;
import io.twinoperator.api.v1alpha1.RolloutStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the waves. */
final class WaveReader {
  private static final String FIELD = "spec.strategy.waves";

  /** With the wave of the rest they are 32, as many as status shows. */
  private static final int MOST_WAVES = 31;

  private static final int LONGEST_QUERY = 1024;
  private static final Set<String> RESERVED =
      Set.of(WaveSpec.REST, Promotion.ALL.toLowerCase(Locale.ROOT));

  private final SpecFields fields;

  WaveReader(SpecFields fields) {
    this.fields = fields;
  }

  List<WaveSpec> read(@Nullable List<RolloutStrategy.Wave> given) {
    if (given == null || given.isEmpty()) {
      return WaveSpec.defaults();
    }
    if (given.size() > MOST_WAVES) {
      fields.refuse(
          FIELD,
          "has %d waves, the limit is %d: join some of them".formatted(given.size(), MOST_WAVES));
    }
    List<WaveSpec> waves = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RolloutStrategy.Wave wave : given) {
      checkName(wave.name(), names);
      waves.add(wave(wave));
    }
    checkSum(waves);
    waves.add(WaveSpec.rest());
    return List.copyOf(waves);
  }

  private void checkName(String name, Set<String> before) {
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      fields.refuse(
          FIELD,
          "the name '%s' is reserved: '%s' is what no wave takes, and '%s' is for promoteTo"
              .formatted(name, WaveSpec.REST, Promotion.ALL));
    } else if (!before.add(name)) {
      fields.refuse(FIELD, "the name '%s' is used twice".formatted(name));
    }
  }

  /**
   * Percentages of the same devices that make more than all of them. Each is of what is left, so
   * that it could be done; but whoever wrote 60% and 60% has reckoned with something else.
   */
  private void checkSum(List<WaveSpec> waves) {
    Map<Optional<String>, Integer> sums = new HashMap<>();
    for (WaveSpec wave : waves) {
      int before = sums.getOrDefault(wave.query(), 0);
      int sum = before + (wave.size() instanceof Amount.Percent percent ? percent.percent() : 0);
      if (before <= 100 && sum > 100) {
        fields.refuse(
            FIELD + "[" + wave.name() + "].size",
            "with %s the waves%s take %d%%, the limit is 100%%; what no wave takes forms the wave %s by itself"
                .formatted(
                    wave.size(),
                    wave.query().isPresent() ? " of the same query" : " without query",
                    sum,
                    WaveSpec.REST));
      }
      sums.put(wave.query(), sum);
    }
  }

  private WaveSpec wave(RolloutStrategy.Wave wave) {
    String field = FIELD + "[" + wave.name() + "].";
    return new WaveSpec(
        wave.name(),
        Optional.ofNullable(wave.query())
            .map(query -> fields.condition(field + "query", query, LONGEST_QUERY)),
        fields.amount(field + "size", wave.size(), new Amount.Count(1), 1),
        fields.duration(
            field + "minSuccessTime", wave.minSuccessTime(), Duration.ZERO, Duration.ZERO),
        threshold(field + "successThreshold", wave.successThreshold()),
        fields.number(
            field + "minConverged",
            wave.minConverged(),
            WaveSpec.DEFAULT_MIN_CONVERGED,
            1,
            SpecFields.MOST_DEVICES),
        Objects.requireNonNullElse(wave.gate(), Gate.Auto),
        Boolean.TRUE.equals(wave.mandatory()) ? Tolerance.ZERO : Tolerance.POLICY);
  }

  private Amount.Percent threshold(String field, @Nullable String text) {
    return text == null
        ? WaveSpec.DEFAULT_SUCCESS_THRESHOLD
        : fields
            .parsed(field, () -> Amount.percent(text, 1))
            .orElse(WaveSpec.DEFAULT_SUCCESS_THRESHOLD);
  }
}
