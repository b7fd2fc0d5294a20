package io.twinoperator.emulator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.device.TwinSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Devices from a JSON file: {@code {"devices": [{"deviceId", "tags", "desired", "reported"}]}}. An
 * array of twins as a hub answers them is read too, so a query's output can be the seed.
 */
final class SeedFile {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private SeedFile() {}

  /**
   * Reads the file.
   *
   * @throws CliException if it cannot be read or holds something else; the message says where
   */
  static List<TwinSeed> read(Path file) {
    JsonNode root = parse(file);
    JsonNode devices = root.isArray() ? root : root.path("devices");
    if (!devices.isArray()) {
      throw new CliException(
          file + " must hold {\"devices\": [..]} or an array of twins, not " + root.getNodeType());
    }
    List<TwinSeed> seeds = new ArrayList<>();
    for (JsonNode device : devices) {
      seeds.add(seed(device, file + ", device " + (seeds.size() + 1)));
    }
    return seeds;
  }

  private static JsonNode parse(Path file) {
    try {
      return MAPPER.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new CliException("There is no seed file " + file);
    } catch (JsonProcessingException e) {
      throw new CliException(
          file
              + " is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CliException("The seed file " + file + " cannot be read: " + e);
    }
  }

  private static TwinSeed seed(JsonNode device, String where) {
    String id = device.path("deviceId").asText("");
    if (id.isEmpty()) {
      throw new CliException(where + " has no deviceId");
    }
    JsonNode properties = device.path("properties");
    return new TwinSeed(
        id,
        device.path("status").asText("enabled"),
        section(device.path("tags"), where + " (" + id + "): tags"),
        section(
            device.has("desired") ? device.path("desired") : properties.path("desired"),
            where + " (" + id + "): desired"),
        section(
            device.has("reported") ? device.path("reported") : properties.path("reported"),
            where + " (" + id + "): reported"));
  }

  private static ObjectNode section(JsonNode node, String where) {
    if (node.isMissingNode() || node.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (node instanceof ObjectNode object) {
      ObjectNode values = object.deepCopy();
      values.remove(List.of("$metadata", "$version"));
      return values;
    }
    throw new CliException(where + " must be an object, not " + node.getNodeType());
  }
}
