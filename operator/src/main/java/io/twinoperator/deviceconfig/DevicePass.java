package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.hub.Turn;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.reconcile.StatusWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * One pass over one DeviceConfig: observe, plan, act and report, in this order. If the twin changes
 * between reading and writing, the pass begins anew.
 */
final class DevicePass {

  /** Beginnings of one pass while the twin keeps changing under it. */
  private static final int MAX_TRIES = 3;

  private final HubDirectory directory;
  private final DeviceObserver observer;
  private final DevicePlanner planner;
  private final DesiredSchemas schemas;
  private final Pace pace;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final PassMemory memory = new PassMemory();

  DevicePass(
      HubDirectory directory,
      ClaimSource claims,
      DesiredSchemas schemas,
      Pace pace,
      InstantSource clock,
      DoubleSupplier random) {
    this.directory = directory;
    this.observer = new DeviceObserver(claims, schemas, clock);
    this.planner = new DevicePlanner(pace);
    this.schemas = schemas;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
  }

  /** Forgets what is in memory of an object that is no more. */
  void forget(ResourceID id) {
    memory.forget(id);
    schemas.forget(id);
  }

  /**
   * Runs one pass.
   *
   * @return when to run the next; empty if nothing but a change can call for one
   */
  Optional<Duration> run(DeviceConfig config, Context<DeviceConfig> context) {
    HubKey hub = DeviceConfigClaims.hub(config);
    HubLink link = directory.resolve(hub.namespace(), hub.name());
    Turn turn = DeviceTurn.of(config);
    Duration wait = DeviceTurn.begin(config, link, turn);
    if (!wait.isZero()) {
      return Optional.of(wait);
    }
    try {
      return run(config, link, turn, context);
    } finally {
      DeviceTurn.end(link, turn);
    }
  }

  private Optional<Duration> run(
      DeviceConfig config, HubLink link, Turn turn, Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    DeviceConfig current = config;
    for (int attempt = 1; ; attempt++) {
      DeviceObservation seen =
          observer.observe(current, link, turn, memory.failing(id, clock.instant()));
      DevicePlan plan = planner.plan(seen);
      DeviceConfig before = current;
      current =
          DeviceIntentRecord.of(seen, plan)
              .map(record -> StatusWriter.write(before, record, context))
              .orElse(before);
      DeviceExecutor.Attempt made = DeviceExecutor.run(plan, seen.deviceId(), link, turn);
      if (!made.mustBeginAnew() || attempt == MAX_TRIES) {
        // What was recorded just now is the status that a report carries on.
        Optional<DeviceConfigStatus> recorded = Optional.ofNullable(current.getStatus());
        return conclude(current, seen.withPrevious(recorded), plan, made.outcome(), context);
      }
    }
  }

  /** Writes status if it means something new, and says when to look again. */
  private Optional<Duration> conclude(
      DeviceConfig config,
      DeviceObservation seen,
      DevicePlan plan,
      DeviceOutcome outcome,
      Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    Instant now = clock.instant();
    Optional<DeviceConfigStatus> next = DeviceReport.of(seen, plan, outcome);
    next.filter(
            status -> StatusNews.isWorthWriting(seen.previous(), status, now, pace.quietStatus()))
        .ifPresent(status -> StatusWriter.write(config, status, context));
    Optional<HubFailure.Retry> retry = DevicePlanner.retry(plan, outcome);
    if (retry.isPresent()) {
      int before = memory.failing(id, now).times();
      memory.failed(id, now);
      return Optional.of(retry.get().delay(now, before, random.getAsDouble()));
    }
    memory.succeeded(id, outcome, now);
    boolean settled = next.filter(DeviceReport::isSettled).isPresent();
    return seen.spec().suspended()
        ? Optional.empty()
        : Optional.of(
            sooner(
                pace.nextRead(memory.lastWrite(id), settled, now),
                DevicePlanner.resumesAt(plan),
                now));
  }

  private static Duration sooner(Duration delay, Optional<Instant> at, Instant now) {
    return at.map(time -> Duration.between(now, time))
        .filter(wait -> wait.compareTo(delay) < 0)
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .orElse(delay);
  }
}
