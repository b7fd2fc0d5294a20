package io.twinoperator.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void theMedianIsTheMiddleOfAnyOrder() {
    assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.median(4, 1, 9, 2)).isEqualTo(3);
  }

  @Test
  void aPercentileIsAValueThatWasSeen() {
    double[] hundred = new double[100];
    Arrays.setAll(hundred, i -> 100 - i);
    assertThat(Statistics.percentile(0.99, hundred)).isEqualTo(99);
    assertThat(Statistics.percentile(1, hundred)).isEqualTo(100);
    assertThat(Statistics.percentile(0.001, hundred)).isEqualTo(1);
    assertThat(Statistics.percentile(0.99, 7)).isEqualTo(7);
  }

  @Property
  void aPercentileLeavesNoMoreAboveItThanItsShareAllows(
      @ForAll @Size(min = 1, max = 300) double[] values,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double cut = Statistics.percentile(share, values);
    long below = Arrays.stream(values).filter(v -> v <= cut).count();
    assertThat((double) below).isGreaterThanOrEqualTo(share * values.length);
  }

  @Test
  void nothingHasNoMedianAndNoPercentile() {
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median());
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.percentile(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Statistics.percentile(0, 1))
        .withMessageContaining("0.0");
  }

  @Test
  void theInputKeepsItsOrder() {
    double[] values = {3, 1, 2};
    Statistics.median(values);
    assertThat(values).containsExactly(3, 1, 2);
  }
}
