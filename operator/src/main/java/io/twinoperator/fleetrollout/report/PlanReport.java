package io.twinoperator.fleetrollout.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.Changes;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.EstimatedDuration;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.HubOperations;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PlannedWave;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PreviousValues;
import io.twinoperator.fleetrollout.ledger.BeforeImage;
import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.status.Excerpt;
import io.twinoperator.time.GoDuration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A plan as status shows it: what it changes and what it costs. */
public final class PlanReport {
  private static final int MOST_CLASSES = 8;
  private static final int LONGEST_VALUE = 64;
  private static final int LONGEST_TEXT = 512;

  private PlanReport() {}

  /** The plan in numbers, and what else should be known of it. */
  public static RolloutPlanStatus of(RolloutPlan plan) {
    Forecast forecast = plan.forecast();
    return new RolloutPlanStatus(
        plan.digest(),
        plan.computedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        plan.members().size(),
        changes(plan),
        forecast.claimed(),
        forecast.offline(),
        plan.waves().stream().map(wave -> new PlannedWave(wave.name(), wave.devices())).toList(),
        new HubOperations(
            forecast.jobs(),
            forecast.twinWrites(),
            forecast.twinReads(),
            forecast.queries(),
            forecast.messages()),
        new EstimatedDuration(
            GoDuration.format(forecast.writing()),
            GoDuration.format(forecast.soaks()),
            GoDuration.format(forecast.duration())),
        plan.notes().isEmpty() ? null : plan.notes());
  }

  private static Changes changes(RolloutPlan plan) {
    Forecast forecast = plan.forecast();
    List<Boolean> hasNone =
        plan.valueClasses().stream().map(PlanReport::hasNoneOfTheLeaves).toList();
    int absent =
        (int) plan.members().stream().filter(member -> hasNone.get(member.valueClass())).count();
    return new Changes(
        forecast.twinWrites(),
        forecast.alreadyEqual(),
        forecast.overwrites(),
        absent,
        plan.valueClasses().size(),
        previous(plan));
  }

  /** The value classes that most members have, in words. */
  private static @Nullable List<PreviousValues> previous(RolloutPlan plan) {
    int[] devices = new int[plan.valueClasses().size()];
    plan.members().forEach(member -> devices[member.valueClass()]++);
    List<PreviousValues> most =
        IntStream.range(0, devices.length)
            .filter(index -> devices[index] > 0)
            .boxed()
            .sorted(Comparator.comparing(index -> -devices[index]))
            .limit(MOST_CLASSES)
            .map(index -> new PreviousValues(text(plan, index), devices[index]))
            .toList();
    return most.isEmpty() ? null : most;
  }

  private static String text(RolloutPlan plan, int valueClass) {
    String all =
        plan.valueClasses().get(valueClass).leaves().stream()
            .map(leaf -> leaf.path() + leaf.value().map(PlanReport::text).orElse(" is absent"))
            .collect(Collectors.joining(", "));
    return Excerpt.of(all, LONGEST_TEXT);
  }

  private static String text(JsonNode value) {
    return ": " + Excerpt.of(plain(value), LONGEST_VALUE);
  }

  /** As a person would write it, and not 3E+1. */
  private static String plain(JsonNode value) {
    if (!value.isNumber() || Math.abs(value.decimalValue().scale()) > LONGEST_VALUE) {
      return value.toString();
    }
    return value.decimalValue().toPlainString();
  }

  private static boolean hasNoneOfTheLeaves(BeforeImage image) {
    return image.leaves().stream()
        .map(BeforeImage.Leaf::value)
        .noneMatch(Optional<JsonNode>::isPresent);
  }
}
