package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.hub.HubSettings;
import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.mqtt.MqttSettings;
import io.twinoperator.emulator.throttle.ThrottleSettings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What kind of hubs there are. */
final class HubOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
      names = "--switch",
      paramLabel = "NAME=CHOICE",
      description = "Choose what is not known of the real hub; once per switch. They are below.")
  private Map<String, String> switches = Map.of();

  List<String> hosts() {
    return hosts;
  }

  /**
   * Everything that switches are part of.
   *
   * @param hub of every hub
   * @param mqtt how devices are served
   */
  record EmulatorSettings(HubSettings hub, MqttSettings mqtt) {
    static EmulatorSettings defaults() {
      return new EmulatorSettings(HubSettings.defaults(), MqttSettings.defaults());
    }
  }

  /** The settings asked for; throws ParameterException where an option is wrong. */
  EmulatorSettings settings(ThrottleSettings throttles) {
    if (units < 1) {
      throw usage("--units is " + units + ": a hub has at least 1 unit");
    }
    try {
      return SwitchTable.set(
          new EmulatorSettings(
              HubSettings.of(tier, units).with(throttles), MqttSettings.defaults()),
          switches);
    } catch (CliException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** Adds the switches and their choices to the end of what {@code --help} prints. */
  static CommandLine describeSwitches(CommandLine commandLine) {
    StringBuilder text = new StringBuilder("%nSwitches, each with its default first:%n");
    SwitchTable.of(EmulatorSettings.defaults())
        .forEach(
            (name, choice) ->
                text.append("  ")
                    .append(name)
                    .append("=")
                    .append(choice)
                    .append(others(choice))
                    .append("%n"));
    commandLine.getCommandSpec().usageMessage().footer(text.toString());
    return commandLine;
  }

  private static String others(Enum<?> choice) {
    StringBuilder others = new StringBuilder();
    for (Enum<?> one : choice.getDeclaringClass().getEnumConstants()) {
      if (!one.equals(choice)) {
        others.append(" | ").append(one);
      }
    }
    return others.toString();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
