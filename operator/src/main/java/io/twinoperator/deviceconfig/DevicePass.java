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
import io.twinoperator.iothub.Sighting;
import io.twinoperator.reconcile.LogContext;
import io.twinoperator.reconcile.StatusWriter;
import io.twinoperator.schema.DesiredSchemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * One pass over one DeviceConfig: observe, plan, act and report, in this order. If the twin changes
 * between reading and writing, the pass begins anew.
 */
final class DevicePass {

  /** Beginnings of one pass while the twin keeps changing under it. */
  private static final int MAX_TRIES = 3;

  private final HubDirectory directory;
  private final Claimants claims;
  private final DeviceObserver observer;
  private final DevicePlanner planner;
  private final DesiredSchemas schemas;
  private final Pace pace;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final StatusPace statusPace;
  private final DeviceWatches watches = new DeviceWatches();
  private final PassMemory memory;

  DevicePass(
      HubDirectory directory,
      Claimants claims,
      DesiredSchemas schemas,
      Pace pace,
      PassMemory memory,
      InstantSource clock,
      DoubleSupplier random) {
    this.directory = directory;
    this.claims = claims;
    this.schemas = schemas;
    this.memory = memory;
    this.observer = new DeviceObserver(claims, schemas, watches, clock);
    this.planner = new DevicePlanner(pace);
    this.pace = pace;
    this.statusPace = new StatusPace(pace.quietStatus());
    this.clock = clock;
    this.random = random;
  }

  /** Forgets what is in memory of an object that is no more. */
  void forget(ResourceID id) {
    memory.forget(id);
    schemas.forget(id);
    watches.forget(id);
    statusPace.forget(id);
  }

  /**
   * Runs one pass. Where status still holds unless the twin has moved, and nobody has said so, it
   * is over before it has called the hub.
   *
   * @return when to run the next; empty if nothing but a change can call for one
   */
  Optional<Duration> run(DeviceConfig config, Context<DeviceConfig> context) {
    HubKey hub = DeviceConfigClaims.hub(config);
    HubLink link = directory.resolve(hub.namespace(), hub.name());
    return LogContext.of(hub, () -> run(config, link, context));
  }

  private Optional<Duration> run(DeviceConfig config, HubLink link, Context<DeviceConfig> context) {
    if (isAtRest(config, link)) {
      return Optional.empty();
    }
    if (awaitsClaims(config, link)) {
      // Nothing is noted: once all are known, it may well be at rest.
      return Optional.of(retryIn(DevicePlanner.SOON));
    }
    Turn turn = DeviceTurn.of(config);
    Duration wait = DeviceTurn.begin(config, link, turn);
    if (!wait.isZero()) {
      return Optional.of(wait);
    }
    try {
      return run(config, link, turn, context);
    } catch (RuntimeException e) {
      // What was seen could not be told, so that status must not pass for the truth next time.
      memory.lookAt(ResourceID.fromResource(config));
      throw e;
    } finally {
      DeviceTurn.end(link, turn);
    }
  }

  private Optional<Duration> run(
      DeviceConfig config, HubLink link, Turn turn, Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    memory.looking(id);
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

  private boolean isAtRest(DeviceConfig config, HubLink link) {
    ResourceID id = ResourceID.fromResource(config);
    return !memory.mustLook(id)
        && memory.failing(id, clock.instant()).times() == 0
        && NamedSchema.plan(NamedSchema.check(schemas, config)).isEmpty()
        && link.fold(
            connected ->
                AtRest.holds(
                    config,
                    Standstill.of(config, link),
                    () -> claims.claimsOn(connected.host(), DeviceConfigClaims.deviceId(config))),
            notReady -> false);
  }

  /** Whether whose leaves these are is not known yet, as right after a start. */
  private boolean awaitsClaims(DeviceConfig config, HubLink link) {
    return link.fold(
        connected ->
            claims.claimsOn(connected.host(), DeviceConfigClaims.deviceId(config)).isEmpty(),
        notReady -> false);
  }

  private Duration retryIn(HubFailure.Retry retry) {
    return retry.delay(clock.instant(), 0, random.getAsDouble());
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
    sighting(seen, outcome).ifPresent(sighting -> memory.saw(id, sighting));
    Optional<DeviceConfigStatus> next = DeviceReport.of(seen, plan, outcome);
    Optional<Duration> due =
        next.flatMap(
            status ->
                statusPace.due(id, seen.previous(), status, MirrorPolicy.of(seen.spec()), now));
    next.filter(status -> due.filter(Duration::isZero).isPresent())
        .ifPresent(status -> StatusWriter.write(config, status, context));
    Optional<HubFailure.Retry> retry = DevicePlanner.retry(plan, outcome);
    if (retry.isPresent()) {
      int before = memory.failing(id, now).times();
      memory.failed(id, now);
      return Optional.of(retry.get().delay(now, before, random.getAsDouble()));
    }
    memory.succeeded(id, outcome, now);
    Pace.Owed owed = next.map(DeviceReport::owed).orElse(Pace.Owed.ANSWER);
    if (seen.spec().suspended()) {
      return Optional.empty();
    }
    Optional<Duration> delay =
        Stream.of(
                pace.nextRead(memory.lastWrite(id), owed, now),
                due.filter(wait -> !wait.isZero()),
                untilNextDeadline(seen, next),
                untilCorrected(plan, now))
            .flatMap(Optional::stream)
            .min(Duration::compareTo);
    watch(id, owed, delay);
    return delay.map(wait -> lookIn(id, wait, now));
  }

  private static Optional<Duration> untilCorrected(DevicePlan plan, Instant now) {
    return DevicePlanner.resumesAt(plan)
        .map(time -> Duration.between(now, time))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<Duration> untilNextDeadline(
      DeviceObservation seen, Optional<DeviceConfigStatus> next) {
    return next.map(DeviceConfigStatus::convergence)
        .flatMap(leaves -> Waits.of(seen, List.of()).untilNextDeadline(leaves));
  }

  /** What owes nothing need not be watched. */
  private void watch(ResourceID id, Pace.Owed owed, Optional<Duration> delay) {
    if (owed == Pace.Owed.NOTHING || delay.isEmpty()) {
      watches.forget(id);
    } else {
      watches.plan(id, delay.get());
    }
  }

  /** The device as this pass saw it last, or left it; empty if it was not looked at. */
  private static Optional<Sighting> sighting(DeviceObservation seen, DeviceOutcome outcome) {
    Optional<Sighting> before =
        seen.sight()
            .fold(
                new DeviceObservation.Sight.Cases<>(
                    notLooked -> Optional.empty(),
                    hubNotReady -> Optional.empty(),
                    claimsUnknown -> Optional.empty(),
                    missing -> Optional.of(new Sighting.Absent()),
                    unreadable -> Optional.empty(),
                    found -> Optional.of(Sighting.of(found.twin()))));
    return outcome.fold(
        unwritten -> before, patched -> Optional.of(Sighting.of(patched.twin())), failed -> before);
  }

  /** The time itself is the reason to read then; spread, so that not all come at once. */
  private Duration lookIn(ResourceID id, Duration wait, Instant now) {
    memory.lookAt(id);
    return HubFailure.after(wait).delay(now, 0, random.getAsDouble());
  }
}
