package io.twinoperator.emulator.throttle;

import static io.twinoperator.emulator.throttle.RateLimit.perMinute;
import static io.twinoperator.emulator.throttle.RateLimit.perSecond;
import static io.twinoperator.emulator.throttle.ThrottledOperation.CONFIGURATION_OPERATION;
import static io.twinoperator.emulator.throttle.ThrottledOperation.DEVICE_CONNECTION;
import static io.twinoperator.emulator.throttle.ThrottledOperation.DIRECT_METHOD;
import static io.twinoperator.emulator.throttle.ThrottledOperation.IDENTITY_REGISTRY;
import static io.twinoperator.emulator.throttle.ThrottledOperation.JOB_OPERATION;
import static io.twinoperator.emulator.throttle.ThrottledOperation.QUERY;
import static io.twinoperator.emulator.throttle.ThrottledOperation.TWIN_READ;
import static io.twinoperator.emulator.throttle.ThrottledOperation.TWIN_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documented table, with the columns' corners: one unit, and many. */
class ThrottleTableTest {

  @Test
  void freeAndS1() {
    assertThat(ThrottleTable.freeOrS1(1).limits())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                IDENTITY_REGISTRY, perMinute(100),
                QUERY, perMinute(20),
                TWIN_READ, perSecond(100),
                TWIN_UPDATE, perSecond(50),
                JOB_OPERATION, perMinute(100),
                CONFIGURATION_OPERATION, perMinute(20),
                DIRECT_METHOD, perSecond(40),
                DEVICE_CONNECTION, perSecond(100)));
    assertThat(ThrottleTable.freeOrS1(9).limits())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                IDENTITY_REGISTRY, perMinute(900),
                QUERY, perMinute(180),
                TWIN_READ, perSecond(100),
                TWIN_UPDATE, perSecond(50),
                JOB_OPERATION, perMinute(900),
                CONFIGURATION_OPERATION, perMinute(180),
                DIRECT_METHOD, perSecond(360),
                DEVICE_CONNECTION, perSecond(108)));
  }

  @Test
  void s2() {
    assertThat(ThrottleTable.s2(1).limits())
        .containsEntry(TWIN_READ, perSecond(100))
        .containsEntry(TWIN_UPDATE, perSecond(50))
        .containsEntry(DIRECT_METHOD, perSecond(120))
        .containsEntry(DEVICE_CONNECTION, perSecond(120));
    assertThat(ThrottleTable.s2(20).limits())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                IDENTITY_REGISTRY, perMinute(2000),
                QUERY, perMinute(400),
                TWIN_READ, perSecond(200),
                TWIN_UPDATE, perSecond(100),
                JOB_OPERATION, perMinute(2000),
                CONFIGURATION_OPERATION, perMinute(400),
                DIRECT_METHOD, perSecond(2400),
                DEVICE_CONNECTION, perSecond(2400)));
  }

  @Test
  void s3() {
    assertThat(ThrottleTable.s3(2).limits())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                IDENTITY_REGISTRY, perMinute(10_000),
                QUERY, perMinute(2000),
                TWIN_READ, perSecond(1000),
                TWIN_UPDATE, perSecond(500),
                JOB_OPERATION, perMinute(10_000),
                CONFIGURATION_OPERATION, perMinute(40),
                DIRECT_METHOD, perSecond(12_288),
                DEVICE_CONNECTION, perSecond(12_000)));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "4096,1", "4097,2", "131072,32"})
  void aMethodCountsInMetersOf4Kb(long bytes, long meters) {
    assertThat(ThrottleTable.methodMeters(bytes)).isEqualTo(meters);
  }

  @Test
  void aTableWithAGapIsRefused() {
    assertThatThrownBy(() -> new ThrottleTable(Map.of(QUERY, perMinute(20))))
        .hasMessageContaining("IDENTITY_REGISTRY");
    assertThatThrownBy(() -> perSecond(0)).hasMessageContaining("0 operations");
  }
}
