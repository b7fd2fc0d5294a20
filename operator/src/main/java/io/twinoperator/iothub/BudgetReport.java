package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetState;
import io.twinoperator.api.v1alpha1.IoTHubStatus.BudgetUse;
import io.twinoperator.hub.Budget;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.BudgetReading;
import io.twinoperator.hub.BudgetReading.Slowed;
import io.twinoperator.hub.HubHost;
import io.twinoperator.hub.OperationClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns how a budget stands into what an IoTHub's status says of it; pure. The figures change all
 * the time, so they are no reason to write status: {@link #isNews} says what is.
 */
final class BudgetReport {

  /** Use that has moved by this much of a limit since it was last written is news. */
  static final int NEWS_PERCENT = 25;

  private static final int SECONDS_PER_MINUTE = 60;
  private static final int WHOLE = 100;

  private BudgetReport() {}

  /**
   * How the budget of a host stands.
   *
   * @param own what this IoTHub wants of it; others of the same host may want less
   */
  record Seen(
      HubHost host,
      BudgetPolicy policy,
      BudgetPolicy own,
      Budget.State state,
      Optional<Instant> quotaUntil,
      Map<OperationClass, BudgetReading> readings) {

    static Seen of(HubLink.Connected link) {
      Budget budget = link.budgeted().budget();
      Map<OperationClass, BudgetReading> readings = new EnumMap<>(OperationClass.class);
      for (OperationClass operation : OperationClass.values()) {
        readings.put(operation, budget.reading(operation));
      }
      return new Seen(
          link.host(), budget.policy(), link.own(), budget.state(), budget.quotaUntil(), readings);
    }
  }

  static IoTHubStatus.Budget of(Seen seen, Instant now) {
    return new IoTHubStatus.Budget(
        state(seen.state()),
        message(seen),
        pausedUntil(seen).map(Instant::toString).orElse(null),
        now.toString(),
        Stream.of(OperationClass.values()).map(operation -> use(operation, seen)).toList());
  }

  /**
   * Whether there is something new to say: another state or reason, more refused calls, or a use
   * that is quite another. The rest is written along when status is written anyway.
   */
  static boolean isNews(Optional<IoTHubStatus.Budget> before, IoTHubStatus.Budget now) {
    return before.isEmpty()
        || before.get().state() != now.state()
        || !before.get().message().equals(now.message())
        || !isSameUse(before.get().use(), now.use());
  }

  private static boolean isSameUse(List<BudgetUse> before, List<BudgetUse> now) {
    if (before.size() != now.size()) {
      return false;
    }
    for (int n = 0; n < now.size(); n++) {
      boolean moved =
          Math.abs(now.get(n).usedPercent() - before.get(n).usedPercent()) >= NEWS_PERCENT;
      if (moved || now.get(n).throttled() > before.get(n).throttled()) {
        return false;
      }
    }
    return true;
  }

  private static BudgetState state(Budget.State state) {
    return switch (state) {
      case UNLIMITED -> BudgetState.Unlimited;
      case NORMAL -> BudgetState.Normal;
      case SLOWED -> BudgetState.Slowed;
      case QUOTA_EXCEEDED -> BudgetState.QuotaExceeded;
    };
  }

  private static String message(Seen seen) {
    List<String> sentences = new ArrayList<>();
    switch (seen.state()) {
      case UNLIMITED -> sentences.add("spec.budget.mode is Unlimited: no call is held back");
      case NORMAL -> sentences.add("calls run at the limits");
      case SLOWED -> sentences.add(slowed(seen));
      case QUOTA_EXCEEDED ->
          sentences.add(
              "the daily message quota of the hub is used up; reads, writes, queries and new jobs go on at "
                  + seen.quotaUntil().map(Instant::toString).orElse("00:00 UTC"));
    }
    if (!seen.policy().equals(seen.own())) {
      sentences.add(
          "another IoTHub of "
              + seen.host()
              + " has lower limits or keeps them, and the lower of each counts for both");
    }
    return String.join("; ", sentences);
  }

  private static String slowed(Seen seen) {
    return Stream.of(Slowed.REFUSED, Slowed.LATENCY)
        .map(why -> slowed(seen, why))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> slowed(Seen seen, Slowed why) {
    List<String> classes =
        seen.readings().entrySet().stream()
            .filter(entry -> entry.getValue().slowed() == why)
            .map(entry -> words(entry.getKey()))
            .toList();
    String because = why == Slowed.REFUSED ? "answered 429" : "answers much slower than before";
    return classes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "slower than the limit: " + String.join(", ", classes) + ", since the hub " + because);
  }

  private static String words(OperationClass operation) {
    return switch (operation) {
      case TWIN_READ -> "twin reads";
      case TWIN_WRITE -> "twin writes";
      case QUERY -> "queries";
      case JOB -> "job calls";
    };
  }

  private static Optional<Instant> pausedUntil(Seen seen) {
    return switch (seen.state()) {
      case QUOTA_EXCEEDED -> seen.quotaUntil();
      case UNLIMITED -> Optional.empty();
      case NORMAL, SLOWED ->
          seen.readings().values().stream()
              .map(BudgetReading::pausedUntil)
              .flatMap(Optional::stream)
              .max(Instant::compareTo);
    };
  }

  private static BudgetUse use(OperationClass operation, Seen seen) {
    BudgetReading reading = seen.readings().get(operation);
    if (reading == null) {
      throw new IllegalStateException("no reading of " + operation);
    }
    double perMinute = seen.policy().limits().perSecond(operation) * SECONDS_PER_MINUTE;
    return new BudgetUse(
        switch (operation) {
          case TWIN_READ -> IoTHubStatus.Operation.TwinRead;
          case TWIN_WRITE -> IoTHubStatus.Operation.TwinWrite;
          case QUERY -> IoTHubStatus.Operation.Query;
          case JOB -> IoTHubStatus.Operation.Job;
        },
        (int) Math.round(WHOLE * reading.lastMinute() / perMinute),
        (int) Math.round(WHOLE * reading.factor()),
        reading.waiting(),
        reading.throttled());
  }
}
