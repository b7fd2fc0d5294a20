package io.twinoperator.demo.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the program for a device: the one in Python if the machine can run it, else one in Java. It
 * gets Python ready in the background from the start.
 */
public final class DevicePrograms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DevicePrograms.class);

  private final Path project;
  private final Duration patience;
  private final PythonSetUp python;

  /**
   * Begins to get Python ready.
   *
   * @param project the folder of the sources
   * @param patience how long to wait for it when the device is to be switched on
   */
  public DevicePrograms(Path project, Duration patience) {
    this.project = project.toAbsolutePath();
    this.patience = patience;
    this.python = PythonSetUp.start(this.project);
  }

  /**
   * A device that is still off.
   *
   * @param withoutMqtt why the hub's port of MQTT cannot be reached; empty if it can
   * @param orders for its program
   * @param connect switches on a device of this process in its place
   * @throws InterruptedException if interrupted while waiting for Python
   */
  public DeviceProgram choose(Optional<String> withoutMqtt, DeviceOrders orders, Runnable connect)
      throws InterruptedException {
    if (withoutMqtt.isPresent()) {
      return new InProcessDevice(withoutMqtt.get(), connect);
    }
    PythonSetUp.Outcome outcome = python.await(patience);
    if (outcome.interpreter().isPresent()) {
      return new PythonProgram(outcome.interpreter().get(), project, orders);
    }
    LOG.info("The device's program is the one in Java: {}", outcome.reason());
    return new JavaProgram(orders);
  }

  @Override
  public void close() {
    python.close();
  }
}
