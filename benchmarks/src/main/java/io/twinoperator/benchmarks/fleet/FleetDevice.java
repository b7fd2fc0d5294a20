package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A device that notes when it hears of a change and when it answers. Its link is that of the hub's
 * core: what it reports counts in no throttle, so that the hub's limits are the operator's alone.
 */
final class FleetDevice implements DeviceListener {
  private static final int REFUSED = 400;
  static final int APPLIED = 200;

  private final HubEmulator emulator;
  private final String deviceId;
  private final Answer answer;
  private final Duration delay;
  private final Map<String, Sighting> seen;
  private final DeviceLink link;

  /** How a device answers. */
  enum Answer {
    ACKNOWLEDGE,
    REJECT,
    SILENT
  }

  private FleetDevice(
      HubEmulator emulator,
      String deviceId,
      Answer answer,
      Duration delay,
      Map<String, Sighting> seen) {
    this.emulator = emulator;
    this.deviceId = deviceId;
    this.answer = answer;
    this.delay = delay;
    this.seen = seen;
    this.link = emulator.hub().connect(ClientId.device(deviceId), this);
  }

  /**
   * Connects a device.
   *
   * @param delay from hearing of a change to its answer
   * @param seen where it notes what it hears
   */
  static void connect(
      HubEmulator emulator,
      String deviceId,
      Answer answer,
      Duration delay,
      Map<String, Sighting> seen) {
    new FleetDevice(emulator, deviceId, answer, delay, seen);
  }

  @Override
  public void onDesired(ObjectNode patchWithVersion) {
    ObjectNode patch = patchWithVersion.deepCopy();
    seen.put(
        deviceId,
        new Sighting(RequestCounter.micros(emulator.clock().instant()), Optional.empty()));
    if (answer != Answer.SILENT) {
      emulator.agenda().schedule(emulator.clock().instant().plus(delay), () -> acknowledge(patch));
    }
  }

  private void acknowledge(ObjectNode patch) {
    long version = patch.path("$version").longValue();
    ObjectNode desired = (ObjectNode) link.twin().path("desired");
    ObjectNode reported = JsonNodeFactory.instance.objectNode();
    patch.remove("$version");
    patch
        .fieldNames()
        .forEachRemaining(key -> reported.set(key, answer(desired.get(key), version)));
    seen.computeIfPresent(
        deviceId,
        (id, sighting) ->
            new Sighting(
                sighting.heard(), Optional.of(RequestCounter.micros(emulator.clock().instant()))));
    link.report(reported);
  }

  private ObjectNode answer(JsonNode wanted, long version) {
    ObjectNode acknowledgement = JsonNodeFactory.instance.objectNode();
    acknowledgement.set("value", wanted);
    boolean refused = answer == Answer.REJECT;
    return acknowledgement
        .put("ac", refused ? REFUSED : APPLIED)
        .put("av", version)
        .put("ad", refused ? "not on this hardware" : "applied");
  }

  @Override
  public void dropped() {}

  /**
   * What a device has noted of the last change; microseconds since 1970.
   *
   * @param heard when it heard of it
   * @param reported when it answered, if it has
   */
  record Sighting(long heard, Optional<Long> reported) {}
}
