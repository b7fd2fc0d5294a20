package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.IoTHub;
import io.twinoperator.iothub.DeviceChange;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.schema.DesiredSchemas;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Wakes DeviceConfigs for what happens elsewhere: their device has come, changed or gone, their hub
 * or its Secret has changed, or the schema that they name, another DeviceConfig for the same device
 * has come, changed or gone, so that a leaf may have another owner, a rollout has let go of its
 * leaves, or a configuration of the hub that stood in the way may be gone.
 */
final class DeviceConfigTriggers extends SimpleInboundEventSource<DeviceConfig>
    implements ResourceEventAware<DeviceConfig> {

  private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final DeviceConfigClaims claims;
  private final HubDirectory directory;
  private final PassMemory memory;
  private final Map<HubKey, Address> addresses = new ConcurrentHashMap<>();

  /** Which hub an IoTHub leads to. */
  private record Address(String hostName, Optional<String> endpoint) {
    static Address of(IoTHub hub) {
      return new Address(hub.getSpec().hostName(), Optional.ofNullable(hub.getSpec().endpoint()));
    }
  }

  DeviceConfigTriggers(
      Claimants claimants,
      HubDirectory directory,
      DeviceChanges changes,
      DesiredSchemas schemas,
      PassMemory memory) {
    super("device-config-triggers");
    this.claims = claimants.own();
    this.directory = directory;
    this.memory = memory;
    directory.onChange(this::hubChanged);
    changes.onChange(this::heard);
    claimants
        .all()
        .onRelease(
            (host, devices) ->
                devices.forEach(device -> claims.on(host, device).forEach(this::haveLook)));
    claimants.configurations().onChange(host -> claims.inConflictOn(host).forEach(this::haveLook));
    schemas.onChange(this::haveLook);
  }

  /** JOSDK starts the controller's own source first and in full, so all claims are known by now. */
  @Override
  public void start() {
    super.start();
    claims.markSynced();
  }

  @Override
  public void onResourceCreated(DeviceConfig config) {
    wakeSiblings(config);
  }

  @Override
  public void onResourceUpdated(DeviceConfig after, DeviceConfig before) {
    boolean claimsMayDiffer =
        !Objects.equals(after.getMetadata().getGeneration(), before.getMetadata().getGeneration())
            || after.isMarkedForDeletion() != before.isMarkedForDeletion();
    if (claimsMayDiffer) {
      wakeSiblings(after);
    }
  }

  @Override
  public void onResourceDeleted(DeviceConfig config) {
    wakeSiblings(config);
  }

  private void wakeSiblings(DeviceConfig config) {
    claims.siblingsOf(config).forEach(this::propagateEvent);
  }

  /** What differs from what a pass saw last is a reason to read, and nothing more. */
  private boolean heard(DeviceChange change) {
    boolean news = false;
    for (DeviceConfig config : claims.watching(change.host(), change.deviceId())) {
      if (memory.isNews(config, change.seen())) {
        haveLook(ResourceID.fromResource(config));
        news = true;
      }
    }
    return news;
  }

  /** What is at rest stays so: another key or other limits move no twin. Another hub has others. */
  private void hubChanged(HubKey hub) {
    Optional<Address> now = directory.find(hub).map(Address::of);
    Optional<Address> before =
        Optional.ofNullable(
            now.isPresent() ? addresses.put(hub, now.get()) : addresses.remove(hub));
    if (now.equals(before)) {
      claims.namedBy(hub).forEach(this::propagateEvent);
    } else {
      claims.namedBy(hub).forEach(this::haveLook);
    }
  }

  /**
   * Wakes an object that was created while the pass of a deleted one of its name ran: the framework
   * takes the one for the other, and forgets it when the pass has ended.
   */
  void wakeSuccessor(ResourceID deleted) {
    SOON.execute(
        () ->
            claims
                .find(deleted)
                .ifPresent(
                    live ->
                        getEventHandler()
                            .handleEvent(
                                new ResourceEvent(ResourceAction.UPDATED, deleted, live))));
  }

  private void haveLook(ResourceID id) {
    memory.lookAt(id);
    propagateEvent(id);
  }
}
