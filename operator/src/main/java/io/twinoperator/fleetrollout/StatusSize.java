package io.twinoperator.fleetrollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.AsideSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.ClaimedDevice;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.Jobs;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.LogEntry;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NamedQuery;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.RollbackStatus;
import io.twinoperator.api.v1alpha1.RolloutConflict;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.Changes;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus.PreviousValues;
import io.twinoperator.status.Excerpt;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a status within its size: lists and texts are as long as the definition says, and where all
 * of it would be too large they become shorter together, step by step. Counts, waves and the plan's
 * numbers are always whole; of the log the newest entries stay; a query is whole or left out, for a
 * part of one finds something else.
 */
final class StatusSize {
  /** Bytes of a status as JSON in UTF-8. */
  static final int MAX_BYTES = 24 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How long lists and texts may be.
   *
   * @param entries of a list
   * @param chars of a text that people or devices wrote; sentences of the operator may be twice
   *     that
   * @param queryChars of a query
   */
  private record Step(int entries, int chars, int queryChars) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(20, 256, 8192),
          new Step(20, 256, 1024),
          new Step(20, 128, 1024),
          new Step(10, 128, 512),
          new Step(10, 64, 512),
          new Step(5, 64, 256),
          new Step(2, 32, 0));

  private static final int MOST_CONFLICTS = 8;
  private static final int MOST_QUERIES = 8;
  private static final int MOST_JOBS = 10;
  private static final int MOST_NOTES = 8;
  private static final int MOST_CLASSES = 8;
  private static final int MOST_PATHS = 5;

  private final Step step;

  private StatusSize(Step step) {
    this.step = step;
  }

  /** The same status, no larger than {@value #MAX_BYTES} bytes. */
  static FleetRolloutStatus bounded(FleetRolloutStatus status) {
    FleetRolloutStatus smaller = status;
    for (Step step : STEPS) {
      smaller = new StatusSize(step).cut(status);
      if (bytes(smaller) <= MAX_BYTES) {
        return smaller;
      }
    }
    return smaller;
  }

  /** The size of a status; what a person wrote into an annotation is not counted. */
  static int bytes(FleetRolloutStatus status) {
    try {
      return JSON.writeValueAsBytes(status.edit().lastHandledReconcileAt(null).build()).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A status is always JSON", e);
    }
  }

  private FleetRolloutStatus cut(FleetRolloutStatus status) {
    return status
        .edit()
        .conditions(status.conditions().stream().map(this::cut).toList())
        .message(sentence(status.message()))
        .waitingFor(sentence(status.waitingFor()))
        .nextTransition(cut(status.nextTransition()))
        .plan(cut(status.plan()))
        .jobs(cut(status.jobs()))
        .rollback(cut(status.rollback()))
        .conflicts(first(MOST_CONFLICTS, status.conflicts(), this::cut))
        .claimed(first(step.entries(), status.claimed(), this::cut))
        .failureSamples(first(step.entries(), status.failureSamples(), this::cut))
        .asideSamples(first(step.entries(), status.asideSamples(), this::cut))
        .queries(queries(status.queries()))
        .eventLog(newest(status.eventLog()))
        .build();
  }

  private Condition cut(Condition condition) {
    return new ConditionBuilder(condition)
        .withMessage(Excerpt.of(condition.getMessage(), 2 * step.chars()))
        .build();
  }

  private @Nullable NextTransition cut(@Nullable NextTransition next) {
    return next == null ? null : new NextTransition(next.at(), words(next.reason()));
  }

  private @Nullable RolloutPlanStatus cut(@Nullable RolloutPlanStatus plan) {
    return plan == null
        ? null
        : new RolloutPlanStatus(
            plan.digest(),
            plan.computedAt(),
            plan.devices(),
            cut(plan.changes()),
            plan.claimed(),
            plan.offline(),
            plan.waves(),
            plan.hubOperations(),
            plan.estimatedDuration(),
            first(MOST_NOTES, plan.notes(), note -> Excerpt.of(note, 2 * step.chars())));
  }

  private Changes cut(Changes changes) {
    return new Changes(
        changes.toWrite(),
        changes.alreadyConverged(),
        changes.overwrites(),
        changes.absent(),
        changes.valueClasses(),
        first(
            MOST_CLASSES,
            changes.previous(),
            some ->
                new PreviousValues(Excerpt.of(some.values(), 2 * step.chars()), some.devices())));
  }

  private @Nullable Jobs cut(@Nullable Jobs jobs) {
    if (jobs == null) {
      return null;
    }
    int most = Math.min(MOST_JOBS, jobs.active().size());
    return new Jobs(
        jobs.active().subList(0, most), jobs.finished(), jobs.devicesInUncancellableJobs());
  }

  private @Nullable RollbackStatus cut(@Nullable RollbackStatus undo) {
    return undo == null
        ? null
        : new RollbackStatus(
            undo.startedAt(),
            Excerpt.of(undo.reason(), 2 * step.chars()),
            undo.scope(),
            undo.wave(),
            undo.devices(),
            undo.pending(),
            undo.undone(),
            undo.unconfirmed(),
            undo.skipped(),
            undo.completedAt());
  }

  private RolloutConflict cut(RolloutConflict conflict) {
    return new RolloutConflict(
        conflict.kind(), words(conflict.name()), paths(conflict.paths()), conflict.devices());
  }

  private ClaimedDevice cut(ClaimedDevice device) {
    return new ClaimedDevice(device.deviceId(), words(device.owner()), paths(device.paths()));
  }

  private FailureSample cut(FailureSample sample) {
    String path = sample.path();
    String message = sample.message();
    return new FailureSample(
        sample.deviceId(),
        sample.state(),
        path == null ? null : words(path),
        sample.code(),
        message == null ? null : words(message));
  }

  private AsideSample cut(AsideSample sample) {
    String path = sample.path();
    String message = sample.message();
    return new AsideSample(
        sample.deviceId(),
        sample.state(),
        path == null ? null : words(path),
        message == null ? null : words(message));
  }

  private List<String> paths(List<String> paths) {
    int most = Math.min(MOST_PATHS, step.entries());
    return paths.stream().limit(most).map(this::words).toList();
  }

  private @Nullable List<NamedQuery> queries(@Nullable List<NamedQuery> queries) {
    if (queries == null) {
      return null;
    }
    return queries.stream()
        .filter(named -> named.query().length() <= step.queryChars())
        .limit(MOST_QUERIES)
        .toList();
  }

  private @Nullable List<LogEntry> newest(@Nullable List<LogEntry> log) {
    if (log == null) {
      return null;
    }
    return log.stream()
        .skip(Math.max(0, log.size() - step.entries()))
        .map(
            entry -> new LogEntry(entry.at(), entry.type(), Excerpt.of(entry.text(), step.chars())))
        .toList();
  }

  private <T> @Nullable List<T> first(int most, @Nullable List<T> list, UnaryOperator<T> each) {
    return list == null
        ? null
        : list.stream().limit(Math.min(most, step.entries())).map(each).toList();
  }

  private String words(String text) {
    return Excerpt.of(text, step.chars());
  }

  private @Nullable String sentence(@Nullable String text) {
    return text == null ? null : Excerpt.of(text, 2 * step.chars());
  }
}
