package io.twinoperator.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Line READS =
      new Line(
          "twin reads",
          Unit.PER_SECOND,
          List.of(new Round(5000, 10_000), new Round(4000, 10_000), new Round(6600, 11_000)),
          Goal.share(0.5));
  private static final Line COUNT =
      new Line("count", Unit.MICROSECONDS, List.of(new Round(25_000, 200)), Goal.times(100));
  private static final Line HEAP =
      new Line("heap", Unit.BYTES, List.of(new Round(5000, 2000)), Goal.more(4096));

  @Test
  void theColumnsAreAlignedAndTheLastLineCounts() {
    assertThat(new Report(List.of(READS, COUNT, HEAP)).text())
        .isEqualTo(
            """
            name        ours     baseline  ratio              goal
            twin reads  5,000/s  10,000/s  0.50 (0.40..0.60)  >= 0.50   ok
            count       25.0 ms  200 us    125.0              <= 100.0  short
            heap        5,000 B  2,000 B   +3,000             < +4,096  ok
            2 of 3 within goal""");
  }

  @Test
  void aRunIsCompleteWhenNothingIsShort() {
    assertThat(new Report(List.of(READS, HEAP)).isComplete()).isTrue();
    assertThat(new Report(List.of(READS, COUNT)).isComplete()).isFalse();
  }

  @Test
  void theMedianOfTheRatiosCountsAndNotTheRatioOfTheMedians() {
    Line line =
        new Line(
            "x",
            Unit.PER_SECOND,
            List.of(new Round(10, 20), new Round(90, 100), new Round(30, 300)),
            Goal.share(0.5));
    assertThat(line.figure()).isEqualTo(0.5);
    assertThat(line.ours() / line.baseline()).isEqualTo(0.3);
  }

  @Test
  void aGoalIsMetAtItsLimitExceptForSizes() {
    assertThat(Goal.share(0.5).isMetBy(0.5)).isTrue();
    assertThat(Goal.share(0.5).isMetBy(0.499)).isFalse();
    assertThat(Goal.times(5).isMetBy(5)).isTrue();
    assertThat(Goal.times(5).isMetBy(5.001)).isFalse();
    assertThat(Goal.more(4096).isMetBy(4095)).isTrue();
    assertThat(Goal.more(4096).isMetBy(4096)).isFalse();
  }

  @Test
  void aLineWithoutARoundIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Line("twin reads", Unit.BYTES, List.of(), Goal.more(1)))
        .withMessageContaining("twin reads");
  }

  @Test
  void longTimesAreShownInMilliseconds() {
    assertThat(Unit.MICROSECONDS.show(9_999)).isEqualTo("9,999 us");
    assertThat(Unit.MICROSECONDS.show(10_000)).isEqualTo("10.0 ms");
  }

  @Test
  void detailsAreIndentedAndHaveNoGoal() {
    Line zero = new Line("status writes", Unit.COUNT, List.of(Round.alone(3)), Goal.atMost(0));
    Detail detail = new Detail("CPU", Unit.SECONDS, 3, 2);
    assertThat(
            new Report(
                    List.of("API server: the mock"),
                    List.of(zero, detail, Detail.of("reads", Unit.COUNT, 7)))
                .text())
        .isEqualTo(
            """
            API server: the mock
            name           ours    baseline  ratio  goal
            status writes  3       -                <= 0  short
              CPU          3.00 s  2.00 s    1.50
              reads        7       -
            0 of 1 within goal""");
  }

  @Test
  void whatCouldNotBeMeasuredMeetsNoGoal() {
    for (Goal goal : List.of(Goal.share(0), Goal.times(9), Goal.more(9), Goal.atMost(9))) {
      Line line = new Line("x", Unit.SECONDS, List.of(new Round(Double.NaN, 1)), goal);
      assertThat(line.isWithinGoal()).as(goal.toString()).isFalse();
      assertThat(line.columns().get(1)).isEqualTo("-");
    }
  }
}
