package io.twinoperator.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {

  @Test
  void theOldestGoes() {
    RecentRequests recent = new RecentRequests();
    IntStream.rangeClosed(1, RecentRequests.CAPACITY + 50)
        .forEach(
            i ->
                recent.add(
                    new RecentRequest(
                        Instant.EPOCH,
                        "GET",
                        "/" + i,
                        OptionalInt.of(200),
                        Optional.empty(),
                        Duration.ZERO)));
    assertThat(recent.total()).isEqualTo(RecentRequests.CAPACITY + 50);
    assertThat(recent.newestFirst())
        .hasSize(RecentRequests.CAPACITY)
        .first()
        .extracting(RecentRequest::target)
        .isEqualTo("/250");
    assertThat(recent.newestFirst().get(RecentRequests.CAPACITY - 1).target()).isEqualTo("/51");
  }

  @Test
  void aListenerIsToldOfMoreThanAreKept() {
    List<String> told = new ArrayList<>();
    RecentRequests recent = new RecentRequests(request -> told.add(request.target()));
    IntStream.rangeClosed(1, RecentRequests.CAPACITY + 50)
        .forEach(
            i ->
                recent.add(
                    new RecentRequest(
                        Instant.EPOCH,
                        "GET",
                        "/" + i,
                        OptionalInt.of(200),
                        Optional.empty(),
                        Duration.ZERO)));
    assertThat(told).hasSize(RecentRequests.CAPACITY + 50).first().isEqualTo("/1");
  }
}
