package io.twinoperator.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventFile;
import io.twinoperator.demo.event.EventKind;
import io.twinoperator.demo.event.ObjectState;
import io.twinoperator.demo.event.ObjectState.ConfigState;
import io.twinoperator.demo.event.ObjectState.HubState;
import io.twinoperator.demo.event.ObjectState.JobState;
import io.twinoperator.demo.event.ObjectState.LeafState;
import io.twinoperator.demo.event.ObjectState.RolloutState;
import io.twinoperator.demo.event.ObjectState.Tally;
import io.twinoperator.demo.event.ObjectState.WaveState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final Path LOG = Path.of("../docs/demo/events.jsonl");

  private static Event event(EventKind kind, String object, String text) {
    return new Event(12_300, kind, object, text, null);
  }

  private static Event state(EventKind kind, ObjectState state) {
    return new Event(12_300, kind, state.name(), "news", state);
  }

  private static final List<Event> RUN =
      List.of(
          event(EventKind.STORY, "hub.azure-devices.net", "at https://localhost:8443, 60 devices"),
          state(EventKind.HUB, new HubState("production", "True", "answers", 60)),
          state(
              EventKind.CONFIG,
              new ConfigState(
                  "sensor-temp-042",
                  "False",
                  "True",
                  "False",
                  "Pending",
                  "",
                  new LeafState(
                      "desired.firmwareVersion", "Applying", "2.2.0", "2.1.0", "downloading"))),
          state(
              EventKind.ROLLOUT,
              new RolloutState(
                  "floor3-interval",
                  "Progressing",
                  "",
                  "13 devices",
                  new Tally(13, 4, 6, 1, 1, 0, 1, 0, 0, 0),
                  List.of(
                      new WaveState("canary", "Succeeded", 4, 4, 0, 0),
                      new WaveState("rest", "Progressing", 9, 0, 6, 1)),
                  List.of(new JobState("fr-1", "running", 7)),
                  1,
                  List.of("sensor-temp-042 by DeviceConfig plant/sensor-temp-042: desired.x"),
                  List.of(),
                  20_000L)),
          event(EventKind.DEVICE, "sensor-temp-008", "telemetryInterval 10 (202 accepted)"),
          event(EventKind.WAVE, "floor3-interval", "wave rest Progressing, 0 of 9 converged"));

  private static String draw(int columns, int rows) {
    return Frame.draw(Dashboard.of(RUN), new Frame.Size(columns, rows), 12_345).stream()
        .map(line -> line.text().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void onEightyColumns() {
    assertThat(draw(80, 40))
        .isEqualTo(
            """
            twin-operator  12.3 s  IoTHub production Ready=True
            hub.azure-devices.net at https://localhost:8443, 60 devices

            DeviceConfig          Ready     Synced    Converged Reason
            sensor-temp-042       False     True      False     Pending
              desired.firmwareVersion: asked 2.2.0, reported 2.1.0, "downloading"

            FleetRollout  floor3-interval   Progressing  about 8 s left
              plan    13 devices
              canary  ████████████                             4 of 4 Succeeded
              rest                ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▚▚▚▒▒▒▞▞▞  0 of 9 Progressing
              all     ████████████▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▚▚▚▒▒▒▞▞▞  4 of 13 converged
              █ 4 converged ▓ 6 in flight ▚ 1 failed ▒ 1 deferred ▞ 1 claimed
              jobs    fr-1 running, 7 devices; 1 ended
              claimed sensor-temp-042 by DeviceConfig plant/sensor-temp-042: desired.x

            Devices say
              12.3  sensor-temp-008       telemetryInterval 10 (202 accepted)

            Events
              12.3  hub.azure-devices.n…  at https://localhost:8443, 60 devices
              12.3  production            news
              12.3  sensor-temp-042       news
              12.3  floor3-interval       news
              12.3  floor3-interval       wave rest Progressing, 0 of 9 converged
            """);
  }

  @Test
  void onMoreColumnsTheLegendNamesAll() {
    assertThat(draw(120, 40))
        .contains(
            "█ 4 converged  ▓ 6 in flight  ▚ 1 failed  ▒ 1 deferred  ▞ 1 claimed  ░ 0 pending")
        .contains("rest" + " ".repeat(28) + "▓".repeat(36) + "▚".repeat(6) + "▒".repeat(6));
  }

  private static RolloutState rollout(String name, String phase, Tally counts, WaveState... waves) {
    return new RolloutState(
        name,
        phase,
        "why",
        "plan",
        counts,
        List.of(waves),
        List.of(),
        0,
        List.of(),
        List.of(),
        null);
  }

  private static String draw(RolloutState... rollouts) {
    List<Event> events = Stream.of(rollouts).map(state -> state(EventKind.ROLLOUT, state)).toList();
    return Frame.draw(Dashboard.of(events), new Frame.Size(80, 40), 12_345).stream()
        .map(line -> line.text().stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void anUndoIsDrawnForTheWavesThatHadBegun() {
    WaveState canary = new WaveState("canary", "Succeeded", 1, 0, 0, 0);
    WaveState most = new WaveState("most", "Breached", 2, 0, 0, 0);
    WaveState rest = new WaveState("rest", "Pending", 1, 0, 0, 0);

    assertThat(
            draw(
                rollout(
                    "burst",
                    "RollingBack",
                    new Tally(4, 0, 0, 0, 0, 0, 0, 2, 1, 1),
                    canary,
                    most,
                    rest)))
        .contains(
            """
            FleetRollout  burst             RollingBack
              plan    plan
                      why
              canary  ▨▨▨▨▨▨▨▨▨▨▨                                   to undo
              most               ▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨             to undo
              rest                                     ░░░░░░░░░░░  0 of 1 Pending
              all     ▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨▥▥▥▥▥▥▥▥▥▥▥░░░░░░░░░░░  1 of 3 undone
              ▨ 2 to undo ▥ 1 undone ░ 1 pending
            """);
    assertThat(
            draw(
                rollout(
                    "burst",
                    "RolledBack",
                    new Tally(4, 0, 0, 0, 0, 0, 0, 0, 3, 1),
                    canary,
                    most,
                    rest)))
        .contains("canary  ▥▥▥▥▥▥▥▥▥▥▥ ", "3 of 3 undone");
  }

  @Test
  void stragglersAreDrawnInTheWaveThatHasThem() {
    assertThat(
            draw(
                rollout(
                    "quiet",
                    "SucceededWithStragglers",
                    new Tally(4, 3, 0, 0, 0, 1, 0, 0, 0, 0),
                    new WaveState("canary", "Succeeded", 1, 1, 0, 0),
                    new WaveState("rest", "Succeeded", 3, 2, 0, 0))))
        .contains("rest               ██████████████████████▤▤▤▤▤▤▤▤▤▤▤  2 of 3 Succeeded")
        .contains("█ 3 converged ▤ 1 stragglers");
  }

  @Test
  void rolloutsThatAreOverMakeRoomForTheNext() {
    Tally done = new Tally(1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    WaveState all = new WaveState("rest", "Succeeded", 1, 1, 0, 0);

    assertThat(
            draw(
                rollout("first", "Succeeded", done, all),
                rollout("second", "Progressing", done, all)))
        .containsSubsequence(
            "FleetRollout  second            Progressing",
            "rest ",
            "FleetRollout  first             Succeeded  why\n")
        .containsOnlyOnce("rest ");
    assertThat(
            draw(rollout("first", "Succeeded", done, all), rollout("plan", "Planned", Tally.NONE)))
        .contains("rest ");
  }

  @ParameterizedTest
  @CsvSource({"80,24", "80,43", "120,40", "40,12", "200,60"})
  void fitsWhateverHappens(int columns, int rows) throws IOException {
    Dashboard shown = Dashboard.empty();
    for (Event event : EventFile.read(LOG)) {
      shown = shown.with(event);
      assertThat(Frame.draw(shown, new Frame.Size(columns, rows), event.at()))
          .hasSizeLessThanOrEqualTo(rows)
          .allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(columns));
    }
  }

  @Test
  void barsOfOneRolloutAreAlignedAndOfOneLength() {
    Bar bar = new Bar(7, 40);

    assertThat(bar.columns()).isEqualTo(35);
    assertThat(bar.draw(0, new Tally(7, 3, 2, 0, 1, 0, 0, 0, 0, 1)).text())
        .isEqualTo("█".repeat(15) + "▓".repeat(10) + "▒".repeat(5) + "░".repeat(5));
    assertThat(bar.draw(3, new Tally(4, 4, 0, 0, 0, 0, 0, 0, 0, 0)).text())
        .isEqualTo(" ".repeat(15) + "█".repeat(20));
    assertThat(new Bar(1000, 40).draw(0, new Tally(1000, 500, 500, 0, 0, 0, 0, 0, 0, 0)).text())
        .isEqualTo("█".repeat(20) + "▓".repeat(20));
    assertThat(new Bar(0, 10).draw(0, Tally.NONE).text()).isBlank();
  }

  @Test
  void coloursAreCodesAroundTheSameText() {
    Line line = Line.empty().plus("a", Style.GOOD).plus("b", Style.PLAIN);

    assertThat(Ansi.COLOURS.encode(line)).isEqualTo("\u001b[32ma\u001b[0mb");
    assertThat(Ansi.NO_COLOURS.encode(line)).isEqualTo("ab");
    assertThat(Ansi.NO_COLOURS.redraw(2, List.of(line)))
        .isEqualTo("\u001b[2A\rab\u001b[K\n\u001b[J");
  }

  @Test
  void sizeOfTheTerminal() {
    assertThat(TerminalSize.parse("24 80\n")).contains(new Frame.Size(80, 24));
    assertThat(TerminalSize.parse("0 0\n")).isEmpty();
    assertThat(TerminalSize.parse("")).isEmpty();
  }

  @Test
  void linesForAPipe() {
    assertThat(PlainLines.line(event(EventKind.JOB, "floor3-interval", "created")))
        .isEqualTo("  12.3 s  job      floor3-interval       created");
  }
}
