package io.twinoperator.demo.world;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.FleetMember;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.IfMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The demo's devices: 60 in three buildings, of several makes, with the landmark among them. */
public final class DemoFleet {

  /** The device that the examples are about. */
  public static final String LANDMARK = "sensor-temp-042";

  /** The device of floor 3 that is away when its wave is released. */
  public static final String SLEEPER = "sensor-temp-053";

  /** The floor whose devices were set up by hand, each in its own way. */
  public static final int HANDMADE_FLOOR = 4;

  /** Devices of that floor with firmware 2.0.5, which cannot do what is asked of the floor. */
  public static final List<String> OLD_FIRMWARE = List.of("sensor-temp-010", "sensor-temp-040");

  private static final int SIZE = 60;
  private static final long SEED = 42;

  /** How long an update of the firmware takes. */
  static final Duration FIRMWARE = Duration.ofSeconds(9);

  /** How often devices report their health. */
  static final Duration REPORTS = Duration.ofSeconds(5);

  /** Off all the time, on floors 5 and 2. */
  public static final Set<String> OFF = Set.of("sensor-temp-015", "sensor-temp-050");

  private static final Set<String> DEBUGGED =
      Set.of("sensor-temp-005", "sensor-temp-017", "sensor-temp-031");

  private final SimulatedFleet fleet;

  private DemoFleet(SimulatedFleet fleet) {
    this.fleet = fleet;
  }

  /** Registers the devices and switches on all but three; the landmark is not on yet. */
  static DemoFleet on(HubEmulator emulator) {
    EmulatedHub hub = emulator.hub();
    SimulatedFleet fleet =
        SimulatedFleet.builder(hub, emulator.agenda(), emulator.clock())
            .count(SIZE)
            .seed(SEED)
            .behaviour(standard())
            .behaviour(member -> number(member) % 3 == 0, acknowledging())
            .behaviour(member -> number(member) % 10 == 8, working())
            .behaviour("sensor-temp-052", new Behaviour.Apply(Duration.ofSeconds(4)))
            .behaviour(LANDMARK, new Behaviour.Apply(Duration.ofMillis(1200)))
            .firmwareTime(FIRMWARE)
            .reportEvery(REPORTS)
            .build();
    DEBUGGED.forEach(
        device -> hub.twins().patch(ClientId.device(device), debugging(), new IfMatch.Absent()));
    HandmadeFloor.on(hub, fleet.members());
    fleet.devices().stream()
        .filter(device -> !OFF.contains(device.deviceId()))
        .filter(device -> !device.deviceId().equals(SLEEPER))
        .filter(device -> !device.deviceId().equals(LANDMARK))
        .forEach(SimulatedDevice::connect);
    return new DemoFleet(fleet);
  }

  private static Behaviour standard() {
    return new Behaviour.Apply(Duration.ofMillis(700));
  }

  private static Behaviour acknowledging() {
    return new Behaviour.Acknowledge(Duration.ofMillis(900));
  }

  private static Behaviour working() {
    return new Behaviour.AcceptThenApply(Duration.ofMillis(600), Duration.ofMillis(3500));
  }

  private static int number(FleetMember member) {
    return number(member.deviceId());
  }

  static int number(String deviceId) {
    return Integer.parseInt(deviceId.substring(deviceId.lastIndexOf('-') + 1));
  }

  private static ObjectNode debugging() {
    ObjectNode twin = JsonNodeFactory.instance.objectNode();
    twin.putObject("tags").put("debugSince", "2026-02-01");
    twin.putObject("properties")
        .putObject("desired")
        .putObject("debug")
        .put("traceLevel", "verbose")
        .put("endpoint", "https://trace.acme.example");
    return twin;
  }

  /**
   * Switches a device on.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public void connect(String deviceId) {
    fleet.device(deviceId).connect();
  }

  /**
   * Switches a device off.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public void disconnect(String deviceId) {
    fleet.device(deviceId).disconnect();
  }

  /**
   * From now on the devices with old firmware refuse what is asked of them, with code 400.
   *
   * @param words their own
   */
  public void refuse(String words) {
    Behaviour refusing = new Behaviour.Reject(Duration.ofMillis(1200), 400, words);
    OLD_FIRMWARE.forEach(device -> fleet.device(device).behave(refusing));
  }

  /** From now on the devices with old firmware do what is asked of them. */
  public void comply() {
    OLD_FIRMWARE.forEach(device -> fleet.device(device).behave(standard()));
  }

  /** A third of the devices, in order: those that are off all the time, and every third other. */
  public List<String> third() {
    List<String> third =
        deviceIds().stream()
            .filter(device -> number(device) % 3 == 1 && number(device) <= 3 * (SIZE / 3 - 2))
            .collect(Collectors.toCollection(ArrayList::new));
    third.addAll(OFF);
    return third.stream().sorted().toList();
  }

  /** The devices of a floor, in order. */
  public List<String> onFloor(int floor) {
    return fleet.members().stream()
        .filter(member -> member.floor() == floor)
        .map(FleetMember::deviceId)
        .sorted()
        .toList();
  }

  /** The ids of all devices, in order. */
  public List<String> deviceIds() {
    return fleet.devices().stream().map(SimulatedDevice::deviceId).toList();
  }

  /** Number of devices that are connected. */
  public long online() {
    return fleet.devices().stream().filter(SimulatedDevice::isConnected).count();
  }

  void off() {
    fleet.disconnectAll();
  }
}
