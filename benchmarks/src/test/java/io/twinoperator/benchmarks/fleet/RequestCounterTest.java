package io.twinoperator.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinoperator.emulator.http.RecentRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RequestCounterTest {
  private final RequestCounter counter = new RequestCounter();

  @Test
  void eachRequestIsCountedOnce() {
    answered(1, "GET", "/twins/a?api-version=x", 200);
    answered(2, "PATCH", "/twins/a?api-version=x", 200);
    answered(3, "PATCH", "/twins/a?api-version=x", 412);
    answered(4, "PATCH", "/twins/a?api-version=x", 429);
    answered(5, "POST", "/devices/query?api-version=x", 200);
    answered(6, "GET", "/statistics/devices?api-version=x", 200);
    answered(7, "GET", "/twins/b?api-version=x", 404);
    HubCounts counts = counter.counts();
    assertThat(counts)
        .isEqualTo(new HubCounts(1, 1, 1, 1, 1, 1, 1, 2_000_000, 2_500_000, 7_500_000));
    assertThat(counts.calls()).isEqualTo(7);
  }

  @Test
  void theWritePhaseIsFromTheFirstsRequestToTheLastsAnswer() {
    answered(10, "PATCH", "/twins/a", 200);
    answered(30, "PATCH", "/twins/b", 200);
    answered(40, "GET", "/twins/b", 200);
    assertThat(counter.counts().firstWrite()).isEqualTo(10_000_000);
    assertThat(counter.counts().lastWrite()).isEqualTo(30_500_000);
  }

  private void answered(long second, String method, String target, int status) {
    counter.accept(
        new RecentRequest(
            Instant.ofEpochSecond(second),
            method,
            target,
            OptionalInt.of(status),
            Optional.empty(),
            Duration.ofMillis(500)));
  }
}
