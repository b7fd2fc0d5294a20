package io.twinoperator.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventFile;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.view.Picture.Scene;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
  private static final Path DOCS = Path.of("../docs");

  @ParameterizedTest
  @CsvSource({
    "WAVES, sensor-temp-042 converged deferred claimed floor3-interval",
    "ROLLBACK, floor4-burst RolledBack undone uploadMode",
    "OFFLINE, quiet-logs converged stragglers loggingLevel"
  })
  void isDrawnFromTheRecordedRun(Scene scene, String words) throws Exception {
    String drawn = Picture.of(EventFile.read(DOCS.resolve("demo/events.jsonl")), scene);

    assertThat(Files.readString(DOCS.resolve(scene.file())))
        .as("docs/%s; to draw it anew: demo/run --picture", scene.file())
        .isEqualTo(drawn);
    assertThat(drawn).contains(words.split(" "));
  }

  @Test
  void isWellFormedWhateverDevicesSay() throws Exception {
    String drawn =
        Picture.of(
            List.of(new Event(1, EventKind.DEVICE, "d", "<&>\" says x < 1 & y", null)),
            Scene.WAVES);

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
