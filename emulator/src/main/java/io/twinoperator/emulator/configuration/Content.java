package io.twinoperator.emulator.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.twin.InvalidTwinException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration writes, which cannot be changed once it exists.
 *
 * @param json as it was given, without members that were null or empty
 * @param kind which twins it is for
 * @param settings by module id; of devices and modules alike, under the empty id
 */
record Content(ObjectNode json, Target.Kind kind, Map<String, Settings> settings) {
  /** The module that stands for an IoT Edge device: its twin says what is deployed. */
  static final String EDGE_AGENT = "$edgeAgent";

  private static final String DEVICE = "deviceContent";
  private static final String MODULE = "moduleContent";
  private static final String MODULES = "modulesContent";

  /** Reads and checks a content; throws {@link ConfigurationRefusedException}. */
  static Content of(JsonNode node, ManagedTwins twins) {
    ObjectNode given = given(node);
    List<String> members = given.properties().stream().map(Map.Entry::getKey).toList();
    if (members.size() != 1) {
      throw invalid(
          "content has "
              + (members.isEmpty() ? "nothing in it" : String.join(" and ", members))
              + ": give one of "
              + String.join(", ", List.of(DEVICE, MODULE, MODULES)));
    }
    String member = members.get(0);
    Content content =
        switch (member) {
          case DEVICE -> single(given, member, Target.Kind.DEVICES);
          case MODULE -> single(given, member, Target.Kind.MODULES);
          case MODULES -> new Content(given, Target.Kind.EDGE_DEVICES, byModule(given));
          default -> throw invalid("content has the unknown member '" + member + "'");
        };
    content.settings.values().forEach(settings -> check(settings, twins));
    return content;
  }

  /** Whether a later request gives the same content, or none. */
  boolean isLeftBy(JsonNode node) {
    return node.isMissingNode() || node.isNull() || given(node).equals(json);
  }

  /** The settings by the client id of the twin they go to, of one targeted device or module. */
  Map<String, Settings> writesTo(String clientId) {
    if (kind != Target.Kind.EDGE_DEVICES) {
      return Map.of(clientId, settings.getOrDefault("", Settings.NONE));
    }
    Map<String, Settings> writes = new LinkedHashMap<>();
    settings.forEach((moduleId, wanted) -> writes.put(clientId + "/" + moduleId, wanted));
    return writes;
  }

  /** Where a targeted device or module keeps what configurations are to it. */
  String seatOf(String clientId) {
    return kind == Target.Kind.EDGE_DEVICES ? clientId + "/" + EDGE_AGENT : clientId;
  }

  private static Content single(ObjectNode given, String member, Target.Kind kind) {
    return new Content(given, kind, Map.of("", Settings.of(member, object(given, member))));
  }

  private static Map<String, Settings> byModule(ObjectNode given) {
    ObjectNode modules = object(given, MODULES);
    Map<String, Settings> settings = new LinkedHashMap<>();
    modules
        .properties()
        .forEach(
            entry -> {
              String name = MODULES + "." + entry.getKey();
              settings.put(entry.getKey(), Settings.of(name, object(modules, entry.getKey())));
            });
    return settings;
  }

  private static ObjectNode object(ObjectNode parent, String member) {
    if (parent.get(member) instanceof ObjectNode object) {
      return object;
    }
    throw invalid("content." + member + " must be a JSON object");
  }

  private static ObjectNode given(JsonNode node) {
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    node.properties().stream()
        .filter(entry -> !entry.getValue().isNull())
        .filter(entry -> !(entry.getValue().isObject() && entry.getValue().isEmpty()))
        .forEach(entry -> given.set(entry.getKey(), entry.getValue()));
    return given.deepCopy();
  }

  private static void check(Settings settings, ManagedTwins twins) {
    try {
      twins.check(settings.desired());
    } catch (InvalidTwinException broken) {
      throw invalid(String.valueOf(broken.getMessage()));
    }
  }

  /** The id of the device that a client id begins with. */
  static String deviceOf(String clientId) {
    return Optional.of(clientId.indexOf('/'))
        .filter(slash -> slash >= 0)
        .map(slash -> clientId.substring(0, slash))
        .orElse(clientId);
  }

  private static ConfigurationRefusedException invalid(String message) {
    return new ConfigurationRefusedException(ConfigurationRefusal.CONTENT, message);
  }
}
