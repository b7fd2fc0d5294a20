package io.twinoperator.fleetrollout.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.DeviceLink;
import io.twinoperator.emulator.hub.DeviceListener;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.twin.LeafPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device on the other side of the hub. It knows nothing of rollouts: it is told what is desired
 * and answers in its own way, well or badly.
 */
final class Device implements DeviceListener {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int OK = 200;
  private static final int WORKING_ON_IT = 202;
  private static final int REFUSED = 400;
  private static final int BROKEN = 500;

  /** What it looks at of what is desired. */
  private static final List<LeafPath> KNOWN = List.of(Change.INTERVAL, Change.LEVEL, Change.LEGACY);

  private final String id;
  private final EmulatedHub hub;
  private final VirtualTime time;
  private final Behaviour behaviour;
  private final Map<LeafPath, JsonNode> seen = new HashMap<>();
  private final Map<LeafPath, Long> askedAt = new HashMap<>();
  private Optional<DeviceLink> link = Optional.empty();
  private long connection;

  Device(String id, EmulatedHub hub, VirtualTime time, Behaviour behaviour) {
    this.id = id;
    this.hub = hub;
    this.time = time;
    this.behaviour = behaviour;
  }

  String id() {
    return id;
  }

  boolean isConnected() {
    return link.isPresent();
  }

  /**
   * Connects, reads what is desired and answers what it has not seen; nothing if it is not known.
   */
  void connect() {
    if (link.isPresent()) {
      return;
    }
    try {
      link = Optional.of(hub.connect(ClientId.device(id), this));
    } catch (HubError notRegistered) {
      return;
    }
    connection++;
    JsonNode desired = link.get().twin().path("desired");
    long version = desired.path("$version").asLong();
    for (LeafPath path : KNOWN) {
      JsonNode value = Change.at(desired, path);
      boolean isNew = !value.isContainerNode() && !value.equals(seen.getOrDefault(path, value));
      if (seen.containsKey(path) ? isNew : false) {
        asked(path, value, version);
      }
      seen.put(path, value);
    }
  }

  /** Goes away; what it was about to report is lost. */
  void disconnect() {
    link.ifPresent(DeviceLink::close);
    link = Optional.empty();
    connection++;
  }

  /** It is made anew: nothing of before is known to it. */
  void forget() {
    disconnect();
    seen.clear();
    askedAt.clear();
  }

  /** Reports what it has at the start, as it would have long ago. */
  void introduce(Map<LeafPath, JsonNode> values) {
    if (behaviour.kind() == Behaviour.Kind.NEVER_REPORTS || values.isEmpty()) {
      return;
    }
    ObjectNode report = JSON.objectNode();
    values.forEach((path, value) -> Change.put(report, path, value));
    link.ifPresent(open -> open.report(report));
  }

  @Override
  public void onDesired(ObjectNode patch) {
    long version = patch.path("$version").asLong();
    for (LeafPath path : KNOWN) {
      JsonNode value = Change.at(patch, path);
      if (!value.isMissingNode() && !value.isContainerNode()) {
        seen.put(
            path,
            value.isNull() ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : value);
        asked(path, value, version);
      }
    }
  }

  @Override
  public void dropped() {
    link = Optional.empty();
    connection++;
  }

  private void asked(LeafPath path, JsonNode wanted, long version) {
    askedAt.put(path, version);
    if (wanted.isNull() || wanted.isMissingNode()) {
      report(behaviour.first(), path, version, JSON.nullNode());
      return;
    }
    JsonNode other = JSON.numberNode(99);
    Duration first = behaviour.first();
    Duration second = behaviour.second();
    switch (behaviour.kind()) {
      case ACKNOWLEDGES -> report(first, path, version, ack(wanted, OK, version));
      case ACCEPTS_THEN_APPLIES -> {
        report(first, path, version, ack(wanted, WORKING_ON_IT, version));
        report(second, path, version, ack(wanted, OK, version));
      }
      case REPORTS_PLAINLY -> report(first, path, version, wanted);
      case LIES -> report(first, path, version, ack(other, OK, version));
      case REJECTS -> report(first, path, version, ack(other, REFUSED, version));
      case REJECTS_THEN_APPLIES -> {
        report(first, path, version, ack(other, BROKEN, version));
        report(second, path, version, ack(wanted, OK, version));
      }
      case IS_SILENT, NEVER_REPORTS -> {}
      case FLAPS -> {
        report(first, path, version, ack(wanted, OK, version));
        report(second, path, version, ack(other, OK, version));
        report(second.plus(first), path, version, ack(wanted, OK, version));
      }
      case ACKNOWLEDGES_STALE_FIRST -> {
        report(first, path, version, ack(wanted, OK, version - 1));
        report(second, path, version, ack(wanted, OK, version));
      }
      case ACKNOWLEDGES_STALE_ONLY -> report(first, path, version, ack(wanted, OK, version - 1));
      case IS_STUCK -> report(first, path, version, ack(wanted, WORKING_ON_IT, version));
    }
  }

  private static ObjectNode ack(JsonNode value, int code, long version) {
    ObjectNode ack = JSON.objectNode();
    ack.set("value", value);
    return ack.put("ac", code).put("av", version);
  }

  /** Reports later, unless it has gone or has been asked for something newer by then. */
  private void report(Duration delay, LeafPath path, long version, JsonNode value) {
    long mine = connection;
    time.in(
        delay,
        () -> {
          boolean isLate = !Long.valueOf(version).equals(askedAt.get(path));
          if (mine != connection || isLate || link.isEmpty()) {
            return;
          }
          ObjectNode report = JSON.objectNode();
          Change.put(report, path, value);
          link.get().report(report);
        });
  }
}
