package io.twinoperator.fleetrollout;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.FleetRollout;
import io.twinoperator.api.v1alpha1.FleetRolloutStatus;
import io.twinoperator.event.EventRecorder;
import io.twinoperator.fleetrollout.RolloutPass.Result;
import io.twinoperator.fleetrollout.ledger.Ledger;
import io.twinoperator.fleetrollout.ledger.LedgerStore;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerConflict;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerTooLarge;
import io.twinoperator.fleetrollout.ledger.LedgerStore.LedgerUnreadable;
import io.twinoperator.fleetrollout.ledger.LedgerStore.RolloutKey;
import io.twinoperator.fleetrollout.spec.RolloutSpec;
import io.twinoperator.hub.HubException;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.reconcile.LogContext;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.reconcile.StatusWriter;
import io.twinoperator.schema.DesiredSchemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on each FleetRollout, a pass at a time: reads the spec, finds the hub, runs a {@link
 * RolloutPass} and writes status if there is news.
 */
@GradualRetry(maxAttempts = -1, initialInterval = 2_000, maxInterval = 300_000)
@ControllerConfiguration(
    name = "fleetrollout",
    finalizerName = Api.GROUP + "/rollout",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = MeaningfulChange.class, itemStore = PrunedStore.class))
public final class FleetRolloutReconciler
    implements Reconciler<FleetRollout>, Cleaner<FleetRollout> {
  private static final Logger log = LoggerFactory.getLogger(FleetRolloutReconciler.class);
  private static final Duration RECHECK = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(60);

  private final HubDirectory directory;
  private final LedgerStore store;
  private final RolloutHolds holds;
  private final DesiredSchemas schemas;
  private final RolloutPass pass;
  private final LedgerUpkeep upkeep;
  private final List<EventSource<?, FleetRollout>> onlookers;
  private final EventRecorder events;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Map<RolloutKey, Integer> failures = new ConcurrentHashMap<>();
  private final StatusPace pace = new StatusPace();

  /**
   * A reconciler.
   *
   * @param holds told of what each rollout holds
   * @param schemas the schemas that FleetRollouts name
   * @param onlookers told of every change of an object
   * @param events told of what a deletion leaves behind
   * @param random 0 to 1, to spread what is tried again
   */
  public FleetRolloutReconciler(
      HubDirectory directory,
      LedgerStore store,
      RolloutHolds holds,
      DesiredSchemas schemas,
      RolloutPass pass,
      LedgerUpkeep upkeep,
      List<EventSource<?, FleetRollout>> onlookers,
      EventRecorder events,
      InstantSource clock,
      DoubleSupplier random) {
    this.directory = directory;
    this.store = store;
    this.holds = holds;
    this.schemas = schemas;
    this.pass = pass;
    this.upkeep = upkeep;
    this.onlookers = List.copyOf(onlookers);
    this.events = events;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<EventSource<?, FleetRollout>> prepareEventSources(
      EventSourceContext<FleetRollout> context) {
    var triggers =
        new RolloutTriggers(context.getPrimaryCache(), directory, schemas, holds, upkeep);
    return Stream.concat(Stream.of(triggers), onlookers.stream()).toList();
  }

  @Override
  public UpdateControl<FleetRollout> reconcile(
      FleetRollout rollout, Context<FleetRollout> context) {
    Optional<Duration> early = pass.untilNext(RolloutTriggers.keyOf(rollout));
    if (early.isPresent()) {
      return UpdateControl.<FleetRollout>noUpdate().rescheduleAfter(early.get());
    }
    RolloutReport report = new RolloutReport(rollout, clock.instant());
    Next next = LogContext.of(RolloutTriggers.hubOf(rollout), () -> next(rollout, report));
    Optional<Duration> wait =
        pace.untilWrite(
            RolloutTriggers.keyOf(rollout), rollout.getStatus(), next.status(), clock.instant());
    if (wait.filter(Duration::isZero).isPresent()) {
      StatusWriter.write(rollout, next.status(), context);
    }
    Duration delay =
        wait.filter(left -> !left.isZero() && left.compareTo(next.delay()) < 0)
            .orElse(next.delay());
    return UpdateControl.<FleetRollout>noUpdate().rescheduleAfter(delay);
  }

  /** What to say, and when to come back. */
  private record Next(FleetRolloutStatus status, Duration delay) {}

  private Next next(FleetRollout rollout, RolloutReport report) {
    RolloutReading reading = RolloutReading.of(rollout);
    HubKey hub = RolloutTriggers.hubOf(rollout);
    return directory
        .resolve(hub.namespace(), hub.name())
        .fold(
            link -> run(reading, reading.request(rollout, link, schemas), report),
            gone -> {
              lookUpHold(rollout, reading.spec());
              return reading
                  .invalid()
                  .map(why -> new Next(report.stalled("InvalidSpec", why), RECHECK))
                  .orElseGet(() -> hubNotReady(gone, report));
            });
  }

  /** A hub that this IoTHub does not lead to may be written through another one. */
  private void lookUpHold(FleetRollout rollout, RolloutSpec spec) {
    RolloutKey key = RolloutTriggers.keyOf(rollout);
    if (!holds.isAwaited(key)) {
      return;
    }
    try {
      noteHold(key, spec, store.load(key));
    } catch (LedgerUnreadable e) {
      holds.forget(key);
    }
  }

  private void noteHold(RolloutKey key, RolloutSpec spec, Optional<Ledger> ledger) {
    ledger.ifPresentOrElse(
        known -> holds.seen(key, spec.change().paths().collect(toUnmodifiableSet()), known),
        () -> holds.forget(key));
  }

  private Next hubNotReady(HubLink.NotReady gone, RolloutReport report) {
    return switch (gone.reason().remedy()) {
      case WAIT -> new Next(report.waiting(gone.reason().word(), gone.message()), RECHECK);
      case PERSON -> new Next(report.stalled(gone.reason().word(), gone.message()), RECHECK);
    };
  }

  private Next run(RolloutReading reading, RolloutRequest request, RolloutReport report) {
    try {
      Result result = pass.run(request);
      failures.remove(request.key());
      result.notes().forEach(note -> log.info("{}: {}", request.key(), note));
      if (result.ledger().isEmpty() && reading.invalid().isPresent()) {
        return new Next(report.stalled("InvalidSpec", reading.invalid().get()), RECHECK);
      }
      Optional<FleetRolloutStatus> unfit = NamedSchema.status(request, result, report);
      if (unfit.isPresent()) {
        return new Next(unfit.get(), RECHECK);
      }
      Duration delay = Duration.between(clock.instant(), result.wakeAt());
      return new Next(report.of(result), delay.isNegative() ? Duration.ZERO : delay);
    } catch (HubException e) {
      holds.forget(request.key()); // There is no plan yet.
      return failed(request, report, HubFailure.of(e));
    } catch (LedgerConflict e) {
      log.warn("{}: {}", request.key(), e.getMessage());
      return new Next(report.waiting("LedgerConflict", String.valueOf(e.getMessage())), SOON);
    } catch (LedgerTooLarge e) {
      return new Next(report.stalled("LedgerTooLarge", String.valueOf(e.getMessage())), RECHECK);
    } catch (LedgerUnreadable e) {
      holds.forget(request.key()); // It writes nothing any more.
      return new Next(report.stalled("LedgerUnreadable", String.valueOf(e.getMessage())), RECHECK);
    }
  }

  private Next failed(RolloutRequest request, RolloutReport report, HubFailure failure) {
    int attempt = failures.merge(request.key(), 1, Integer::sum) - 1;
    Instant now = clock.instant();
    return new Next(
        failure.terminal()
            ? report.stalled(failure.reason(), failure.message())
            : report.waiting(failure.reason(), failure.message()),
        failure.retry().delay(now, attempt, random.getAsDouble()));
  }

  /**
   * Submits nothing more and cancels what has not started; a running job cannot be called back, and
   * nothing is undone. A hub that does not answer holds the deletion up for a minute at most.
   */
  @Override
  public DeleteControl cleanup(FleetRollout rollout, Context<FleetRollout> context) {
    RolloutKey key = RolloutTriggers.keyOf(rollout);
    HubKey hub = RolloutTriggers.hubOf(rollout);
    RolloutRemoval removal =
        new RolloutRemoval(key, store, directory.resolve(hub.namespace(), hub.name()));
    Instant asked = Instant.parse(rollout.getMetadata().getDeletionTimestamp());
    boolean mayWait = clock.instant().isBefore(asked.plus(LONGEST_REMOVAL));
    if (removal.cancelQueued() == RolloutRemoval.Outcome.HUB_DOES_NOT_ANSWER && mayWait) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(SOON);
    }
    removal.farewell().ifPresent(farewell -> events.record(rollout, farewell));
    removal.retire(clock.instant().plus(RolloutReading.of(rollout).spec().ttlAfterFinished()));
    pass.forget(key);
    schemas.forget(ResourceID.fromResource(rollout));
    failures.remove(key);
    pace.forget(key);
    return DeleteControl.defaultDelete();
  }
}
