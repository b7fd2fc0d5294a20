package io.twinoperator.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceState;
import io.twinoperator.api.v1alpha1.RolloutCounts;
import io.twinoperator.fleetrollout.decide.RolloutDecision.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A fact that a story must show, in a sentence, and its check against the hub and the status: apart
 * from the story's text, so that writing that anew cannot hide a change.
 */
record Fact(String sentence, Consumer<RolloutStory> check) {
  private static final Path STORIES = Path.of("src/test/resources/stories");

  static Fact that(String sentence, Consumer<RolloutStory> check) {
    return new Fact(sentence, check);
  }

  static Fact endsIn(Stage stage) {
    return that(
        "ends in " + stage, story -> assertThat(story.last().standing().stage()).isEqualTo(stage));
  }

  /** For example {@code Converged 11, Straggler 1}: every state that there is. */
  static Fact counts(String expected) {
    return that(
        "devices: " + expected,
        story -> {
          RolloutCounts counts = story.status().counts();
          assertThat(describe(counts)).isEqualTo(expected);
          assertThat(counts.sum()).isEqualTo(counts.total());
        });
  }

  private static String describe(RolloutCounts counts) {
    return Arrays.stream(DeviceState.values())
        .filter(state -> counts.of(state) > 0)
        .map(state -> state + " " + counts.of(state))
        .collect(Collectors.joining(", "));
  }

  /** For example {@code 10 on 11, 30 on 1}. */
  static Fact intervals(String expected) {
    return that(
        "telemetryInterval in the twins: " + expected,
        story -> assertThat(story.watch.intervals()).isEqualTo(expected));
  }

  /** From the beginning to the last pass. */
  static Fact takes(Duration least, Duration most) {
    return that(
        "takes from %s to %s".formatted(least, most),
        story ->
            assertThat(Duration.between(RolloutStory.START, story.clock.instant()))
                .isBetween(least, most));
  }

  static Fact everWritten(int devices) {
    return that(
        devices + " devices ever got the change",
        story -> assertThat(story.watch.written()).isEqualTo(devices));
  }

  static Fact mostUnderWay(int devices) {
    return that(
        "at the most %d devices under way at once, and so many were".formatted(devices),
        story -> assertThat(story.watch.mostUnderWay()).isEqualTo(devices));
  }

  static Fact says(String words) {
    return that(
        "says: " + words, story -> assertThat(story.last().standing().message()).contains(words));
  }

  /** Checks the facts, then compares heads and text with the file. */
  static void assertStory(String name, RolloutStory story, Fact... facts) {
    Arrays.stream(facts).forEach(fact -> fact.check().accept(story));
    String text =
        Arrays.stream(facts)
                .map(fact -> "# " + fact.sentence() + "\n")
                .collect(Collectors.joining())
            + story.text();
    Path file = STORIES.resolve(name + ".txt");
    try {
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(STORIES);
        Files.writeString(file, text);
      }
      assertThat(text)
          .as("%s differs; if it is meant to, run the test with -Dgolden.write=true", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file + " cannot be read or written", e);
    }
  }
}
