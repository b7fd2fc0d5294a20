package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.cli.HubOptions.EmulatorSettings;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.snapshot.SnapshotException;
import io.twinoperator.emulator.tls.TlsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code emulator/run}: starts hubs, says how to reach them, and serves until it is stopped. */
@Command(
    name = "emulator/run",
    description = "An Azure IoT Hub on localhost.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class EmulatorMain implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Port of the service API and of WebSockets; 0 takes a free one.")
  private int httpsPort;

  @Option(
      names = "--mqtt-port",
      paramLabel = "PORT",
      defaultValue = "8883",
      description = "Port of devices over MQTT and TLS; 0 takes a free one.")
  private int mqttPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on. The key is public: keep it on this machine.")
  private String bind;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.iot-hub-emulator",
      description = "Where ca.pem and emulator.json are written; the CA there is used again.")
  private Path directory;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description =
          "Keep devices, twins and ended jobs there: read at the start if it exists, written at the end."
              + " It holds the devices' keys.")
  private Optional<Path> snapshot;

  @Mixin private HubOptions hubs;

  @Mixin private DeviceOptions devices;

  @Mixin private DisturbanceOptions disturbances;

  /** Runs until SIGTERM or Ctrl-C. Exits 2 when an option is wrong, 1 when it cannot start. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return HubOptions.describeSwitches(
        new CommandLine(new EmulatorMain()).setCaseInsensitiveEnumValuesAllowed(true));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path dir = directory.toAbsolutePath().normalize();
    EmulatorSettings settings = hubs.settings(disturbances.throttles());
    List<TwinSeed> seeds = devices.read();
    CountDownLatch forever = new CountDownLatch(1);
    try {
      Files.createDirectories(dir);
      HubEmulator emulator = start(dir, settings);
      // Only now: a start that fails must not hide an emulator that runs with this directory.
      Files.deleteIfExists(Announcement.stateFile(dir));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(emulator, dir, out)));
      devices.populate(emulator, seeds);
      Announcement announcement = new Announcement(emulator, settings.hub(), dir);
      announcement.write();
      announcement.print(out);
      out.println("Ready after " + sinceStart().toMillis() + " ms");
      out.flush();
    } catch (IOException e) {
      return fail(dir + " cannot be written: " + e);
    } catch (IllegalStateException | TlsException | SnapshotException | CliException e) {
      return fail(String.valueOf(e.getMessage()));
    }
    forever.await(); // the shutdown hook ends the process
    return 0;
  }

  private HubEmulator start(Path dir, EmulatorSettings settings) {
    HubEmulator.Builder builder = HubEmulator.builder();
    try {
      builder.httpsPort(httpsPort).mqttPort(mqttPort).hosts(hubs.hosts()).bindAddress(bind);
      disturbances.applyTo(builder);
      snapshot.ifPresent(builder::snapshot);
      return builder.settings(settings.hub()).mqtt(settings.mqtt()).directory(dir).start();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private static void stop(HubEmulator emulator, Path dir, PrintWriter out) {
    try {
      Files.deleteIfExists(Announcement.stateFile(dir));
    } catch (IOException e) {
      out.println(Announcement.stateFile(dir) + " could not be removed: " + e);
    }
    try {
      emulator.close();
    } catch (SnapshotException notWritten) {
      out.println(notWritten.getMessage());
    }
    out.println("Stopped");
    out.flush();
  }

  /** Since the JVM was started, as the operating system has it. */
  private static Duration sinceStart() {
    Instant now = InstantSource.system().instant();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("emulator: " + message);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
