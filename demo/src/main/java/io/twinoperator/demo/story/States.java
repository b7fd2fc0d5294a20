package io.twinoperator.demo.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.LeafConvergence;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus.FailureSample;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.api.v1alpha1.IoTHubStatus;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.api.v1alpha1.RolloutPlanStatus;
import io.twinoperator.demo.event.ObjectState.ConfigState;
import io.twinoperator.demo.event.ObjectState.HubState;
import io.twinoperator.demo.event.ObjectState.JobState;
import io.twinoperator.demo.event.ObjectState.LeafState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.event.ObjectState.Tally;
import io.twinoperator.demo.event.ObjectState.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes out of a status what people want to see; empty while the operator has said nothing. */
final class States {
  private static final String NONE = "-";

  private States() {}

  static Optional<HubState> of(IoTHub hub) {
    IoTHubStatus status = hub.getStatus();
    return status == null || status.conditions() == null
        ? Optional.empty()
        : Optional.of(
            new HubState(
                hub.getMetadata().getName(),
                word(status.conditions(), "Ready"),
                message(status.conditions(), "Ready"),
                status.deviceCount() == null ? 0 : status.deviceCount()));
  }

  static Optional<ConfigState> of(DeviceConfig config) {
    DeviceConfigStatus status = config.getStatus();
    if (status == null || status.conditions() == null) {
      return Optional.empty();
    }
    List<Condition> conditions = status.conditions();
    String ready = message(conditions, "Ready");
    return Optional.of(
        new ConfigState(
            config.getMetadata().getName(),
            word(conditions, "Ready"),
            word(conditions, "Synced"),
            word(conditions, "Converged"),
            condition(conditions, "Ready").map(Condition::getReason).orElse(NONE),
            ready,
            waitingFor(status)));
  }

  private static @Nullable LeafState waitingFor(DeviceConfigStatus status) {
    List<LeafConvergence> leaves = status.convergence() == null ? List.of() : status.convergence();
    return leaves.stream()
        .filter(leaf -> leaf.state() != DeviceConfigStatus.LeafState.Converged)
        .filter(leaf -> leaf.state() != DeviceConfigStatus.LeafState.Unconfirmed)
        .min(
            Comparator.comparingInt(
                leaf -> leaf.state() == DeviceConfigStatus.LeafState.Rejected ? 0 : 1))
        .map(
            leaf ->
                new LeafState(
                    leaf.path(),
                    leaf.state().name(),
                    text(leaf.expected()),
                    text(leaf.observed()),
                    leaf.message()))
        .orElse(null);
  }

  /** A rollout; its estimate is counted from {@code start}. */
  static Optional<RolloutState> of(FleetRollout rollout, Instant start) {
    FleetRolloutStatus status = rollout.getStatus();
    if (status == null || status.phase() == null) {
      return Optional.empty();
    }
    FleetRolloutStatus.Jobs jobs = status.jobs();
    return Optional.of(
        new RolloutState(
            rollout.getMetadata().getName(),
            status.phase().name(),
            status.message() == null ? "" : status.message(),
            plan(status.plan()),
            tally(status.counts()),
            waves(status),
            jobs == null
                ? List.of()
                : jobs.active().stream()
                    .map(job -> new JobState(job.id(), job.status(), job.devices()))
                    .toList(),
            jobs == null ? 0 : jobs.finished(),
            claimed(status),
            failures(status),
            etaAt(status, start)));
  }

  private static @Nullable Long etaAt(FleetRolloutStatus status, Instant start) {
    String eta = status.eta();
    return eta == null ? null : Duration.between(start, Instant.parse(eta)).toMillis();
  }

  private static List<WaveState> waves(FleetRolloutStatus status) {
    return status.waves() == null
        ? List.of()
        : status.waves().stream()
            .map(
                wave ->
                    new WaveState(
                        wave.name(),
                        wave.state().name(),
                        wave.devices(),
                        wave.converged(),
                        wave.inFlight(),
                        wave.failed()))
            .toList();
  }

  private static List<String> claimed(FleetRolloutStatus status) {
    return status.claimed() == null
        ? List.of()
        : status.claimed().stream()
            .map(
                device ->
                    "%s by %s: %s"
                        .formatted(
                            device.deviceId(), device.owner(), String.join(", ", device.paths())))
            .toList();
  }

  private static List<String> failures(FleetRolloutStatus status) {
    return status.failureSamples() == null
        ? List.of()
        : status.failureSamples().stream().map(States::failure).toList();
  }

  private static String failure(FailureSample sample) {
    String words =
        Stream.of(sample.path(), sample.code(), quoted(sample.message()))
            .filter(Objects::nonNull)
            .map(Object::toString)
            .collect(Collectors.joining(" "));
    return "%s %s: %s".formatted(sample.deviceId(), sample.state(), words);
  }

  private static @Nullable String quoted(@Nullable String words) {
    return words == null ? null : '"' + words + '"';
  }

  private static @Nullable String plan(@Nullable RolloutPlanStatus plan) {
    return plan == null
        ? null
        : "%d devices, waves %s, %d jobs, about %s"
            .formatted(
                plan.devices(),
                plan.waves().stream()
                    .map(wave -> wave.name() + " " + wave.devices())
                    .collect(Collectors.joining(", ")),
                plan.hubOperations().jobs(),
                plan.estimatedDuration().total());
  }

  private static Tally tally(@Nullable RolloutCounts c) {
    if (c == null) {
      return Tally.NONE;
    }
    return new Tally(
        c.total(),
        c.converged() + c.alreadyConverged(),
        c.written() + c.applying(),
        c.rejected()
            + c.timedOut()
            + c.unverifiable()
            + c.writeFailed()
            + c.regressed()
            + c.rollbackUnconfirmed(),
        c.deferred(),
        c.writtenOffline() + c.straggler() + c.expired(),
        c.claimed() + c.conflict() + c.excluded() + c.superseded() + c.gone() + c.rollbackSkipped(),
        c.rollbackPending(),
        c.rolledBack(),
        c.pending());
  }

  private static Optional<Condition> condition(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  private static String word(List<Condition> conditions, String type) {
    return condition(conditions, type).map(Condition::getStatus).orElse(NONE);
  }

  private static String message(List<Condition> conditions, String type) {
    return condition(conditions, type).map(Condition::getMessage).orElse("");
  }

  static String text(@Nullable JsonNode value) {
    if (value == null || value.isMissingNode() || value.isNull()) {
      return NONE;
    }
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
