package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.configuration.ConfigurationSettings;
import io.twinoperator.emulator.configuration.Configurations;
import java.util.List;
import java.util.function.Consumer;

/** Automatic device management as the service API shows it; it runs when the agenda is run. */
public final class HubConfigurations {
  /** The most configurations that a list answers, and that a hub can have. */
  public static final int MAX_LISTED = 100;

  private final HubCore core;
  private final Configurations configurations;

  HubConfigurations(HubCore core, Twins twins, Queries queries) {
    this.core = core;
    this.configurations =
        new Configurations(
            new ConfigurationSettings(
                core.settings().tier().configurations(),
                core.settings().switches().serviceRules().configurations()),
            core.clock(),
            core.agenda(),
            new ConfiguredTwins(core, twins, queries),
            core::lockedRun);
  }

  /** Creates one; throws when it is there already, or the tier allows no more. */
  public ObjectNode create(String id, ObjectNode body) {
    return core.locked(() -> configurations.create(id, body));
  }

  /** Replaces condition, priority, labels and metrics of one; its content cannot be changed. */
  public ObjectNode replace(String id, ObjectNode body, IfMatch ifMatch) {
    return core.locked(
        () ->
            core.precondition(ifMatch).isUnconditional()
                ? configurations.create(id, body)
                : configurations.replace(id, body, etagCheck(id, ifMatch)));
  }

  /** One configuration; throws ConfigurationNotFound. */
  public ObjectNode get(String id) {
    return core.locked(() -> configurations.get(id));
  }

  /** The first {@code top} in the order of their ids; at most {@link #MAX_LISTED}. */
  public List<ObjectNode> list(int top) {
    return core.locked(() -> configurations.list(top));
  }

  /** Deletes one; its settings leave the twins at the next run. */
  public void delete(String id, IfMatch ifMatch) {
    core.lockedRun(() -> configurations.delete(id, etagCheck(id, ifMatch)));
  }

  /** What is wrong with a condition and with metrics' queries, without creating anything. */
  public ObjectNode testQueries(ObjectNode body) {
    return core.locked(() -> configurations.testQueries(body));
  }

  /** Writes the modules of one IoT Edge device at once; throws for any other device. */
  public void apply(String deviceId, ObjectNode content) {
    core.lockedRun(
        () -> {
          if (!core.registry().get(ClientId.device(deviceId)).identity().iotEdge()) {
            // Seen on live hubs: iotedgehubdev issues 206 and 244.
            throw new HubError(
                ErrorCode.ARGUMENT_INVALID,
                "BadRequest: device " + deviceId + " is not an IoT Edge device");
          }
          configurations.apply(deviceId, content);
        });
  }

  /** The configurations themselves, guarded by the hub's lock. */
  Configurations all() {
    return configurations;
  }

  private Consumer<String> etagCheck(String id, IfMatch ifMatch) {
    Precondition precondition = core.precondition(ifMatch);
    return etag -> precondition.check(etag, "Configuration " + id);
  }
}
