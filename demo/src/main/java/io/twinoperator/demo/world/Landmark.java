package io.twinoperator.demo.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinoperator.demo.device.DeviceOrders;
import io.twinoperator.demo.device.DeviceProgram;
import io.twinoperator.demo.device.DevicePrograms;
import io.twinoperator.emulator.HubEmulator;
import java.util.List;
import java.util.Optional;

/** The device that the examples are about: a program of its own where that is possible. */
public final class Landmark implements AutoCloseable {

  /** The only port that the vendor's device SDKs dial. */
  static final int MQTT_PORT = 8883;

  private final HubEmulator emulator;
  private final DemoFleet fleet;
  private final DevicePrograms programs;
  private final Optional<String> withoutMqtt;
  private Optional<DeviceProgram> program = Optional.empty();

  /**
   * @param withoutMqtt why the hub is not on {@link #MQTT_PORT}; empty if it is
   */
  Landmark(
      HubEmulator emulator,
      DemoFleet fleet,
      DevicePrograms programs,
      Optional<String> withoutMqtt) {
    this.emulator = emulator;
    this.fleet = fleet;
    this.programs = programs;
    this.withoutMqtt = withoutMqtt;
  }

  /**
   * Chooses its program and switches it on.
   *
   * @throws InterruptedException if interrupted while waiting for the program to be ready
   */
  public void switchOn() throws InterruptedException {
    DeviceOrders orders =
        new DeviceOrders(
            emulator.deviceConnectionString(DemoFleet.LANDMARK),
            emulator.caPem(),
            DemoFleet.FIRMWARE,
            DemoFleet.REPORTS);
    DeviceProgram chosen =
        programs.choose(withoutMqtt, orders, () -> fleet.connect(DemoFleet.LANDMARK));
    chosen.switchOn();
    program = Optional.of(chosen);
  }

  /** What runs on it, for people. */
  public String program() {
    return program.map(DeviceProgram::name).orElse("nothing");
  }

  /** Why it is no program over MQTT; empty if it is one. */
  public String shortcoming() {
    return program.map(DeviceProgram::shortcoming).orElse("it was not switched on");
  }

  /** Whether it has read its twin, or cannot tell, or never will. */
  public boolean isSettled() {
    return program
        .filter(
            running ->
                running.isRunning()
                    && running.shortcoming().isEmpty()
                    && running.notes().stream()
                        .noneMatch(note -> note.path("event").asText().equals("twin")))
        .isEmpty();
  }

  /** What it says that it has done, as {@link DeviceProgram#notes()}. */
  public List<JsonNode> notes() {
    return program.map(DeviceProgram::notes).orElse(List.of());
  }

  @Override
  public void close() {
    program.ifPresent(DeviceProgram::close);
  }
}
