package io.twinoperator.deviceconfig;

import static io.twinoperator.deviceconfig.Observations.NOW;
import static io.twinoperator.deviceconfig.Observations.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.api.v1alpha1.DeviceConfigStatus;
import io.twinoperator.api.v1alpha1.DeviceConfigStatus.ReportedMirror;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MirrorTest {

  private static final Duration QUIET = Duration.ofMinutes(10);

  @Test
  void whatFitsIsCopiedWhole() {
    ReportedMirror mirror = Mirror.of(object("{a: 1, b: {c: 2}}"), NOW);

    assertThat(mirror.reported()).isEqualTo(object("{a: 1, b: {c: 2}}"));
    assertThat(mirror.omitted()).isNull();
  }

  @Test
  void theLargestPropertiesAreLeftOutUntilTheRestFits() {
    var reported = object("{small: 1}");
    reported.put("large", "é".repeat(3_000)).put("larger", "x".repeat(7_000));
    reported.put("medium", "x".repeat(1_500));

    ReportedMirror mirror = Mirror.of(reported, NOW);

    assertThat(mirror.omitted()).containsExactly("larger");
    assertThat(mirror.reported().fieldNames()).toIterable().contains("small", "medium", "large");
    assertThat(mirror.reported().toString().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(Mirror.MAX_BYTES);
    assertThat(reported.has("larger")).as("the twin itself is not changed").isTrue();
  }

  @Test
  void aMirrorAloneIsWrittenAtMostEveryTenMinutes() {
    var before = Optional.of(status("Connected", "{battery: 87}", NOW));
    Instant soon = NOW.plus(QUIET).minusSeconds(1);
    Instant late = NOW.plus(QUIET);

    assertThat(isNews(before, status("Connected", "{battery: 86}", soon), soon)).isFalse();
    assertThat(isNews(before, status("Connected", "{battery: 86}", late), late)).isTrue();
    assertThat(isNews(before, status("Connected", "{battery: 87}", late), late)).isFalse();
  }

  @Test
  void aNumberInAnotherFormIsNoNews() {
    var before = Optional.of(status("Connected", "{min: 20}", NOW));
    Instant late = NOW.plus(QUIET);

    assertThat(isNews(before, status("Connected", "{min: 20.0}", late), late)).isFalse();
  }

  @Test
  void whatMeansSomethingIsWrittenAtOnce() {
    var before = Optional.of(status("Connected", "{battery: 87}", NOW));

    assertThat(isNews(before, status("Disconnected", "{battery: 87}", NOW), NOW)).isTrue();
    assertThat(isNews(Optional.empty(), status("Connected", "{}", NOW), NOW)).isTrue();
  }

  private static boolean isNews(
      Optional<DeviceConfigStatus> before, DeviceConfigStatus next, Instant now) {
    return StatusNews.isWorthWriting(before, next, now, QUIET);
  }

  private static DeviceConfigStatus status(String connection, String reported, Instant at) {
    return DeviceConfigStatus.builder()
        .observedGeneration(1L)
        .deviceId("d")
        .desiredVersion(1L)
        .reportedVersion(1L)
        .etag("etag")
        .connectionState(connection)
        .mirror(Mirror.of(object(reported), at))
        .build();
  }
}
