package io.twinoperator.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavedTest {
  private final List<String> calls = new ArrayList<>();
  private double next;

  @Test
  void whoBeginsChangesAndWarmUpsDoNotCount() {
    List<Round> rounds =
        new Interleaved(1, 3).measure(() -> called("ours"), () -> called("baseline"));
    assertThat(calls)
        .containsExactly(
            "baseline", "ours", "ours", "baseline", "baseline", "ours", "ours", "baseline");
    assertThat(rounds).containsExactly(new Round(3, 4), new Round(6, 5), new Round(7, 8));
  }

  private double called(String who) {
    calls.add(who);
    next++;
    return next;
  }
}
