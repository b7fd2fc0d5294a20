package io.twinoperator.benchmarks.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A device that answers at once and remembers every change it has heard of. What it does counts in
 * no throttle: the hub's limits are the operator's alone.
 */
final class WitnessDevice implements DeviceListener {
  private static final String VERSION = "$version";
  private static final int APPLIED = 200;
  private static final int REFUSED = 400;

  private final HubEmulator emulator;
  private final DeviceLink link;
  private final DeviceEvidence.Kind kind;
  private final Runnable onChange;
  private final List<ObjectNode> heard = new CopyOnWriteArrayList<>();

  private WitnessDevice(
      HubEmulator emulator, String deviceId, DeviceEvidence.Kind kind, Runnable onChange) {
    this.emulator = emulator;
    this.kind = kind;
    this.onChange = onChange;
    this.link = emulator.hub().connect(ClientId.device(deviceId), this);
  }

  /**
   * Connects a device that is on the hub.
   *
   * @param onChange told of each change before the hub goes on
   */
  static WitnessDevice connect(
      HubEmulator emulator, String deviceId, DeviceEvidence.Kind kind, Runnable onChange) {
    return new WitnessDevice(emulator, deviceId, kind, onChange);
  }

  /** The changes it has heard of, in order, without their versions. */
  List<ObjectNode> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void onDesired(ObjectNode patchWithVersion) {
    ObjectNode patch = patchWithVersion.deepCopy();
    long version = patch.remove(VERSION).longValue();
    heard.add(patch);
    emulator.agenda().schedule(emulator.clock().instant(), () -> answer(patch, version));
    onChange.run();
  }

  private void answer(ObjectNode patch, long version) {
    ObjectNode twin = link.twin();
    ObjectNode reported = JsonNodeFactory.instance.objectNode();
    patch
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              reported.set(
                  name,
                  property.getValue().isNull()
                      ? JsonNodeFactory.instance.nullNode()
                      : acknowledgement(twin.at("/desired/" + name), version));
            });
    link.report(reported);
  }

  private JsonNode acknowledgement(JsonNode wanted, long version) {
    ObjectNode acknowledgement = JsonNodeFactory.instance.objectNode();
    acknowledgement.set("value", wanted);
    boolean refused = kind == DeviceEvidence.Kind.REJECTING;
    return acknowledgement
        .put("ac", refused ? REFUSED : APPLIED)
        .put("av", version)
        .put("ad", refused ? "not on this hardware" : "applied");
  }

  @Override
  public void dropped() {}
}
