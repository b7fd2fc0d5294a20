package io.twinoperator.emulator.configuration;

import io.twinoperator.emulator.query.Expression;
import io.twinoperator.emulator.query.QueryParser;
import io.twinoperator.emulator.query.QuerySyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which twins a configuration wants.
 *
 * @param kind what they belong to
 * @param where the condition; empty for none at all
 */
public record Target(Kind kind, Optional<Expression> where) {
  private static final Pattern OF_MODULES =
      Pattern.compile(
          "\\s*FROM\\s+devices\\.modules(?:\\s+WHERE\\s+(?<where>.+))?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
  static Target of(String condition, Kind kind) {
    Matcher modules = OF_MODULES.matcher(condition);
    boolean ofModules = modules.matches();
    if (condition.isBlank()) {
      return new Target(kind, Optional.empty());
    }
    if (ofModules != (kind == Kind.MODULES)) {
      // Seen on a live hub: azure-iot-samples-csharp issue 108.
      throw new ConfigurationRefusedException(
          ConfigurationRefusal.CONTENT,
          "moduleContent goes with a targetCondition that starts with 'from devices.modules', and"
              + " other content with one that does not; it is: "
              + condition);
    }
    String where = ofModules ? Optional.ofNullable(modules.group("where")).orElse("*") : condition;
    return new Target(kind, Optional.of(checked(where)));
  }

  /** Reads a condition of either kind; throws {@link ConfigurationRefusedException}. */
  static Target of(String condition) {
    return of(
        condition, OF_MODULES.matcher(condition).matches() ? Kind.MODULES : Kind.DEVICES);
  }

  private static Expression checked(String where) {
    if (where.length() > QueryParser.MAX_LENGTH) {
      throw refused(
          "targetCondition has "
              + where.length()
              + " characters, the maximum is "
              + QueryParser.MAX_LENGTH);
    }
    try {
      Expression condition = QueryParser.parseCondition(where);
      ConditionPaths.of(condition).stream()
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
