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
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Mode;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.reconcile.MeaningfulChange;
import io.twinoperator.reconcile.PrunedStore;
import io.twinoperator.schema.DesiredSchemas;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Brings one device's twin to what its DeviceConfig asks: one {@link DevicePass} each time it is
 * woken. What stands here is the dealings with the framework: what wakes an object, its finalizer
 * and its deletion.
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

  private final PassMemory memory = new PassMemory();
  private final Claimants claimants;
  private final List<EventSource<?, DeviceConfig>> onlookers;
  private final DeviceConfigTriggers triggers;
  private final DevicePass pass;
  private final DeviceRemoval removal;

  /**
   * A reconciler.
   *
   * @param claimants what decides who may write a leaf
   * @param changes tells of devices that have changed without our doing
   * @param schemas the schemas that DeviceConfigs name
   * @param onlookers told of every change of an object
   * @param random 0 to 1, to spread what is tried again
   */
  public DeviceConfigReconciler(
      HubDirectory directory,
      Claimants claimants,
      DeviceChanges changes,
      DesiredSchemas schemas,
      List<EventSource<?, DeviceConfig>> onlookers,
      Pace pace,
      InstantSource clock,
      DoubleSupplier random) {
    this.claimants = claimants;
    this.onlookers = List.copyOf(onlookers);
    this.triggers = new DeviceConfigTriggers(claimants, directory, changes, schemas, memory);
    this.pass = new DevicePass(directory, claimants, schemas, pace, memory, clock, random);
    this.removal = new DeviceRemoval(directory, claimants, clock, pace.removal());
  }

  @Override
  public List<EventSource<?, DeviceConfig>> prepareEventSources(
      EventSourceContext<DeviceConfig> context) {
    claimants.own().attach(context.getPrimaryCache());
    return Stream.concat(Stream.of(triggers), onlookers.stream()).toList();
  }

  @Override
  public UpdateControl<DeviceConfig> reconcile(DeviceConfig config, Context<DeviceConfig> context) {
    ResourceID id = ResourceID.fromResource(config);
    if (context.isPrimaryResourceDeleted()) {
      pass.forget(id);
      triggers.wakeSuccessor(id);
      return UpdateControl.noUpdate();
    }
    if (config.isMarkedForDeletion()) {
      return remove(config, context);
    }
    if (config.hasFinalizer(FINALIZER) != needsFinalizer(config)) {
      changeFinalizer(config, context);
      return UpdateControl.noUpdate(); // The change of the finalizer wakes the object again.
    }
    Optional<Duration> next = pass.run(config, context);
    return next.map(delay -> UpdateControl.<DeviceConfig>noUpdate().rescheduleAfter(delay))
        .orElseGet(UpdateControl::noUpdate);
  }

  private static boolean needsFinalizer(DeviceConfig config) {
    return config.getSpec().deletionPolicyOrDefault() == DeletionPolicy.RemoveManaged
        && config.getSpec().modeOrDefault() == Mode.Enforce;
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
