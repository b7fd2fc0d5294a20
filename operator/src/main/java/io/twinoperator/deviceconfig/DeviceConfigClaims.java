package io.twinoperator.deviceconfig;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.twinoperator.api.v1alpha1.DeviceConfig;
import io.twinoperator.api.v1alpha1.DeviceConfigSpec.Mode;
import io.twinoperator.hub.HubHost;
import io.twinoperator.iothub.HubDirectory;
import io.twinoperator.iothub.HubKey;
import io.twinoperator.iothub.WatchedDevices;
import io.twinoperator.ownership.Claim;
import io.twinoperator.ownership.ClaimSource;
import io.twinoperator.ownership.DeviceClaims;
import io.twinoperator.ownership.Owner;
import io.twinoperator.twin.AppliedLeaf;
import io.twinoperator.twin.LeafPath;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The claims of all DeviceConfigs, in all namespaces: those that lead to one host, through
 * whichever IoTHub, claim leaves of the same devices. It reads the cache that the controller keeps
 * anyway.
 */
public final class DeviceConfigClaims implements ClaimSource, WatchedDevices {

  /** The kind as it stands in an {@link Owner}. */
  public static final String KIND = "DeviceConfig";

  private static final String BY_HUB = "hub";
  private static final String BY_DEVICE = "device";

  private final HubDirectory directory;
  private volatile @Nullable IndexerResourceCache<DeviceConfig> cache;
  private volatile boolean synced;

  /** Claims that are unknown until the controller's cache has been read. */
  public DeviceConfigClaims(HubDirectory directory) {
    this.directory = directory;
  }

  /** The DeviceConfig as an owner of leaves. */
  static Owner owner(DeviceConfig config) {
    var metadata = config.getMetadata();
    String created = metadata.getCreationTimestamp();
    return new Owner(
        KIND,
        metadata.getNamespace(),
        metadata.getName(),
        created == null ? Instant.MAX : Instant.parse(created));
  }

  /** The IoTHub that a DeviceConfig names. */
  static HubKey hub(DeviceConfig config) {
    return new HubKey(config.getMetadata().getNamespace(), config.getSpec().hubRef().name());
  }

  /** The id of its device on the hub: as given, or the object's name. */
  static String deviceId(DeviceConfig config) {
    String given = config.getSpec().deviceId();
    return given == null ? config.getMetadata().getName() : given;
  }

  @Override
  public Optional<DeviceClaims> claimsOn(HubHost host, String deviceId) {
    if (!synced) {
      return Optional.empty();
    }
    List<Claim> claims =
        directory.hubsOf(host).stream()
            .flatMap(hub -> indexed(BY_DEVICE, deviceKey(hub, deviceId)))
            .filter(config -> !config.isMarkedForDeletion())
            .flatMap(DeviceConfigClaims::claims)
            .toList();
    return Optional.of(DeviceClaims.of(claims));
  }

  @Override
  public Optional<Set<String>> devicesOn(HubHost host) {
    return synced
        ? Optional.of(
            directory.hubsOf(host).stream()
                .flatMap(hub -> indexed(BY_HUB, hub.toString()))
                .filter(DeviceConfigClaims::isWatching)
                .map(DeviceConfigClaims::deviceId)
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  /** The DeviceConfigs that want to hear of a device. */
  List<DeviceConfig> watching(HubHost host, String deviceId) {
    return directory.hubsOf(host).stream()
        .flatMap(hub -> indexed(BY_DEVICE, deviceKey(hub, deviceId)))
        .filter(DeviceConfigClaims::isWatching)
        .toList();
  }

  private static boolean isWatching(DeviceConfig config) {
    return !config.isMarkedForDeletion() && !config.getSpec().suspended();
  }

  /** Puts the indexes on the controller's cache; before it is started. */
  void attach(IndexerResourceCache<DeviceConfig> primaries) {
    primaries.addIndexers(
        Map.of(
            BY_HUB, config -> List.of(hub(config).toString()),
            BY_DEVICE, config -> List.of(deviceKey(hub(config), deviceId(config)))));
    cache = primaries;
  }

  /** To be called when the cache has been read in full. */
  void markSynced() {
    synced = true;
  }

  /** A DeviceConfig as the cache has it. */
  Optional<DeviceConfig> find(ResourceID id) {
    IndexerResourceCache<DeviceConfig> known = cache;
    return known == null ? Optional.empty() : known.get(id);
  }

  /** Every DeviceConfig that names an IoTHub. */
  Set<ResourceID> namedBy(HubKey hub) {
    return indexed(BY_HUB, hub.toString())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** Every DeviceConfig of a host that leaves something alone because another has it. */
  Set<ResourceID> inConflictOn(HubHost host) {
    return directory.hubsOf(host).stream()
        .flatMap(hub -> indexed(BY_HUB, hub.toString()))
        .filter(config -> config.getStatus() != null && config.getStatus().conflicts() != null)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** Every DeviceConfig for a device. */
  Set<ResourceID> on(HubHost host, String deviceId) {
    return directory.hubsOf(host).stream()
        .flatMap(hub -> indexed(BY_DEVICE, deviceKey(hub, deviceId)))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /** The other DeviceConfigs for the same device of the same host. */
  Set<ResourceID> siblingsOf(DeviceConfig config) {
    HubKey own = hub(config);
    Set<HubKey> hubs = directory.hostOf(own).map(directory::hubsOf).orElseGet(() -> Set.of(own));
    return hubs.stream()
        .flatMap(hub -> indexed(BY_DEVICE, deviceKey(hub, deviceId(config))))
        .map(ResourceID::fromResource)
        .filter(id -> !id.equals(ResourceID.fromResource(config)))
        .collect(Collectors.toSet());
  }

  private Stream<DeviceConfig> indexed(String index, String key) {
    IndexerResourceCache<DeviceConfig> known = cache;
    // Before the controller runs there is nothing to ask, and every DeviceConfig is looked at
    // anyway.
    return known == null || !synced ? Stream.empty() : known.byIndex(index, key).stream();
  }

  /**
   * A spec that breaks a rule claims what it has come to manage before, and no more; one that only
   * observes claims nothing.
   */
  private static Stream<Claim> claims(DeviceConfig config) {
    if (config.getSpec().modeOrDefault() == Mode.Observe) {
      return Stream.empty();
    }
    DeviceIntent intent = DeviceIntent.of(config.getSpec());
    Collection<LeafPath> paths =
        intent.isValid()
            ? intent.wanted().keySet()
            : ManagedLeaves.of(Optional.ofNullable(config.getStatus())).stream()
                .map(AppliedLeaf::path)
                .toList();
    Owner owner = owner(config);
    return paths.stream().map(path -> new Claim(owner, path));
  }

  /** No id of a device and no name of an object has a slash. */
  private static String deviceKey(HubKey hub, String deviceId) {
    return hub + "/" + deviceId;
  }
}
