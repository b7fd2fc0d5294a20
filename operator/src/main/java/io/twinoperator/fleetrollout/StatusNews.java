package io.twinoperator.fleetrollout;

import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.NextTransition;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.WaveStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much a status says that the one before did not. */
enum StatusNews {
  /** Nothing, or only a later reading, or an estimate or a time that moved a little. */
  NONE,
  /** Counts, and sentences with counts in them. */
  PROGRESS,
  /** Another phase, wave or condition, an answer to a person, or something to be acted on. */
  TURN;

  /** Times that move by less are the same: they are computed anew by every pass. */
  private static final Duration SAME = Duration.ofSeconds(10);

  /** An estimate that moves by less is not told for its own sake; more, and it would be past. */
  private static final Duration SAME_ESTIMATE = Duration.ofMinutes(1);

  /** The news between two statuses. */
  static StatusNews between(@Nullable FleetRolloutStatus before, FleetRolloutStatus after) {
    if (before == null || !turns(before).equals(turns(after))) {
      return TURN;
    }
    boolean moved =
        !withoutTimes(before).equals(withoutTimes(after))
            || !isNear(times(before), times(after))
            || !isNear(estimate(before), estimate(after), SAME_ESTIMATE);
    return moved ? PROGRESS : NONE;
  }

  /** What is told at once when it changes. */
  private static List<Object> turns(FleetRolloutStatus status) {
    List<Object> turns = new ArrayList<>();
    turns.add(String.valueOf(status.phase()));
    turns.add(String.valueOf(status.currentWave()));
    turns.add(String.valueOf(status.observedGeneration()));
    turns.add(String.valueOf(status.lastHandledReconcileAt()));
    turns.add(status.conditions().stream().map(StatusNews::gist).toList());
    turns.add(waves(status).stream().map(WaveStatus::state).toList());
    turns.add(status.plan() == null ? "" : status.plan().digest());
    turns.add(Objects.requireNonNullElse(status.conflicts(), List.of()));
    turns.add(status.rollback() != null);
    return turns;
  }

  private static List<String> gist(Condition condition) {
    return List.of(condition.getType(), condition.getStatus(), condition.getReason());
  }

  private static List<WaveStatus> waves(FleetRolloutStatus status) {
    return Objects.requireNonNullElse(status.waves(), List.of());
  }

  private static FleetRolloutStatus withoutTimes(FleetRolloutStatus status) {
    NextTransition next = status.nextTransition();
    return status
        .edit()
        .countsObservedAt(null)
        .eta(null)
        .nextTransition(next == null ? null : new NextTransition("", next.reason()))
        .waves(
            status.waves() == null
                ? null
                : waves(status).stream().map(StatusNews::timeless).toList())
        .build();
  }

  private static WaveStatus timeless(WaveStatus wave) {
    return new WaveStatus(
        wave.name(),
        wave.state(),
        wave.devices(),
        wave.converged(),
        wave.failed(),
        wave.inFlight(),
        wave.gate(),
        wave.startedAt(),
        null,
        wave.completedAt());
  }

  /** Times that say when something will happen; empty where nothing will. */
  private static List<String> times(FleetRolloutStatus status) {
    NextTransition next = status.nextTransition();
    List<String> times = new ArrayList<>();
    times.add(next == null ? "" : next.at());
    waves(status).forEach(wave -> times.add(Objects.requireNonNullElse(wave.soakUntil(), "")));
    return times;
  }

  private static String estimate(FleetRolloutStatus status) {
    return Objects.requireNonNullElse(status.eta(), "");
  }

  private static boolean isNear(List<String> some, List<String> others) {
    for (int n = 0; n < some.size(); n++) {
      if (!isNear(some.get(n), others.get(n), SAME)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNear(String one, String other, Duration same) {
    if (one.equals(other)) {
      return true;
    }
    return !one.isEmpty()
        && !other.isEmpty()
        && Duration.between(Instant.parse(one), Instant.parse(other)).abs().compareTo(same) < 0;
  }
}
