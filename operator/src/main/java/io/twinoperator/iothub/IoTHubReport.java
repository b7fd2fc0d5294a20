package io.twinoperator.iothub;

import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what was found of an IoTHub into its status; pure. */
final class IoTHubReport {

  /** How long a hub that answers is left alone. */
  static final Duration RECOUNT = Duration.ofMinutes(5);

  private IoTHubReport() {}

  /**
   * What was found of an IoTHub.
   *
   * @param generation of the spec that was looked at
   * @param reconcileRequest the annotation that asks for a reconciliation now
   * @param previous the status so far
   * @param budget how the budget of the host stands; empty if the link leads nowhere
   */
  record Observation(
      long generation,
      @Nullable String reconcileRequest,
      Optional<IoTHubStatus> previous,
      HubLink link,
      Optional<BudgetReport.Seen> budget,
      Optional<Answer> answer,
      Instant now) {}

  /** What the hub answered when it was asked for the number of its devices. */
  record Answer(Optional<Long> deviceCount, Optional<HubFailure> failure) {}

  /** The status; equal to the previous one if there is nothing to write. */
  static IoTHubStatus status(Observation seen) {
    Optional<IoTHubStatus> before = seen.previous();
    Optional<IoTHubStatus.Budget> fresh =
        seen.budget().map(budget -> BudgetReport.of(budget, seen.now()));
    Optional<IoTHubStatus.Budget> written = before.map(IoTHubStatus::budget);
    Optional<IoTHubStatus.Budget> quiet =
        fresh.filter(budget -> BudgetReport.isNews(written, budget)).or(() -> written);
    boolean hasNews = !before.equals(Optional.of(status(seen, fresh.flatMap(now -> quiet))));
    return status(seen, hasNews ? fresh : written);
  }

  private static IoTHubStatus status(Observation seen, Optional<IoTHubStatus.Budget> budget) {
    Long count =
        seen.answer()
            .flatMap(Answer::deviceCount)
            .or(() -> seen.previous().map(IoTHubStatus::deviceCount))
            .orElse(null);
    return new IoTHubStatus(
        conditions(seen).list(),
        seen.generation(),
        seen.reconcileRequest(),
        count,
        seen.budget().flatMap(IoTHubReport::limits).orElse(null),
        budget.orElse(null));
  }

  private static Conditions conditions(Observation seen) {
    Conditions before =
        Conditions.from(
            seen.previous().map(IoTHubStatus::conditions).orElse(null),
            seen.generation(),
            seen.now());
    return seen.link()
        .fold(
            connected -> connected(before, connected, seen.answer()),
            gone -> notReady(before, gone));
  }

  private static Conditions connected(
      Conditions before, HubLink.Connected link, Optional<Answer> answer) {
    Optional<HubFailure> failure = answer.flatMap(Answer::failure);
    if (failure.isEmpty()) {
      return before.ready("Connected", link.host() + " answers");
    }
    String message = link.host() + ": " + failure.get().message();
    return failure.get().terminal()
        ? before.stalled(failure.get().reason(), message)
        : before.reconciling(failure.get().reason(), message);
  }

  private static Conditions notReady(Conditions before, HubLink.NotReady link) {
    return switch (link.reason().remedy()) {
      case WAIT -> before.reconciling(link.reason().word(), link.message());
      case PERSON -> before.stalled(link.reason().word(), link.message());
    };
  }

  private static Optional<IoTHubStatus.Limits> limits(BudgetReport.Seen budget) {
    HubLimits limits = budget.policy().limits();
    return switch (budget.policy().mode()) {
      case UNLIMITED -> Optional.empty();
      case ENFORCED ->
          Optional.of(
              new IoTHubStatus.Limits(
                  limits.reads(),
                  limits.writes(),
                  limits.queries(),
                  limits.jobOperations(),
                  limits.activeJobs()));
    };
  }
}
