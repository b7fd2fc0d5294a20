package io.twinoperator.emulator.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.twinoperator.emulator.twin.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bounds far above what it takes, and far below what anything quadratic would take. */
class HubScaleTest {
  private static final int DEVICES = 30_000;

  @Test
  void tensOfThousandsOfTwinsStayQuick() {
    HubFixture fixture = new HubFixture(HubSettings.of(Tier.S3, 10));
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> run(fixture));
  }

  private static void run(HubFixture fixture) {
    for (int i = 0; i < DEVICES; i++) {
      fixture.device("d" + i, "{'tags':{'floor':" + (i % 10) + "}}");
    }
    assertThat(fixture.all("SELECT deviceId FROM devices WHERE tags.floor >= 0", 100))
        .hasSize(DEVICES)
        .doesNotHaveDuplicates();
    for (int i = 0; i < 1000; i++) {
      assertThat(fixture.all("SELECT * FROM devices WHERE deviceId IN ['d" + i + "','d7']", 100))
          .isNotEmpty();
    }
    fixture
        .hub
        .jobs()
        .create(
            "all",
            Json.object(
                "{'type':'scheduleUpdateTwin','queryCondition':'*','updateTwin':{'etag':'*',"
                    + "'properties':{'desired':{'a':1}}}}"));
    fixture.pass(Duration.ofMinutes(2));
    assertThat(fixture.all("SELECT * FROM devices.jobs WHERE status = 'completed'", 100))
        .hasSize(DEVICES);
  }
}
