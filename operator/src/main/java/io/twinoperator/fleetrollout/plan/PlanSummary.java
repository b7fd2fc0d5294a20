package io.twinoperator.fleetrollout.plan;

import io.twinoperator.fleetrollout.ledger.RolloutPlan;
import io.twinoperator.fleetrollout.ledger.RolloutPlan.Forecast;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan in sentences, with numbers, so that nobody has to reckon. */
public final class PlanSummary {
  private PlanSummary() {}

  /** Who is written in which wave, and who is not written, and why. */
  public static String devices(RolloutPlan plan) {
    String waves =
        plan.waves().stream()
            .map(wave -> wave.name() + " " + wave.devices())
            .collect(Collectors.joining(", "));
    Forecast forecast = plan.forecast();
    List<String> parts = new ArrayList<>();
    parts.add(Counted.devices(plan.members().size()) + " in waves " + waves);
    add(parts, forecast.claimed(), "claimed by others");
    add(parts, forecast.alreadyEqual(), "equal already");
    add(parts, forecast.overwrites(), "with another value that is replaced");
    add(parts, forecast.offline(), "offline");
    return String.join("; ", parts);
  }

  /** What it costs, and how long it takes when every device answers at once and nothing fails. */
  public static String cost(RolloutPlan plan) {
    Forecast forecast = plan.forecast();
    List<String> parts = new ArrayList<>();
    add(parts, forecast.twinWrites(), "writes");
    add(parts, forecast.twinReads(), "reads");
    add(parts, forecast.jobs(), "jobs");
    add(parts, forecast.queries(), "pages of queries");
    String messages = forecast.messages() + " messages of the daily quota";
    String soaks =
        forecast.soaks().isZero()
            ? ""
            : ", %s of it soaking".formatted(GoDuration.format(forecast.soaks()));
    return "%s; %s; about %s%s"
        .formatted(String.join(", ", parts), messages, GoDuration.format(rounded(forecast)), soaks);
  }

  private static void add(List<String> parts, int number, String what) {
    if (number > 0) {
      parts.add(number + " " + what);
    }
  }

  private static Duration rounded(Forecast forecast) {
    return Duration.ofSeconds((forecast.duration().toMillis() + 999) / 1000);
  }
}
