package io.twinoperator.benchmarks.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.benchmarks.fleet.Sample;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a namespace of the stand-in holds. */
final class StandInNamespace {
  private static final String CONFIGS = "deviceconfigs";
  private static final String HUBS = "iothubs";
  private static final String SECRETS = "secrets";

  private final JsonMapper mapper = new JsonMapper();
  private final String namespace;
  private final String prefix;
  private final int count;
  private final Hub hub;
  private final AtomicLong version = new AtomicLong(1_000_000);
  private final Map<String, JsonNode> statuses = new ConcurrentHashMap<>();
  private final Map<String, String> versions = new ConcurrentHashMap<>();

  /** Where the IoTHub leads. */
  record Hub(String endpoint, String connectionString, String ca) {}

  StandInNamespace(String namespace, String prefix, int count, Hub hub) {
    this.namespace = namespace;
    this.prefix = prefix;
    this.count = count;
    this.hub = hub;
  }

  /** Writes a list of a kind, all of it or one name alone. */
  void list(String kind, Optional<String> name, OutputStream out) throws IOException {
    String head =
        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":["
            .formatted(version.get());
    out.write(head.getBytes(StandardCharsets.UTF_8));
    String between = "";
    for (String one : name.map(List::of).orElseGet(() -> names(kind))) {
      JsonNode object = find(kind, one);
      if (!object.isMissingNode()) {
        out.write(between.getBytes(StandardCharsets.UTF_8));
        out.write(mapper.writeValueAsBytes(object));
        between = ",";
      }
    }
    out.write("]}".getBytes(StandardCharsets.UTF_8));
  }

  private List<String> names(String kind) {
    return switch (kind) {
      case HUBS -> List.of("hub");
      case SECRETS -> List.of("hub-key", "hub-ca");
      case CONFIGS -> {
        List<String> names = new ArrayList<>();
        for (int number = 0; number < count; number++) {
          names.add(Sample.name(prefix, number));
        }
        yield names;
      }
      default -> List.of();
    };
  }

  /** One object, or a missing node. */
  JsonNode find(String kind, String name) {
    return switch (kind) {
      case HUBS -> iotHub();
      case SECRETS -> secret(name);
      case CONFIGS -> withStatus(kind, config(name));
      default -> MissingNode.getInstance();
    };
  }

  /** Keeps a status and answers the object with it. */
  ObjectNode writeStatus(String kind, String name, JsonNode status) {
    statuses.put(kind + "/" + name, status);
    versions.put(kind + "/" + name, Long.toString(version.incrementAndGet()));
    ObjectNode object = (ObjectNode) find(kind, name);
    object.set("status", status);
    return object;
  }

  private ObjectNode withStatus(String kind, ObjectNode object) {
    String key = kind + "/" + object.at("/metadata/name").asText();
    JsonNode status = statuses.get(key);
    if (status != null) {
      object.set("status", status);
      ((ObjectNode) object.get("metadata")).put("resourceVersion", versions.get(key));
    }
    return object;
  }

  private ObjectNode config(String name) {
    ObjectNode object = Sample.whole();
    ((ObjectNode) object.get("metadata"))
        .put("name", name)
        .put("namespace", namespace)
        .put("uid", UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    return object;
  }

  private ObjectNode iotHub() {
    ObjectNode object = meta("twin-operator.io/v1alpha1", "IoTHub", "hub");
    ObjectNode spec = object.putObject("spec");
    spec.put("hostName", "localhost").put("endpoint", hub.endpoint()).put("tier", "S3");
    spec.put("units", 200);
    spec.putObject("budget").put("sharePercent", 100);
    spec.putObject("credentials").putObject("secretRef").put("name", "hub-key");
    spec.putObject("caSecretRef").put("name", "hub-ca");
    return withStatus(HUBS, object);
  }

  private JsonNode secret(String name) {
    ObjectNode object = meta("v1", "Secret", name);
    ObjectNode data = object.putObject("data");
    switch (name) {
      case "hub-key" -> data.put("connectionString", base64(hub.connectionString()));
      case "hub-ca" -> data.put("ca.crt", base64(hub.ca()));
      default -> {
        return MissingNode.getInstance();
      }
    }
    return object;
  }

  private ObjectNode meta(String apiVersion, String kind, String name) {
    ObjectNode object = mapper.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
    object
        .putObject("metadata")
        .put("name", name)
        .put("namespace", namespace)
        .put(
            "uid",
            UUID.nameUUIDFromBytes((kind + name).getBytes(StandardCharsets.UTF_8)).toString())
        .put("generation", 1)
        .put("resourceVersion", "1000");
    return object;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
