package io.twinoperator.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A simulated device of the emulator, where no program can reach the hub over MQTT.
 *
 * @param shortcoming why none can
 * @param connect switches it on
 */
record InProcessDevice(String shortcoming, Runnable connect) implements DeviceProgram {

  @Override
  public String name() {
    return "simulated in this process (" + shortcoming + ")";
  }

  @Override
  public void switchOn() {
    connect.run();
  }

  @Override
  public boolean isRunning() {
    return true;
  }

  @Override
  public List<JsonNode> notes() {
    return List.of();
  }

  /** The fleet switches it off with all the others. */
  @Override
  public void close() {}
}
