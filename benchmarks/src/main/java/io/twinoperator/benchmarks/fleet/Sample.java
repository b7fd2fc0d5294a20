package io.twinoperator.benchmarks.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The DeviceConfig that is measured: the file {@code deviceconfig.json} beside this class, six
 * leaves, as an API server holds it once its device has confirmed them.
 */
public final class Sample {
  /** The leaf that an edit changes. */
  public static final String EDITED = "telemetryInterval";

  /** The tag by which devices that were enrolled are selected. */
  public static final String PLANT = "plant";

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectNode FILE = read();

  private Sample() {}

  private static ObjectNode read() {
    try (InputStream file = Sample.class.getResourceAsStream("deviceconfig.json")) {
      return (ObjectNode) MAPPER.readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The object as the file has it; the caller may change it. */
  public static ObjectNode whole() {
    return FILE.deepCopy();
  }

  /** The tags it asks for. */
  public static ObjectNode tags() {
    return (ObjectNode) FILE.at("/spec/tags").deepCopy();
  }

  /** The desired properties it asks for. */
  public static ObjectNode desired() {
    return (ObjectNode) FILE.at("/spec/desired").deepCopy();
  }

  /** The object as a person writes it, for a device whose id is the object's name. */
  public static ObjectNode asked(String namespace, String name) {
    ObjectNode object = MAPPER.createObjectNode();
    object.set("apiVersion", FILE.get("apiVersion"));
    object.set("kind", FILE.get("kind"));
    object.putObject("metadata").put("namespace", namespace).put("name", name);
    object.set("spec", FILE.get("spec").deepCopy());
    return object;
  }

  /** Whether these desired properties ask for a value of the edited leaf. */
  public static boolean asks(@Nullable ObjectNode desired, int value) {
    return desired != null && desired.path(EDITED).asInt() == value;
  }

  /** The name of a device and of its object, by its number from 0. */
  public static String name(String prefix, int number) {
    return String.format(Locale.ROOT, "%s-%05d", prefix, number);
  }
}
