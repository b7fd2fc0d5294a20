package io.twinoperator.fleetrollout.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutSpec;
import io.twinoperator.time.GoDuration;
import io.twinoperator.twin.JobCharacters;
import io.twinoperator.twin.LeafPath;
import io.twinoperator.twin.Leaves;
import io.twinoperator.twin.TwinLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the spec of one FleetRollout; finds all that is wrong with it, not just the
 * first.
 */
public final class SpecReader {
  private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(30);
  private static final Amount DEFAULT_MAX_FAILURES = new Amount.Percent(2);
  private static final int DEFAULT_MIN_DEVICES = 20;
  private static final int DEFAULT_DEVICES_PER_JOB = 200;
  private static final int DEFAULT_SUCCESS_PERCENT = 90;

  private final FleetRollout rollout;
  private final List<String> problems = new ArrayList<>();

  private SpecReader(FleetRollout rollout) {
    this.rollout = rollout;
  }

  /** Reads the spec. */
  public static SpecReading read(FleetRollout rollout) {
    return new SpecReader(rollout).read();
  }

  private SpecReading read() {
    FleetRolloutSpec spec = rollout.getSpec();
    SortedMap<LeafPath, JsonNode> set = leavesToSet(spec.patch());
    SortedSet<LeafPath> remove = leavesToRemove(spec.patch(), set);
    if (set.isEmpty() && remove.isEmpty() && problems.isEmpty()) {
      problems.add("spec.patch changes nothing; give it tags, desired or remove");
    }
    if (spec.selector().query().isBlank()) {
      problems.add(
          "spec.selector.query is blank; write a condition such as tags.location.floor = 3");
    }
    List<WaveSpec> waves = waves(spec.strategy());
    Duration deadline =
        duration(
            "spec.strategy.progressDeadline",
            spec.strategy() == null ? null : spec.strategy().progressDeadline(),
            DEFAULT_DEADLINE);
    FleetRolloutSpec.@Nullable FailurePolicy failures = spec.failurePolicy();
    Amount maxFailures =
        amount(
            "spec.failurePolicy.maxFailures",
            failures == null ? null : failures.maxFailures(),
            DEFAULT_MAX_FAILURES);
    if (!problems.isEmpty()) {
      return new SpecReading.Invalid(List.copyOf(problems));
    }
    return new SpecReading.Valid(
        new RolloutSpec(
            spec.selector().query(),
            set,
            remove,
            spec.stateOrDefault(),
            waves,
            salt(spec.strategy()),
            deadline,
            maxFailures,
            failures == null ? DEFAULT_MIN_DEVICES : or(failures.minDevices(), DEFAULT_MIN_DEVICES),
            spec.writer() == null
                ? DEFAULT_DEVICES_PER_JOB
                : or(spec.writer().maxDevicesPerJob(), DEFAULT_DEVICES_PER_JOB)));
  }

  private SortedMap<LeafPath, JsonNode> leavesToSet(FleetRolloutSpec.Patch patch) {
    TwinLimits.check(patch.tags(), patch.desired())
        .forEach(violation -> problems.add("spec.patch." + violation));
    JobCharacters.check(patch.tags(), patch.desired())
        .forEach(violation -> problems.add("spec.patch." + violation));
    return problems.isEmpty() ? Leaves.of(patch.tags(), patch.desired()) : new TreeMap<>();
  }

  private SortedSet<LeafPath> leavesToRemove(
      FleetRolloutSpec.Patch patch, SortedMap<LeafPath, JsonNode> set) {
    SortedSet<LeafPath> remove = new TreeSet<>();
    for (String text : patch.remove() == null ? List.<String>of() : patch.remove()) {
      readPath(text)
          .ifPresent(
              path -> {
                remove.add(path);
                JobCharacters.check(path)
                    .forEach(violation -> problems.add("spec.patch.remove: " + violation));
                set.keySet().stream()
                    .filter(path::overlaps)
                    .forEach(
                        other ->
                            problems.add(
                                "spec.patch.remove: " + path + " is also set, as " + other));
              });
    }
    return remove;
  }

  private Optional<LeafPath> readPath(String text) {
    try {
      return Optional.of(LeafPath.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add("spec.patch.remove: " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<WaveSpec> waves(FleetRolloutSpec.@Nullable Strategy strategy) {
    if (strategy == null || strategy.waves() == null || strategy.waves().isEmpty()) {
      return defaultWaves();
    }
    List<WaveSpec> waves = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(WaveSpec.REST));
    for (FleetRolloutSpec.Wave wave : strategy.waves()) {
      if (!names.add(wave.name())) {
        problems.add(
            "spec.strategy.waves: the name '"
                + wave.name()
                + "' is "
                + (WaveSpec.REST.equals(wave.name()) ? "reserved" : "used twice"));
      }
      waves.add(wave(wave));
    }
    waves.add(WaveSpec.rest());
    return List.copyOf(waves);
  }

  private WaveSpec wave(FleetRolloutSpec.Wave wave) {
    String field = "spec.strategy.waves[" + wave.name() + "].";
    Amount size =
        parse(field + "size", value -> Amount.parse(value, 1), wave.size(), new Amount.Count(1));
    return new WaveSpec(
        wave.name(),
        size,
        duration(field + "minSuccessTime", wave.minSuccessTime(), Duration.ZERO),
        or(wave.successThresholdPercent(), DEFAULT_SUCCESS_PERCENT),
        or(wave.minConverged(), 1));
  }

  private static List<WaveSpec> defaultWaves() {
    return List.of(
        new WaveSpec("canary", new Amount.Count(1), Duration.ZERO, DEFAULT_SUCCESS_PERCENT, 1),
        new WaveSpec("early", new Amount.Percent(10), Duration.ZERO, DEFAULT_SUCCESS_PERCENT, 1),
        WaveSpec.rest());
  }

  private String salt(FleetRolloutSpec.@Nullable Strategy strategy) {
    if (strategy != null && strategy.order() != null && strategy.order().salt() != null) {
      return strategy.order().salt();
    }
    return rollout.getMetadata().getNamespace() + "/" + rollout.getMetadata().getName();
  }

  private Duration duration(String field, @Nullable String text, Duration otherwise) {
    return text == null ? otherwise : parse(field, GoDuration::parse, text, otherwise);
  }

  private Amount amount(String field, @Nullable IntOrString value, Amount otherwise) {
    return value == null
        ? otherwise
        : parse(field, given -> Amount.parse(given, 0), value, otherwise);
  }

  private <A, B> B parse(String field, Function<A, B> parser, A value, B otherwise) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      problems.add(field + ": " + e.getMessage());
      return otherwise;
    }
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
