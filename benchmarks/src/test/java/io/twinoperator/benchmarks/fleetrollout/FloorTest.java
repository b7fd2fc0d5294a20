package io.twinoperator.benchmarks.fleetrollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.twinoperator.benchmarks.fleet.HubLimits;
import io.twinoperator.emulator.hub.Tier;
import org.junit.jupiter.api.Test;

class FloorTest {
  private static final HubLimits S1 = HubLimits.of(Tier.S1, 1);
  private static final HubLimits S3 = HubLimits.of(Tier.S3, 1);

  @Test
  void aJobHasAPaceAndNoBurst() {
    assertThat(new Floor(S1, 10_000).writing("Job")).isEqualTo(999.9);
    assertThat(new Floor(S3, 10_000).writing("Job")).isEqualTo(199.98);
  }

  @Test
  void patchesOfTheFirstSecondPassAtOnce() {
    assertThat(new Floor(S1, 10_050).writing("TwinPatch")).isEqualTo(200);
    assertThat(new Floor(S1, 50).writing("TwinPatch")).isZero();
  }

  @Test
  void bothLanesAddUpUnlessTheyShareAThrottle() {
    assertThat(new Floor(S1, 6050).writing("Auto")).isEqualTo(100);
    assertThat(new Floor(S1.sharedThrottle(), 6050).writing("Auto")).isEqualTo(120);
  }

  @Test
  void aMinuteOfPagesPassesAtOnce() {
    assertThat(new Floor(S1, 2000).planning()).isZero();
    assertThat(new Floor(S1, 10_000).planning()).isEqualTo(240);
    assertThat(new Floor(S3, 10_000).planning()).isZero();
  }

  @Test
  void eachTwinIsReadTwiceWhichMayTakeLongerThanItsWrite() {
    assertThat(new Floor(S1, 10_000).confirming("Auto")).isEqualTo(199);
    assertThat(new Floor(S1, 10_000).confirming("Job")).isEqualTo(999.9);
  }

  @Test
  void aMachineThatNobodyKnowsIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Floor(S1, 1).writing("Carrier"))
        .withMessageContaining("Carrier");
  }
}
