package io.twinoperator.benchmarks.fleet;

import io.twinoperator.emulator.http.RecentRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Counts the requests that a hub answers; safe for threads. */
final class RequestCounter implements Consumer<RecentRequest> {
  private HubCounts counts = none();

  private static HubCounts none() {
    return new HubCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  synchronized HubCounts counts() {
    return counts;
  }

  synchronized void reset() {
    counts = none();
  }

  @Override
  public synchronized void accept(RecentRequest request) {
    int status = request.status().orElse(0);
    boolean done = status >= 200 && status < 300;
    boolean onTwin = request.target().startsWith("/twins/");
    boolean isRead = done && onTwin && request.method().equals("GET");
    boolean isWrite = done && onTwin && !request.method().equals("GET");
    boolean isQuery = done && request.target().startsWith("/devices/query");
    long read = micros(request.time());
    long answered = micros(request.time().plus(request.latency()));
    counts =
        new HubCounts(
            counts.reads() + one(isRead),
            counts.writes() + one(isWrite),
            counts.conflicts() + one(status == 412),
            counts.queries() + one(isQuery),
            counts.others() + one(done && !isRead && !isWrite && !isQuery),
            counts.throttled() + one(status == 429),
            counts.failed() + one(!done && status != 412 && status != 429),
            isWrite && counts.firstWrite() == 0 ? read : counts.firstWrite(),
            isWrite ? answered : counts.lastWrite(),
            answered);
  }

  private static int one(boolean counted) {
    return counted ? 1 : 0;
  }

  /** Microseconds since 1970. */
  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
