package io.twinoperator.emulator.cli;

import io.twinoperator.emulator.hub.Tier;
import io.twinoperator.emulator.throttle.Throttling;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The switches of an emulator by name. They are found by looking through the records of its
 * settings: every component that is an enum is a switch, so none can be forgotten here, but for
 * those that have an option of their own.
 */
final class SwitchTable {
  private SwitchTable() {}

  /** Every switch with the choice it has in these settings, by the name of its enum. */
  static Map<String, Enum<?>> of(Record settings) {
    Map<String, Enum<?>> switches = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object value = value(settings, component);
      if (value instanceof Record inner) {
        switches.putAll(of(inner));
      } else if (value instanceof Enum<?> choice && !hasOwnOption(choice)) {
        switches.put(name(choice), choice);
      }
    }
    return switches;
  }

  /**
   * The settings with some switches set.
   *
   * @param texts choices by the names of switches, each in any letter case
   * @throws CliException if a switch or a choice is not known; the message lists those that are
   */
  static <R extends Record> R set(R settings, Map<String, String> texts) {
    Map<String, Enum<?>> known = of(settings);
    Map<String, Enum<?>> chosen = new LinkedHashMap<>();
    texts.forEach((name, text) -> chosen.put(canonical(name, known), choice(name, text, known)));
    return rebuilt(settings, chosen);
  }

  /** What a switch can be set to. */
  static String choices(Enum<?> present) {
    return Arrays.stream(present.getDeclaringClass().getEnumConstants())
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static String canonical(String name, Map<String, Enum<?>> known) {
    return known.keySet().stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    "--switch "
                        + name
                        + " is not known: use one of "
                        + String.join(", ", known.keySet())));
  }

  private static Enum<?> choice(String name, String text, Map<String, Enum<?>> known) {
    Enum<?> present = known.get(canonical(name, known));
    if (present == null) {
      throw new IllegalStateException(name + " was looked up by a name of the table");
    }
    for (Enum<?> choice : present.getDeclaringClass().getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new CliException("--switch " + name + "=" + text + ": use one of " + choices(present));
  }

  private static boolean hasOwnOption(Enum<?> choice) {
    return choice instanceof Tier || choice instanceof Throttling;
  }

  private static String name(Enum<?> choice) {
    return choice.getDeclaringClass().getSimpleName();
  }

  @SuppressWarnings("unchecked") // a record's class has its own type
  private static <R extends Record> R rebuilt(R settings, Map<String, Enum<?>> chosen) {
    RecordComponent[] components = settings.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = value(settings, components[i]);
      types[i] = components[i].getType();
      if (value instanceof Record inner) {
        values[i] = rebuilt(inner, chosen);
      } else if (value instanceof Enum<?> choice && !hasOwnOption(choice)) {
        values[i] = chosen.getOrDefault(name(choice), choice);
      } else {
        values[i] = value;
      }
    }
    try {
      return (R) settings.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(settings.getClass() + " is no public record", e);
    }
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(record.getClass() + " is no public record", e);
    }
  }
}
