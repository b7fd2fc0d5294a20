package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.DeviceProfile;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.tls.TlsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final Duration HEALTH_REPORTS = Duration.ofMinutes(1);
  private static final Duration APPLY_DELAY = Duration.ofSeconds(2);

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
      names = "--host",
      paramLabel = "NAME",
      defaultValue = "localhost",
      description = "Host name of a hub; once per hub. localhost always reaches the first.")
  private List<String> hosts;

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      defaultValue = "S1",
      description = "Pricing tier of the hubs: ${COMPLETION-CANDIDATES}.")
  private Tier tier;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "1",
      description = "Units of that tier.")
  private int units;

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      description = "JSON file of devices for the first hub: deviceId, tags, desired, reported.")
  private Optional<Path> seed;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "0",
      description = "Create this many devices over buildings and floors on the first hub.")
  private int devices;

  @Option(
      names = "--simulate",
      defaultValue = "false",
      description = "Run the devices of --devices and --seed: they connect, apply and report.")
  private boolean simulate;

  @Mixin private DisturbanceOptions disturbances;

  /** Runs until SIGTERM or Ctrl-C. Exits 2 when an option is wrong, 1 when it cannot start. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new EmulatorMain()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    Path dir = directory.toAbsolutePath().normalize();
    List<TwinSeed> seeds = readSeeds();
    CountDownLatch forever = new CountDownLatch(1);
    try {
      Files.createDirectories(dir);
      HubSettings settings = HubSettings.of(tier, units).with(disturbances.throttles());
      HubEmulator emulator = start(dir, settings);
      // Only now: a start that fails must not hide an emulator that runs with this directory.
      Files.deleteIfExists(Announcement.stateFile(dir));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(emulator, dir, out)));
      populate(emulator, seeds);
      Announcement announcement = new Announcement(emulator, settings, dir);
      announcement.write();
      announcement.print(out);
      out.println("Ready");
      out.flush();
    } catch (IOException e) {
      return fail(dir + " cannot be written: " + e);
    } catch (IllegalStateException | TlsException | CliException e) {
      return fail(String.valueOf(e.getMessage()));
    }
    forever.await(); // the shutdown hook ends the process
    return 0;
  }

  private void check() {
    if (units < 1) {
      throw usage("--units is " + units + ": a hub has at least 1 unit");
    }
    if (devices < 0) {
      throw usage("--devices is " + devices + ": use 0 or more");
    }
    if (simulate && devices == 0 && seed.isEmpty()) {
      throw usage("--simulate needs devices: add --devices N or --seed FILE");
    }
  }

  private List<TwinSeed> readSeeds() {
    try {
      return seed.map(SeedFile::read).orElse(List.of());
    } catch (CliException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private HubEmulator start(Path dir, HubSettings settings) {
    HubEmulator.Builder builder = HubEmulator.builder();
    try {
      builder.httpsPort(httpsPort).mqttPort(mqttPort).hosts(hosts).bindAddress(bind);
      disturbances.applyTo(builder);
      return builder.settings(settings).directory(dir).start();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void populate(HubEmulator emulator, List<TwinSeed> seeds) {
    EmulatedHub hub = emulator.hub();
    List<SimulatedDevice> simulated = new ArrayList<>();
    for (TwinSeed one : seeds) {
      try {
        one.applyTo(hub);
      } catch (HubError refused) {
        throw new CliException(
            "The hub refused device '" + one.deviceId() + "': " + refused.getMessage());
      }
      if (one.status().equalsIgnoreCase("enabled")) {
        simulated.add(device(emulator, one.deviceId()));
      }
    }
    if (devices > 0) {
      simulated.addAll(fleet(emulator).devices());
    }
    if (simulate) {
      simulated.forEach(SimulatedDevice::connect);
    }
  }

  private SimulatedFleet fleet(HubEmulator emulator) {
    try {
      return SimulatedFleet.builder(emulator.hub(), emulator.agenda(), emulator.clock())
          .count(devices)
          .behaviour(new Behaviour.Apply(APPLY_DELAY))
          .reportEvery(HEALTH_REPORTS)
          .build();
    } catch (HubError refused) {
      throw new CliException(
          "--devices " + devices + " clashes with --seed: " + refused.getMessage());
    }
  }

  private static SimulatedDevice device(HubEmulator emulator, String deviceId) {
    return new SimulatedDevice(
        emulator.hub(),
        emulator.agenda(),
        emulator.clock(),
        DeviceProfile.of(deviceId)
            .with(new Behaviour.Apply(APPLY_DELAY))
            .reportingEvery(HEALTH_REPORTS));
  }

  private static void stop(HubEmulator emulator, Path dir, PrintWriter out) {
    try {
      Files.deleteIfExists(Announcement.stateFile(dir));
    } catch (IOException e) {
      out.println(Announcement.stateFile(dir) + " could not be removed: " + e);
    }
    emulator.close();
    out.println("Stopped");
    out.flush();
  }

  private int fail(String message) {
    spec.commandLine().getErr().println("emulator: " + message);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
