package io.twinoperator.emulator.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The array of an IN: looked up by value, since such lists hold hundreds of device ids. */
public final class ConstantSet {
  private final Map<Object, JsonNode> byKey = new LinkedHashMap<>();

  ConstantSet(List<JsonNode> values) {
    // Undefined equals nothing, not even itself.
    values.stream()
        .filter(value -> !value.isMissingNode())
        .forEach(value -> byKey.put(Primitive.key(value), value));
  }

  boolean contains(JsonNode value) {
    return byKey.containsKey(Primitive.key(value));
  }

  List<JsonNode> values() {
    return List.copyOf(byKey.values());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConstantSet that && byKey.keySet().equals(that.byKey.keySet());
  }

  @Override
  public int hashCode() {
    return byKey.keySet().hashCode();
  }

  @Override
  public String toString() {
    return byKey.values().toString();
  }
}
