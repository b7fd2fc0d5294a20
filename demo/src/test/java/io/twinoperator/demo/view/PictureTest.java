package io.twinoperator.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventFile;
import io.twinoperator.demo.event.EventKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
  private static final Path DOCS = Path.of("../docs");

  @Test
  void isDrawnFromTheRecordedRun() throws Exception {
    String drawn = Picture.of(EventFile.read(DOCS.resolve("demo/events.jsonl")));

    assertThat(Files.readString(DOCS.resolve("demo.svg")))
        .as("docs/demo.svg; to draw it anew: demo/run --picture")
        .isEqualTo(drawn);
    assertThat(drawn).contains("sensor-temp-042", "converged", "deferred", "claimed");
  }

  @Test
  void isWellFormedWhateverDevicesSay() throws Exception {
    String drawn =
        Picture.of(List.of(new Event(1, EventKind.DEVICE, "d", "<&>\" says x < 1 & y", null)));

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(drawn.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getDocumentElement().getTextContent()).contains("<&>\" says x < 1 & y");
  }

  @Test
  void eventsSurviveTheFile(@TempDir Path dir) throws Exception {
    List<Event> events = EventFile.read(DOCS.resolve("demo/events.jsonl"));
    Path copy = dir.resolve("events.jsonl");

    EventFile.write(copy, events);

    assertThat(EventFile.read(copy)).isEqualTo(events);
    assertThat(copy).hasSameTextualContentAs(DOCS.resolve("demo/events.jsonl"));
  }
}
