package io.twinoperator.emulator.configuration;

import io.twinoperator.emulator.query.Condition;
import io.twinoperator.emulator.query.Query;
import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.QuerySyntaxException;
import java.util.Optional;

/**
 * Which twins a configuration wants.
 *
 * @param kind what they belong to
 * @param condition as queries take it; empty for none at all
 */
public record Target(Kind kind, Optional<String> condition) {

  /** What the targeted twins belong to. */
  public enum Kind {
    /** {@code deviceContent}: devices. */
    DEVICES,
    /** {@code moduleContent}: modules, by a condition that starts {@code from devices.modules}. */
    MODULES,
    /** {@code modulesContent}: IoT Edge devices, whose modules are written. */
    EDGE_DEVICES
  }

  /** Reads a condition; throws {@link ConfigurationRefusedException}. */
  static Target of(String text, Kind kind, ManagedTwins twins) {
    if (text.isBlank()) {
      return new Target(kind, Optional.empty());
    }
    boolean ofModules = check(text, twins).source() == Query.Source.DEVICES_MODULES;
    if (ofModules != (kind == Kind.MODULES)) {
      // Seen on a live hub: azure-iot-samples-csharp issue 108.
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.CONTENT,
          "moduleContent goes with a targetCondition that starts with 'from devices.modules', and"
              + " other content with one that does not; it is: "
              + text);
    }
    return new Target(kind, Optional.of(text));
  }

  /** Checks a condition of either kind; throws {@link ConfigurationRefusedException}. */
  static Condition check(String text, ManagedTwins twins) {
    if (text.length() > QueryParser.MAX_LENGTH) {
      throw refused(
          "targetCondition has "
              + text.length()
              + " characters, the maximum is "
              + QueryParser.MAX_LENGTH);
    }
    try {
      Condition condition = twins.condition(text);
      ConditionPaths.of(condition.where()).stream()
          .filter(path -> !ConditionPaths.mayStandInATarget(path))
          .findFirst()
          .ifPresent(
              path -> {
                throw refused(
                    "Invalid targetCondition. It must be a filter condition based on 'deviceId',"
                        + " 'tags', or 'properties.reported'. It contains: "
                        + path.text());
              });
      return condition;
    } catch (QuerySyntaxException malformed) {
      throw refused("Invalid targetCondition. " + malformed.getMessage());
    }
  }

  private static ConfigurationRefusedException refused(String message) {
    return new ConfigurationRefusedException(ConfigurationRefusal.TARGET_CONDITION, message);
  }
}
