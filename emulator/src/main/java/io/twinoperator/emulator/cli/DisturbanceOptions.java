package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.fault.FaultText;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import io.twinoperator.emulator.throttle.Throttling;
import java.util.List;
import picocli.CommandLine.Option;

/** What keeps a hub from serving every request at once and well. */
final class DisturbanceOptions {

  @Option(
      names = "--throttle",
      paramLabel = "on|off",
      defaultValue = "OFF",
      description = "Keep the tier's throttles and daily quota of messages.")
  private Throttling throttling;

  @Option(
      names = "--fault",
      paramLabel = "NAME=VALUE,..",
      description =
          "Let operations fail, for example"
              + " operation=PATCH_TWIN,status=503,probability=0.1,count=5,device=sensor-*;"
              + " once per rule.")
  private List<String> faults = List.of();

  @Option(
      names = "--fault-seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "What decides which operations fail; the same seed, the same ones.")
  private long faultSeed;

  ThrottleSettings throttles() {
    return ThrottleSettings.defaults().with(throttling);
  }

  /** Throws IllegalArgumentException for a fault that is none; the message quotes it. */
  void applyTo(HubEmulator.Builder builder) {
    builder.faultSeed(faultSeed);
    for (String text : faults) {
      try {
        builder.fault(FaultText.parse(text));
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("--fault '" + text + "': " + wrong.getMessage(), wrong);
      }
    }
  }
}
