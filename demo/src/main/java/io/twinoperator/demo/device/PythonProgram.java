package io.twinoperator.demo.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sensor of {@code emulator/conformance/python}, as a process of its own. */
final class PythonProgram implements DeviceProgram {
  private static final Logger LOG = LoggerFactory.getLogger(PythonProgram.class);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String FOLDER = "emulator/conformance/python";
  private static final long STOP_SECONDS = 3;

  private final Path interpreter;
  private final Path folder;
  private final DeviceOrders orders;
  private final List<JsonNode> notes = new CopyOnWriteArrayList<>();
  private Optional<Process> process = Optional.empty();
  private Optional<Path> authority = Optional.empty();

  /**
   * @param interpreter one that has the vendor's SDK
   * @param project the folder of the sources
   */
  PythonProgram(Path interpreter, Path project, DeviceOrders orders) {
    this.interpreter = interpreter;
    this.folder = project.resolve(FOLDER);
    this.orders = orders;
  }

  @Override
  public String name() {
    return "a Python program over MQTT";
  }

  @Override
  public String shortcoming() {
    return "";
  }

  @Override
  public void switchOn() {
    try {
      Path ca = Files.createTempFile("twin-operator-demo-ca", ".pem");
      authority = Optional.of(ca);
      Files.writeString(ca, orders.certificateAuthority());
      ProcessBuilder builder =
          new ProcessBuilder(
                  interpreter.toString(),
                  "-B",
                  "-W",
                  "ignore::DeprecationWarning",
                  "-m",
                  "sensor",
                  "--ca",
                  ca.toString(),
                  "--firmware-seconds",
                  Long.toString(orders.firmwareTime().toSeconds()),
                  "--report-seconds",
                  Long.toString(orders.reportEvery().toSeconds()),
                  "--retry-seconds",
                  "1")
              .directory(folder.toFile())
              .redirectErrorStream(true);
      // Not on the command line, where every user of the machine could read the key.
      builder
          .environment()
          .put(
              "IOTHUB_DEVICE_CONNECTION_STRING",
              orders.connectionString() + ";GatewayHostName=localhost");
      Process started = builder.start();
      process = Optional.of(started);
      Thread reader = new Thread(() -> read(started), "python-device");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Process started) {
    try (BufferedReader lines = started.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LOG.info("{}", line);
        if (line.startsWith("{")) {
          notes.add(MAPPER.readTree(line));
        }
      }
    } catch (JsonProcessingException e) {
      LOG.error("The device said what is no JSON", e);
    } catch (IOException e) {
      LOG.debug("The device is gone", e);
    }
  }

  @Override
  public boolean isRunning() {
    return process.filter(Process::isAlive).isPresent();
  }

  @Override
  public List<JsonNode> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {
    process.ifPresent(PythonProgram::stop);
    authority.ifPresent(file -> file.toFile().delete());
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
