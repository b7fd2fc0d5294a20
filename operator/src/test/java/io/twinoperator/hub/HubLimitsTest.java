package io.twinoperator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.twinoperator.hub.HubLimits.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubLimitsTest {

  @ParameterizedTest(name = "{0} x{1} at {2} %")
  @CsvSource({
    // tier, units, share, reads/s, writes/s, queries/min, job ops/min, job devices/s, job slots
    "FREE,   1, 100,   100,    50,    20,    100,   10,  1",
    "S1,     1, 100,   100,    50,    20,    100,   10,  1",
    "S1,     1,  70,    70,    35,    14,     70,   10,  1",
    "S1,     4, 100,   100,    50,    80,    400,   10,  1",
    "S2,     1, 100,   100,    50,    20,    100,   10,  5",
    "S2,     9, 100,   100,    50,   180,    900,   10,  5",
    "S2,    20, 100,   200,   100,   400,   2000,   20,  5",
    "S2,   200,  50,  1000,   500,  2000,  10000,  200,  5",
    "S3,     1, 100,   500,   250,  1000,   5000,   50, 10",
    "S3,    10, 100,  5000,  2500, 10000,  50000,  500, 10",
    "S3,     1,   1,     5,   2.5,    10,     50,   50, 10",
  })
  void followTheDocumentedTable(
      Tier tier,
      int units,
      int share,
      double reads,
      double writes,
      double queries,
      double jobOperations,
      double jobDevices,
      int slots) {
    HubLimits limits = HubLimits.of(tier, units, share);

    assertThat(limits.reads()).isEqualTo(reads, within(1e-9));
    assertThat(limits.writes()).isEqualTo(writes, within(1e-9));
    assertThat(limits.queries()).isEqualTo(queries, within(1e-9));
    assertThat(limits.jobOperations()).isEqualTo(jobOperations, within(1e-9));
    assertThat(limits.jobDeviceOperations()).isEqualTo(jobDevices, within(1e-9));
    assertThat(limits.activeJobs()).isEqualTo(slots);
  }

  @Test
  void ratesPerMinuteAreGivenPerSecond() {
    HubLimits limits = HubLimits.of(Tier.S1, 3, 100);

    assertThat(limits.perSecond(OperationClass.TWIN_READ)).isEqualTo(100);
    assertThat(limits.perSecond(OperationClass.TWIN_WRITE)).isEqualTo(50);
    assertThat(limits.perSecond(OperationClass.QUERY)).isEqualTo(1);
    assertThat(limits.perSecond(OperationClass.JOB)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"0, 70, units is 0", "1, 0, sharePercent is 0", "1, 101, sharePercent is 101"})
  void refuseWhatNoHubHas(int units, int share, String message) {
    assertThatThrownBy(() -> HubLimits.of(Tier.S1, units, share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
