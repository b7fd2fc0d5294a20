package io.twinoperator.emulator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinoperator.emulator.HubEmulator;
import io.twinoperator.emulator.hub.HubSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * How to reach a running emulator: for programs in {@code emulator.json}, for people on the
 * terminal.
 *
 * @param emulator running
 * @param settings of its hubs
 * @param directory holds {@code ca.pem} and {@code emulator.json}
 */
record Announcement(HubEmulator emulator, HubSettings settings, Path directory) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Where programs look; the file is there exactly while the emulator runs. */
  static Path stateFile(Path directory) {
    return directory.resolve("emulator.json");
  }

  /** Writes the file in one step, so that nobody reads half of it. */
  void write() throws IOException {
    Path draft = directory.resolve("emulator.json.new");
    Files.writeString(draft, json() + "\n");
    Files.move(
        draft,
        stateFile(directory),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Prints the same for a person. */
  void print(PrintWriter out) {
    out.println("IoT Hub emulator");
    out.println();
    line(out, "endpoint", emulator.endpoint().uri().toString());
    line(out, "mqtt", "mqtts://" + emulator.endpoint().host() + ":" + emulator.mqttPort());
    line(out, "CA file", caFile().toString());
    line(out, "details", stateFile(directory).toString());
    for (String host : emulator.hostNames()) {
      out.println();
      line(out, "hub", host);
      line(out, "tier", settings.tier() + ", " + settings.units() + " unit(s)");
      line(out, "devices", Long.toString(deviceCount(host)));
      line(out, "connection", emulator.connectionString(host));
    }
    out.println();
    out.flush();
  }

  private String json() throws JsonProcessingException {
    ObjectNode root =
        MAPPER
            .createObjectNode()
            .put("endpoint", emulator.endpoint().uri().toString())
            .put("httpsPort", emulator.httpsPort())
            .put("mqttPort", emulator.mqttPort())
            .put("caFile", caFile().toString());
    ArrayNode hubs = root.putArray("hubs");
    for (String host : emulator.hostNames()) {
      hubs.addObject()
          .put("hostName", host)
          .put("connectionString", emulator.connectionString(host))
          .put("tier", settings.tier().name())
          .put("units", settings.units());
    }
    return MAPPER.writeValueAsString(root);
  }

  private Path caFile() {
    return directory.resolve("ca.pem");
  }

  private long deviceCount(String host) {
    return emulator.hub(host).identities().statistics().path("totalDeviceCount").longValue();
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "  %-12s%s", name, value));
  }
}
