package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.iothub.DeviceChange;
import io.twinoperator.iothub.DeviceChanges;
import io.twinoperator.iothub.HubDirectory;
import java.util.Objects;

/**
 * Wakes DeviceConfigs for what happens elsewhere: their device has come, changed or gone, their hub
 * or its Secret has changed, or the schema that they name, another DeviceConfig for the same device
 * has come, changed or gone, so that a leaf may have another owner, a rollout has let go of its
 * leaves, or a configuration of the hub that stood in the way may be gone.
 */
final class DeviceConfigTriggers extends SimpleInboundEventSource<DeviceConfig>
    implements ResourceEventAware<DeviceConfig> {

  private final DeviceConfigClaims claims;
  private final PassMemory memory;

  DeviceConfigTriggers(
      Claimants claimants,
      HubDirectory directory,
      DeviceChanges changes,
      DesiredSchemas schemas,
      PassMemory memory) {
    super("device-config-triggers");
    this.claims = claimants.own();
    this.memory = memory;
    // What is at rest stays so: another key or other limits move no twin, and the sweep tells of
    // one.
    directory.onChange(hub -> claims.namedBy(hub).forEach(this::propagateEvent));
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

  private void haveLook(ResourceID id) {
    memory.lookAt(id);
    propagateEvent(id);
  }
}
