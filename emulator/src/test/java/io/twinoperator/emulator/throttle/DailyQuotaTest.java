package io.twinoperator.emulator.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyQuotaTest {
  private static final Instant EVENING = Instant.parse("2026-02-16T23:59:59.999Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-02-17T00:00:00Z");

  @Test
  void isUsedUpUntilMidnightUtc() {
    DailyQuota quota = new DailyQuota(new MessageAllowance(3, 4096));
    quota.meter(0, EVENING);
    quota.check(EVENING);
    quota.meter(4097, EVENING);
    assertThat(quota.used(EVENING)).isEqualTo(3);
    assertThatThrownBy(() -> quota.check(EVENING))
        .isInstanceOfSatisfying(
            ThrottleRefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(ThrottleRefusal.QUOTA_EXCEEDED))
        .hasMessageContaining("Max allowed message count: '3', current message count: '3'");
    assertThatCode(() -> quota.check(MIDNIGHT)).doesNotThrowAnyException();
    assertThat(quota.used(MIDNIGHT)).isZero();
  }

  @Test
  void theLastOneMayGoOver() {
    DailyQuota quota = new DailyQuota(new MessageAllowance(3, 4096));
    quota.meter(40_960, EVENING);
    assertThat(quota.used(EVENING)).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"1,8000,512", "2,800000,4096", "3,18000000,4096", "4,1200000000,4096"})
  void theDocumentedAllowances(int units, long messages, int meter) {
    MessageAllowance allowance =
        switch (units) {
          case 1 -> MessageAllowance.free(units);
          case 2 -> MessageAllowance.s1(units);
          case 3 -> MessageAllowance.s2(units);
          default -> MessageAllowance.s3(units);
        };
    assertThat(allowance).isEqualTo(new MessageAllowance(messages, meter));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "4096,1", "4097,2", "32768,8"})
  void countsInMeters(long bytes, long messages) {
    assertThat(MessageAllowance.s1(1).messages(bytes)).isEqualTo(messages);
  }
}
