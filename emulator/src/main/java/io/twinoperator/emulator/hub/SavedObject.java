package io.twinoperator.emulator.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One object of saved state, read strictly: what is missing or of another type is refused by name.
 *
 * @param where the object stands, for messages
 */
record SavedObject(ObjectNode node, String where) {

  static SavedObject of(JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return new SavedObject(object, where);
    }
    throw new InvalidStateException(where + " is no object");
  }

  static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  SavedObject object(String name) {
    return of(node.path(name), where + "." + name);
  }

  /** Empty where there is no such member. */
  Optional<SavedObject> optionalObject(String name) {
    return node.has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** The members of a list that has to be there. */
  List<SavedObject> objects(String name) {
    if (!node.path(name).isArray()) {
      throw invalid(name, "is no array");
    }
    List<SavedObject> objects = new ArrayList<>();
    for (JsonNode one : node.path(name)) {
      objects.add(of(one, where + "." + name + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /** The names of its members, in order. */
  List<String> names() {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The object as numbers by name. */
  Map<String, Long> numbers() {
    return names().stream().collect(Collectors.toMap(name -> name, this::number));
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> invalid(name, "is no text"));
  }

  Optional<String> optionalText(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid(name, "is no text");
    }
    return Optional.of(value.textValue());
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : node.path(name)) {
      if (!value.isTextual()) {
        throw invalid(name, "is no list of texts");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  long number(String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw invalid(name, "is no whole number from 0");
    }
    return value.longValue();
  }

  boolean truth(String name) {
    JsonNode value = node.path(name);
    if (!value.isBoolean()) {
      throw invalid(name, "is neither true nor false");
    }
    return value.booleanValue();
  }

  Instant time(String name) {
    return optionalTime(name).orElseThrow(() -> invalid(name, "is no time"));
  }

  Optional<Instant> optionalTime(String name) {
    Optional<String> text = optionalText(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeParseException notATime) {
      throw invalid(name, "is no time");
    }
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    String text = text(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> invalid(name, "is '" + text + "', which is not known"));
  }

  private InvalidStateException invalid(String name, String why) {
    return new InvalidStateException(where + "." + name + " " + why);
  }
}
