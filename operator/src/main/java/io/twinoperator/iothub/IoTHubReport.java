package io.twinoperator.iothub;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.hub.HubLimits;
import io.twinoperator.status.Conditions;
import io.twinoperator.status.Excerpt;
import io.twinoperator.time.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what was found of an IoTHub into its status; pure. */
final class IoTHubReport {

  /** How long a hub that answers is left alone. */
  static final Duration RECOUNT = Duration.ofMinutes(5);

  private static final String INVALID_SPEC = "InvalidSpec";

  private IoTHubReport() {}

  /**
   * What was found of an IoTHub.
   *
   * @param generation of the spec that was looked at
   * @param reconcileRequest the annotation that asks for a reconciliation now
   * @param previous the status so far
   * @param sweep how the hub is swept
   */
  record Observation(
      long generation,
      @Nullable String reconcileRequest,
      Optional<IoTHubStatus> previous,
      HubLink link,
      Optional<Answer> answer,
      SweepStanding sweep,
      Instant now) {}

  /** What the hub answered when it was asked for the number of its devices. */
  record Answer(Optional<Long> deviceCount, Optional<HubFailure> failure) {}

  static IoTHubStatus status(Observation seen) {
    Optional<HubLimits> limits =
        seen.link().fold(connected -> Optional.of(connected.limits()), gone -> Optional.empty());
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
        limits.map(IoTHubReport::limits).orElse(null),
        sweep(seen).orElse(null));
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
          .orElseGet(() -> before.ready("Connected", link.host() + " answers"));
    }
    String message = link.host() + ": " + failure.get().message();
    return failure.get().terminal()
        ? before.stalled(failure.get().reason(), message)
        : before.reconciling(failure.get().reason(), message);
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

  private static IoTHubStatus.Limits limits(HubLimits limits) {
    return new IoTHubStatus.Limits(
        limits.reads(),
        limits.writes(),
        limits.queries(),
        limits.jobOperations(),
        limits.activeJobs());
  }
}
