package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.device.Behaviour;
import io.twinoperator.emulator.device.DeviceProfile;
import io.twinoperator.emulator.device.SimulatedDevice;
import io.twinoperator.emulator.device.SimulatedFleet;
import io.twinoperator.emulator.device.TwinSeed;
import io.twinoperator.emulator.hub.ClientId;
import io.twinoperator.emulator.hub.EmulatedHub;
import io.twinoperator.emulator.hub.HubError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which devices the first hub has at the start. */
final class DeviceOptions {
  private static final Duration HEALTH_REPORTS = Duration.ofMinutes(1);
  private static final Duration APPLY_DELAY = Duration.ofSeconds(2);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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

  /** The devices of {@code --seed}; throws ParameterException where an option is wrong. */
  List<TwinSeed> read() {
    if (devices < 0) {
      throw usage("--devices is " + devices + ": use 0 or more");
    }
    if (simulate && devices == 0 && seed.isEmpty()) {
      throw usage("--simulate needs devices: add --devices N or --seed FILE");
    }
    try {
      return seed.map(SeedFile::read).orElse(List.of());
    } catch (CliException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Creates the devices and runs them, if that was asked for. Devices that came out of a snapshot
   * stay as they are; throws CliException if the hub refuses one of the others.
   *
   * @param seeds what {@link #read()} has answered
   */
  void populate(HubEmulator emulator, List<TwinSeed> seeds) {
    EmulatedHub hub = emulator.hub();
    boolean restored = hub.identities().statistics().path("totalDeviceCount").longValue() > 0;
    Set<String> kept =
        seeds.stream()
            .map(TwinSeed::deviceId)
            .filter(id -> hub.identities().contains(ClientId.device(id)))
            .collect(Collectors.toSet());
    List<SimulatedDevice> simulated = new ArrayList<>();
    for (TwinSeed one : seeds) {
      if (!kept.contains(one.deviceId())) {
        apply(one, hub);
      }
      if (one.status().equalsIgnoreCase("enabled")) {
        simulated.add(device(emulator, one.deviceId()));
      }
    }
    if (devices > 0) {
      SimulatedFleet.Builder fleet = fleet(emulator);
      simulated.addAll(build(restored ? fleet.keepingExisting() : fleet).devices());
    }
    if (simulate) {
      simulated.forEach(SimulatedDevice::connect);
    }
  }

  private static void apply(TwinSeed seed, EmulatedHub hub) {
    try {
      seed.applyTo(hub);
    } catch (HubError refused) {
      throw new CliException(
          "The hub refused device '" + seed.deviceId() + "': " + refused.getMessage());
    }
  }

  private SimulatedFleet build(SimulatedFleet.Builder fleet) {
    try {
      return fleet.build();
    } catch (HubError refused) {
      throw new CliException(
          "--devices " + devices + " clashes with --seed: " + refused.getMessage());
    }
  }

  private SimulatedFleet.Builder fleet(HubEmulator emulator) {
    return SimulatedFleet.builder(emulator.hub(), emulator.agenda(), emulator.clock())
        .count(devices)
        .behaviour(new Behaviour.Apply(APPLY_DELAY))
        .reportEvery(HEALTH_REPORTS);
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

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
