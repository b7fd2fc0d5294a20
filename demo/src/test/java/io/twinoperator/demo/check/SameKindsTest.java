package io.twinoperator.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.demo.event.Event;
import io.twinoperator.demo.event.EventKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SameKindsTest {
  private static List<Event> events(EventKind... kinds) {
    return Stream.of(kinds).map(kind -> new Event(0, kind, "o", "t", null)).toList();
  }

  @Test
  void namesWhatOnlyOneOfTheRunsShowed() {
    List<Event> one = events(EventKind.JOB, EventKind.WAVE, EventKind.WAVE);

    assertThat(SameKinds.difference(one, events(EventKind.WAVE, EventKind.JOB))).isEmpty();
    assertThat(SameKinds.difference(one, events(EventKind.WAVE))).containsExactly(EventKind.JOB);
    assertThat(SameKinds.difference(one, events(EventKind.WAVE, EventKind.DEVICE)))
        .containsExactlyInAnyOrder(EventKind.JOB, EventKind.DEVICE);
    assertThat(SameKinds.difference(List.of(), one))
        .containsExactlyInAnyOrder(EventKind.JOB, EventKind.WAVE);
  }
}
