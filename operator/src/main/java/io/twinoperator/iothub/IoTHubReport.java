package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SeenConfiguration;
import io.twinoperator.api.v1alpha1.IoTHubStatus.SeenConfigurations;
import io.twinoperator.hub.HubConfiguration;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Excerpt;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what was found of an IoTHub into its status; pure. */
final class IoTHubReport {

  /** How long a hub that answers is left alone. */
  static final Duration RECOUNT = Duration.ofMinutes(5);

  private static final int LONGEST_CONDITION = 256;
  private static final String INVALID_SPEC = "InvalidSpec";

  private IoTHubReport() {}

  /**
   * What was found of an IoTHub.
   *
   * @param generation of the spec that was looked at
   * @param reconcileRequest the annotation that asks for a reconciliation now
   * @param previous the status so far
   * @param budget how the budget of the host stands; empty if the link leads nowhere
   * @param configurations those of the hub, if they have been read
   * @param sweep how the hub is swept
   */
  record Observation(
      long generation,
      @Nullable String reconcileRequest,
      Optional<IoTHubStatus> previous,
      HubLink link,
      Optional<BudgetReport.Seen> budget,
      Optional<Answer> answer,
      Optional<List<HubConfiguration>> configurations,
      SweepStanding sweep,
      Instant now) {}

  /**
   * What the hub answered when it was surveyed.
   *
   * @param unreadable why its configurations may not be read, if that is so
   */
  record Answer(
      Optional<Long> deviceCount, Optional<HubFailure> failure, Optional<String> unreadable) {}

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
        budget.orElse(null),
        configurations(seen),
        sweep(seen).orElse(null));
  }

  private static @Nullable SeenConfigurations configurations(Observation seen) {
    Optional<String> unreadable = seen.answer().flatMap(Answer::unreadable);
    if (seen.configurations().isEmpty() && unreadable.isEmpty()) {
      return seen.previous().map(IoTHubStatus::configurations).orElse(null);
    }
    List<HubConfiguration> all = seen.configurations().orElse(List.of());
    return new SeenConfigurations(
        all.size(),
        all.stream().limit(IoTHubStatus.MOST_NAMED).map(IoTHubReport::named).toList(),
        unreadable.map(why -> Excerpt.of(why, Conditions.MAX_MESSAGE)).orElse(null));
  }

  private static SeenConfiguration named(HubConfiguration configuration) {
    return new SeenConfiguration(
        configuration.id(),
        configuration.priority(),
        Excerpt.of(configuration.targetCondition(), LONGEST_CONDITION));
  }

  private static Optional<IoTHubStatus.Sweep> sweep(Observation seen) {
    return seen.sweep()
        .fold(
            undecided -> seen.previous().map(IoTHubStatus::sweep),
            unneeded -> Optional.empty(),
            swept -> Optional.of(sweep(swept)));
  }

  private static IoTHubStatus.Sweep sweep(SweepStanding.Swept standing) {
    return new IoTHubStatus.Sweep(
        standing.mode(),
        GoDuration.format(standing.interval()),
        standing.calls(),
        standing.late().map(why -> Excerpt.of(why, Conditions.MAX_MESSAGE)).orElse(null));
  }

  private static Conditions conditions(Observation seen) {
    Conditions before =
        Conditions.from(
            seen.previous().map(IoTHubStatus::conditions).orElse(null),
            seen.generation(),
            seen.now());
    return seen.link()
        .fold(connected -> connected(before, connected, seen), gone -> notReady(before, gone));
  }

  private static Conditions connected(Conditions before, HubLink.Connected link, Observation seen) {
    Optional<HubFailure> failure = seen.answer().flatMap(Answer::failure);
    if (failure.isEmpty()) {
      return seen.sweep()
          .<Optional<String>>fold(
              undecided -> stillRefused(before),
              unneeded -> Optional.empty(),
              SweepStanding.Swept::refused)
          .map(why -> before.stalled(INVALID_SPEC, why))
          .orElseGet(() -> answering(before, link));
    }
    String message = link.host() + ": " + failure.get().message();
    return failure.get().terminal()
        ? before.stalled(failure.get().reason(), message)
        : before.reconciling(failure.get().reason(), message);
  }

  private static Conditions answering(Conditions before, HubLink.Connected link) {
    return switch (link.writes()) {
      case ALLOWED -> before.ready("Connected", link.host() + " answers");
      case FROZEN ->
          before.ready(
              "Suspended",
              "spec.suspend is true: %s answers, and nothing is written to it"
                  .formatted(link.host()));
    };
  }

  private static Optional<String> stillRefused(Conditions before) {
    return before
        .find(Conditions.STALLED)
        .filter(stalled -> INVALID_SPEC.equals(stalled.getReason()))
        .map(Condition::getMessage);
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
