package io.twinoperator.deviceconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.twinoperator.deviceconfig.Watch.Origin;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeviceWatchesTest {

  private static final ResourceID ID = new ResourceID("d", "plant");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final DeviceWatches watches = new DeviceWatches();

  @Test
  void looksAsPlannedAreOneRow() {
    assertThat(look(0)).isEqualTo(new Watch(Origin.FIRST_LOOK, START));
    watches.plan(ID, Duration.ofSeconds(60));

    assertThat(look(60)).isEqualTo(new Watch(Origin.FIRST_LOOK, START));
    assertThat(look(60 + 180)).as("late, but not by much").isEqualTo(Watch.beginning(START));
  }

  @Test
  void aLookThatComesFarTooLateBeginsARow() {
    look(0);
    watches.plan(ID, Duration.ofSeconds(60));

    assertThat(look(181)).isEqualTo(new Watch(Origin.GAP, START.plusSeconds(181)));
    assertThat(look(200)).isEqualTo(new Watch(Origin.GAP, START.plusSeconds(181)));
  }

  @Test
  void aClockThatGoesBackBeginsARow() {
    look(100);

    assertThat(look(50)).isEqualTo(new Watch(Origin.GAP, START.plusSeconds(50)));
  }

  @Test
  void aLongPlanAllowsALongGap() {
    look(0);
    watches.plan(ID, Duration.ofMinutes(30));

    assertThat(look(3_600)).isEqualTo(Watch.beginning(START));
  }

  @Test
  void whatIsForgottenBeginsAsAfterARestart() {
    look(0);
    watches.forget(ID);
    watches.plan(ID, Duration.ofHours(1));

    assertThat(look(10)).isEqualTo(Watch.beginning(START.plusSeconds(10)));
  }

  private Watch look(long second) {
    return watches.look(ID, START.plusSeconds(second));
  }
}
