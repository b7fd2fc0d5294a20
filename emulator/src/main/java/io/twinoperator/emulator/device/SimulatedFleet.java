package io.twinoperator.emulator.device;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Simulated devices spread over buildings B1 to B3, floors 1 to 5 and their rooms, with {@code
 * sensor-temp-042} on floor 3 of B1 among them. The same seed gives the same fleet.
 */
public final class SimulatedFleet {

  private final Map<String, SimulatedDevice> devices;
  private final List<FleetMember> members;

  private SimulatedFleet(Map<String, SimulatedDevice> devices, List<FleetMember> members) {
    this.devices = devices;
    this.members = members;
  }

  /**
   * Starts to describe a fleet.
   *
   * @param clock the clock of {@code hub} and {@code agenda}
   */
  public static Builder builder(EmulatedHub hub, Agenda agenda, InstantSource clock) {
    return new Builder(hub, agenda, clock);
  }

  /** Connects every device. */
  public void connectAll() {
    devices.values().forEach(SimulatedDevice::connect);
  }

  /** Disconnects every device. */
  public void disconnectAll() {
    devices.values().forEach(SimulatedDevice::disconnect);
  }

  /**
   * One device.
   *
   * @throws IllegalArgumentException if the fleet has none of that id
   */
  public SimulatedDevice device(String deviceId) {
    return Optional.ofNullable(devices.get(deviceId))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The fleet of " + devices.size() + " devices has no '" + deviceId + "'"));
  }

  /** Every device, in the order of their numbers. */
  public Collection<SimulatedDevice> devices() {
    return List.copyOf(devices.values());
  }

  /** Where each device is and how it started. */
  public List<FleetMember> members() {
    return members;
  }

  /** Describes a fleet; {@link #build()} creates it on the hub. */
  public static final class Builder {
    private static final MethodReply REBOOT =
        new MethodReply(
            Duration.ofSeconds(1),
            200,
            JsonNodeFactory.instance.objectNode().put("result", "rebooting"));

    private final EmulatedHub hub;
    private final Agenda agenda;
    private final InstantSource clock;
    private final List<Rule> rules = new ArrayList<>();
    private int count = 60;
    private long seed = 42;
    private Behaviour behaviour = new Behaviour.Apply(Duration.ofSeconds(1));
    private final Map<String, MethodReply> methods = new TreeMap<>();
    private Duration firmwareTime = Duration.ofSeconds(30);
    private Optional<Duration> reportEvery = Optional.empty();
    private Predicate<ClientId> kept = id -> false;

    private Builder(EmulatedHub hub, Agenda agenda, InstantSource clock) {
      this.hub = hub;
      this.agenda = agenda;
      this.clock = clock;
      methods.put("reboot", REBOOT);
    }

    /**
     * How many devices (60 unless told).
     *
     * @throws IllegalArgumentException below 1
     */
    public Builder count(int devices) {
      if (devices < 1) {
        throw new IllegalArgumentException("A fleet has at least 1 device, not " + devices);
      }
      this.count = devices;
      return this;
    }

    /** What every random value is drawn from. */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /** How devices behave for which nothing else is said (they apply after a second). */
    public Builder behaviour(Behaviour standard) {
      this.behaviour = standard;
      return this;
    }

    /** How one device behaves. */
    public Builder behaviour(String deviceId, Behaviour its) {
      return behaviour(member -> member.deviceId().equals(deviceId), its);
    }

    /** How some devices behave; of several rules that fit a device the last one counts. */
    public Builder behaviour(Predicate<FleetMember> who, Behaviour theirs) {
      rules.add(new Rule(who, theirs));
      return this;
    }

    /** What every device answers to a method; {@code reboot} is there unless it is replaced. */
    public Builder method(String name, MethodReply reply) {
      methods.put(name, reply);
      return this;
    }

    /** How long firmware takes to download and install (30 s). */
    public Builder firmwareTime(Duration time) {
      this.firmwareTime = time;
      return this;
    }

    /** Have each device report health, network, battery and time this often (never). */
    public Builder reportEvery(Duration interval) {
      this.reportEvery = Optional.of(interval);
      return this;
    }

    /** Takes devices that the hub has already as they are. */
    public Builder keepingExisting() {
      this.kept = hub.identities()::contains;
      return this;
    }

    /**
     * Creates the identities and twins on the hub; the devices are off.
     *
     * @throws io.twinoperator.emulator.hub.HubError if one of the ids is on the hub already, unless
     *     those are kept
     */
    public SimulatedFleet build() {
      Map<String, SimulatedDevice> devices = new LinkedHashMap<>();
      List<FleetMember> members = new ArrayList<>();
      for (int number = 1; number <= count; number++) {
        boolean makeRoom = number == count && count < 42;
        FleetMember member = makeRoom ? FleetMember.landmark() : FleetMember.numbered(number, seed);
        if (!kept.test(ClientId.device(member.deviceId()))) {
          create(member);
        }
        members.add(member);
        devices.put(
            member.deviceId(), new SimulatedDevice(hub, agenda, clock, profile(member, number)));
      }
      return new SimulatedFleet(devices, List.copyOf(members));
    }

    private DeviceProfile profile(FleetMember member, int number) {
      Behaviour its = behaviour;
      for (Rule rule : rules) {
        its = rule.who().test(member) ? rule.behaviour() : its;
      }
      return new DeviceProfile(
          member.deviceId(), its, methods, firmwareTime, reportEvery, seed * 1_000_003 + number);
    }

    private void create(FleetMember member) {
      ObjectNode desired = member.desired();
      TwinSeed.of(member.deviceId(), member.tags(), desired, member.reported()).applyTo(hub);
    }

    private record Rule(Predicate<FleetMember> who, Behaviour behaviour) {}
  }
}
