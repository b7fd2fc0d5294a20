package io.twinoperator.demo.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Events as a file of JSON lines. */
public final class EventFile {

  private static final JsonMapper MAPPER = new JsonMapper();

  private EventFile() {}

  /**
   * Writes a line for each event.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<Event> events) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      lines.add(MAPPER.writeValueAsString(event));
    }
    Files.write(file, lines);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it cannot be read, or a line is no event
   */
  public static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(MAPPER.readValue(line, Event.class));
    }
    return List.copyOf(events);
  }
}
