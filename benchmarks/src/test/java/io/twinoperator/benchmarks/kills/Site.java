package io.twinoperator.benchmarks.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.fleet.Sample;
import io.twinoperator.benchmarks.kills.DeviceEvidence.Kind;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.http.RecentRequest;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A hub over sockets with the devices of some rollouts, and what was done to it. */
final class Site implements AutoCloseable {
  /** Units of S3 that the hub has: 200 devices a second by jobs. */
  static final int UNITS = 4;

  private static final int OUTSIDERS = 20;

  private final Fuse fuse;
  private final AtomicLong hubWrites = new AtomicLong();
  private final HubEmulator emulator;
  private final Map<String, List<Resident>> groups = new LinkedHashMap<>();

  /** A device, what it was like at first, and, unless it is off, the device itself. */
  private record Resident(
      String id, Kind kind, JsonNode before, long version, Optional<WitnessDevice> witness) {}

  Site(Fuse fuse) {
    this.fuse = fuse;
    this.emulator =
        HubEmulator.builder()
            .settings(HubSettings.of(Tier.S3, UNITS).with(ThrottleSettings.on()))
            .onRequest(this::answered)
            .start();
  }

  private void answered(RecentRequest request) {
    boolean isWrite =
        switch (request.method()) {
          case "PUT", "PATCH", "DELETE" -> true;
          case "POST" -> request.target().contains("/cancel");
          default -> false;
        };
    if (isWrite) {
      hubWrites.incrementAndGet();
      fuse.seen(Moment.HUB_WRITE);
    }
    fuse.seen(Moment.HUB_CALL);
  }

  /** Where it is. */
  FleetHub.Address address() {
    return new FleetHub.Address(
        emulator.endpoint().uri().toString(),
        emulator.httpsPort(),
        emulator.caPem(),
        emulator.connectionString(FleetHub.HOST));
  }

  /** Requests that write and have been answered, whoever they are of. */
  long hubWrites() {
    return hubWrites.get();
  }

  /** Creates the devices of a rollout and some that are not of it, and switches them on. */
  void settle(Scenario scenario) {
    List<Resident> residents = new ArrayList<>();
    for (int number = 0; number < Scenario.DEVICES; number++) {
      residents.add(settle(scenario.name(), number, scenario.name(), scenario.kind(number)));
    }
    for (int number = 0; number < OUTSIDERS; number++) {
      residents.add(settle(scenario.name() + "-other", number, "others", Kind.OUTSIDER));
    }
    groups.put(scenario.name(), List.copyOf(residents));
  }

  private Resident settle(String prefix, int number, String group, Kind kind) {
    String id = Sample.name(prefix, number);
    ObjectNode desired = Scenario.before(number);
    if (kind == Kind.EQUAL) {
      desired.setAll(Scenario.change());
    }
    // A device that is off has never reported: a report of just now would make it look alive.
    ObjectNode reported =
        kind == Kind.OFF ? JsonNodeFactory.instance.objectNode() : desired.deepCopy();
    ObjectNode tags = JsonNodeFactory.instance.objectNode().put("plant", group);
    TwinSeed.of(id, tags, desired, reported).applyTo(emulator.hub());
    JsonNode twin = twin(id);
    return new Resident(
        id,
        kind,
        plain(twin.at("/properties/desired")),
        version(twin),
        kind == Kind.OFF
            ? Optional.empty()
            : Optional.of(
                WitnessDevice.connect(emulator, id, kind, () -> fuse.seen(Moment.TWIN_WRITE))));
  }

  /** How often desired properties of a rollout's devices were written. */
  long twinWrites(Scenario scenario) {
    return evidence(scenario).stream().mapToLong(DeviceEvidence::writes).sum();
  }

  /** What became of a rollout's devices and of those beside them. */
  List<DeviceEvidence> evidence(Scenario scenario) {
    return groups.getOrDefault(scenario.name(), List.of()).stream().map(this::evidence).toList();
  }

  private DeviceEvidence evidence(Resident resident) {
    JsonNode twin = twin(resident.id());
    return new DeviceEvidence(
        resident.id(),
        resident.kind(),
        resident.before(),
        plain(twin.at("/properties/desired")),
        plain(twin.at("/properties/reported")),
        version(twin) - resident.version(),
        resident.witness().map(WitnessDevice::heard).orElse(List.of()));
  }

  private JsonNode twin(String id) {
    return emulator.hub().twins().get(ClientId.device(id));
  }

  private static long version(JsonNode twin) {
    return twin.at("/properties/desired/$version").asLong();
  }

  private static JsonNode plain(JsonNode section) {
    ObjectNode plain = section.deepCopy();
    plain.remove(List.of("$version", "$metadata"));
    return plain;
  }

  @Override
  public void close() {
    emulator.close();
  }
}
