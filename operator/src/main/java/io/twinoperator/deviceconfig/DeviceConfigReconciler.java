package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.twinoperator.api.v1alpha1.Api;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.DeletionPolicy;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ManagedLeaf;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubFailure;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.HubLink;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.reconcile.StatusWriter;
import io.twinoperator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Brings one device's twin to what its DeviceConfig asks. A pass observes, plans, acts and reports,
 * in this order; if the twin changes between reading and writing, the pass begins anew.
 */
@GradualRetry(maxAttempts = -1, initialInterval = 2_000, maxInterval = 300_000)
@ControllerConfiguration(
    name = "deviceconfig",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true,
    informer = @Informer(onUpdateFilter = MeaningfulChange.class, itemStore = PrunedStore.class))
public final class DeviceConfigReconciler implements Reconciler<DeviceConfig> {

  /** Keeps a deleted object until its leaves are removed; set for that deletion policy alone. */
  public static final String FINALIZER = Api.GROUP + "/remove-managed";

  /** Beginnings of one pass while the twin keeps changing under it. */
  private static final int MAX_TRIES = 3;

  private final HubDirectory directory;
  private final DeviceConfigClaims ownClaims;
  private final DeviceObserver observer;
  private final DevicePlanner planner;
  private final DeviceRemoval removal;
  private final Pace pace;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final PassMemory memory = new PassMemory();

  /**
   * A reconciler.
   *
   * @param ownClaims the claims of all DeviceConfigs, which this controller's cache is put behind
   * @param allClaims these and those of others: what decides who may write a leaf
   * @param random 0 to 1, to spread what is tried again
   */
  public DeviceConfigReconciler(
      HubDirectory directory,
      DeviceConfigClaims ownClaims,
      ClaimSource allClaims,
      Pace pace,
      InstantSource clock,
      DoubleSupplier random) {
    this.directory = directory;
    this.ownClaims = ownClaims;
    this.observer = new DeviceObserver(allClaims, clock);
    this.planner = new DevicePlanner(pace);
    this.removal = new DeviceRemoval(directory, allClaims, clock, pace.removal());
    this.pace = pace;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<EventSource<?, DeviceConfig>> prepareEventSources(
      EventSourceContext<DeviceConfig> context) {
    ownClaims.attach(context.getPrimaryCache());
    return List.of(new DeviceConfigTriggers(ownClaims, directory));
  }

  @Override
  public UpdateControl<DeviceConfig> reconcile(DeviceConfig config, Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    if (context.isPrimaryResourceDeleted()) {
      memory.forget(id);
      return UpdateControl.noUpdate();
    }
    if (config.isMarkedForDeletion()) {
      return remove(config, context);
    }
    if (config.hasFinalizer(FINALIZER) != needsFinalizer(config)) {
      changeFinalizer(config, context);
      return UpdateControl.noUpdate(); // The change of the finalizer wakes the object again.
    }
    Optional<Duration> next = pass(config, context);
    return next.map(delay -> UpdateControl.<DeviceConfig>noUpdate().rescheduleAfter(delay))
        .orElseGet(UpdateControl::noUpdate);
  }

  private Optional<Duration> pass(DeviceConfig config, Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    HubKey hub = DeviceConfigClaims.hub(config);
    HubLink link = directory.resolve(hub.namespace(), hub.name());
    DeviceConfig current = config;
    for (int attempt = 1; ; attempt++) {
      DeviceObservation seen = observer.observe(current, link, memory.failures(id));
      DevicePlan plan = planner.plan(seen);
      current = recordIntent(current, seen, plan, context);
      DeviceExecutor.Attempt made = DeviceExecutor.run(plan, seen.deviceId(), link);
      if (!made.mustBeginAnew() || attempt == MAX_TRIES) {
        // What was recorded just now is the status that a report carries on.
        Optional<DeviceConfigStatus> recorded = Optional.ofNullable(current.getStatus());
        return conclude(current, seen.withPrevious(recorded), plan, made.outcome(), context);
      }
    }
  }

  /**
   * Stores which leaves are about to become ours, before they do. After a crash in between, the
   * next pass knows them for its own.
   */
  private static DeviceConfig recordIntent(
      DeviceConfig config, DeviceObservation seen, DevicePlan plan, Context<DeviceConfig> context) {
    return intended(plan)
        .filter(
            intended ->
                !intended.equals(
                    seen.previous().map(DeviceConfigStatus::managed).orElse(List.of())))
        .map(
            intended ->
                StatusWriter.write(
                    config,
                    seen.previous().orElseGet(() -> first(seen)).withManaged(intended),
                    context))
        .orElse(config);
  }

  private static Optional<List<ManagedLeaf>> intended(DevicePlan plan) {
    return plan.fold(
        new DevicePlan.Cases<>(
            rest -> Optional.empty(),
            refuse -> Optional.empty(),
            wait -> Optional.empty(),
            bear -> Optional.empty(),
            nothing -> Optional.empty(),
            patch -> Optional.of(ManagedLeaves.toStatus(patch.intended()))));
  }

  private static DeviceConfigStatus first(DeviceObservation seen) {
    return new DeviceConfigStatus(
        Conditions.from(null, seen.generation(), seen.now())
            .reconciling("Writing", "the first change is being written")
            .list(),
        null,
        null,
        seen.deviceId(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
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
      int before = memory.failures(id);
      memory.failed(id);
      return Optional.of(retry.get().delay(now, before, random.getAsDouble()));
    }
    memory.succeeded(id, outcome, now);
    boolean settled = next.filter(DeviceReport::isSettled).isPresent();
    return seen.spec().suspended()
        ? Optional.empty()
        : Optional.of(pace.nextRead(memory.lastWrite(id), settled, now));
  }

  private static boolean needsFinalizer(DeviceConfig config) {
    return config.getSpec().deletionPolicyOrDefault() == DeletionPolicy.RemoveManaged;
  }

  private static void changeFinalizer(DeviceConfig config, Context<DeviceConfig> context) {
    if (needsFinalizer(config)) {
      PrimaryUpdateAndCacheUtils.addFinalizer(context.getClient(), config, FINALIZER);
    } else {
      PrimaryUpdateAndCacheUtils.removeFinalizer(context.getClient(), config, FINALIZER);
    }
  }

  private UpdateControl<DeviceConfig> remove(DeviceConfig config, Context<DeviceConfig> context) {
    if (!config.hasFinalizer(FINALIZER)) {
      return UpdateControl.noUpdate();
    }
    Optional<Duration> again = removal.step(config);
    if (again.isEmpty()) {
      PrimaryUpdateAndCacheUtils.removeFinalizer(context.getClient(), config, FINALIZER);
    }
    return again
        .map(delay -> UpdateControl.<DeviceConfig>noUpdate().rescheduleAfter(delay))
        .orElseGet(UpdateControl::noUpdate);
  }
}
