package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.load.Exchange;
import io.twinoperator.benchmarks.load.HttpLoad;
import io.twinoperator.benchmarks.load.HubRequests;
import io.twinoperator.benchmarks.load.RepeatedQuery;
import io.twinoperator.benchmarks.load.TwinPatches;
import io.twinoperator.benchmarks.load.TwinReads;
import io.twinoperator.benchmarks.report.Goal;
import io.twinoperator.benchmarks.report.Interleaved;
import io.twinoperator.benchmarks.report.Line;
import io.twinoperator.benchmarks.report.Unit;
import io.twinoperator.benchmarks.server.BenchmarkFleet;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What the service API does in a second over HTTPS, and how long its queries take. */
final class HttpFigures {
  private static final int WARM_UPS = 1;
  // The JIT compiler counts calls and not seconds: so many answers, unless the machine is too slow.
  private static final int WARM_ANSWERS = 20_000;
  private static final int WARM_WINDOWS = 20;
  private static final Duration WINDOW = Duration.ofMillis(1500);
  private static final int PATCHED_BY_EACH = 100;
  private static final double READS = 1.0 / 2;
  private static final double PATCHES = 1.0 / 3;
  private static final double COUNT_BY_GET = 100;
  private static final double EQUALITY_BY_GET = 20;

  private final HttpPair pair;
  private final int devices;
  private final Interleaved interleaved;
  private final PrintWriter progress;

  HttpFigures(HttpPair pair, int devices, int rounds, PrintWriter progress) {
    this.progress = progress;
    this.pair = pair;
    this.devices = devices;
    this.interleaved = new Interleaved(WARM_UPS, rounds);
  }

  /** GET of one twin after the other, over all connections. */
  Line reads() {
    return rates("twin reads, of echoes", READS, this::readers);
  }

  /** PATCH with the right If-Match, over all connections. */
  Line patches() {
    return rates("conditional patches, of echoes", PATCHES, this::patchers);
  }

  /** A COUNT over every twin, one at a time. */
  Line count() {
    String expected = "\"n\":" + devices;
    return times(
        "count of all twins, of gets",
        COUNT_BY_GET,
        new RepeatedQuery(pair.toHub(), n -> "SELECT COUNT() AS n FROM devices", expected));
  }

  /** The twins of one room, another each time, one query at a time. */
  Line equality() {
    return times(
        "tag equality, of gets",
        EQUALITY_BY_GET,
        new RepeatedQuery(pair.toHub(), this::byRoom, "\"room\""));
  }

  private String byRoom(int asked) {
    int number = (int) (asked * 7919L % devices);
    return "SELECT * FROM devices WHERE tags.room = '" + BenchmarkFleet.room(number) + "'";
  }

  private Line rates(String name, double goal, Function<HubRequests, List<Exchange>> exchanges) {
    List<Exchange> ours = exchanges.apply(pair.toHub());
    List<Exchange> echoes = exchanges.apply(pair.toEcho());
    warm(pair.hub(), ours);
    warm(pair.echo(), echoes);
    CpuMeter ourCpu = pair.hubCpu();
    CpuMeter echoCpu = pair.echoCpu();
    Line line =
        new Line(
            name,
            Unit.PER_SECOND,
            interleaved.measure(
                () -> ourCpu.during(() -> pair.hub().run(ours, WINDOW)).rate(),
                () -> echoCpu.during(() -> pair.echo().run(echoes, WINDOW)).rate()),
            Goal.share(goal));
    progress.println(
        "  CPU time of an answer: "
            + ourCpu.microsOfAnswer()
            + " us, of an echo "
            + echoCpu.microsOfAnswer()
            + " us");
    progress.flush();
    return line;
  }

  private static void warm(HttpLoad load, List<Exchange> exchanges) {
    int answers = 0;
    for (int i = 0; i < WARM_WINDOWS && answers < WARM_ANSWERS; i++) {
      answers += load.run(exchanges, WINDOW).inTime();
    }
  }

  private Line times(String name, double goal, Exchange query) {
    Exchange get = new TwinReads(pair.toHub(), BenchmarkFleet::deviceId, devices, 0);
    return new Line(
        name,
        Unit.MICROSECONDS,
        interleaved.measure(() -> alone(query), () -> alone(get)),
        Goal.times(goal));
  }

  private double alone(Exchange exchange) {
    HttpLoad hub = pair.hub();
    return hub.run(List.of(exchange), WINDOW).medianMicros();
  }

  private List<Exchange> readers(HubRequests requests) {
    return IntStream.range(0, HttpPair.CONNECTIONS)
        .<Exchange>mapToObj(
            c -> new TwinReads(requests, BenchmarkFleet::deviceId, devices, c * 1000 % devices))
        .toList();
  }

  private List<Exchange> patchers(HubRequests requests) {
    return IntStream.range(0, HttpPair.CONNECTIONS)
        .<Exchange>mapToObj(c -> new TwinPatches(requests, patchedBy(c)))
        .toList();
  }

  private static List<String> patchedBy(int connection) {
    return IntStream.range(0, PATCHED_BY_EACH)
        .mapToObj(i -> BenchmarkFleet.deviceId(connection * PATCHED_BY_EACH + i))
        .toList();
  }
}
