package io.twinoperator.iothub.sweep;

import io.twinoperator.api.v1alpha1.IoTHubStatus.SweepMode;
import io.twinoperator.hub.BudgetPolicy;
import io.twinoperator.hub.DailyMessages;
import io.twinoperator.hub.Hub;
import io.twinoperator.hub.OperationClass;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a hub is swept; pure. Of the ways there are it is the one that takes the smallest share of
 * what is scarcest, be it calls or messages: the same that can be repeated the soonest within a
 * given share.
 *
 * @param calls that one sweep makes, pages or reads
 * @param messages of the daily quota that one sweep uses up, estimated
 * @param limit what the shortest interval comes from
 * @param shortest interval at which sweeps stay within their share
 * @param spacing between calls at which the sweep stays within its share of the rate
 */
record SweepChoice(
    SweepMode mode, long calls, long messages, Limit limit, Duration shortest, Duration spacing) {

  /** Bytes of a row without the id: etag, version and connection state under their names. */
  static final int ROW_BYTES = 96;

  /**
   * Bytes that the twin of a device is taken to have. Most have less; a twin can have 72 KB of
   * values and more with its metadata.
   */
  static final int TWIN_BYTES = 4096;

  private static final double SECONDS_PER_DAY = 86_400;

  /** What a sweep is measured by. */
  enum Limit {
    QUERIES("the queries that the operator may make"),
    READS("the twin reads that the operator may make"),
    MESSAGES("the hub's daily message quota");

    private final String words;

    Limit(String words) {
      this.words = words;
    }

    /** The limit in a sentence. */
    String words() {
      return words;
    }
  }

  /**
   * What the choice depends on.
   *
   * @param budget the operator's share of the hub's limits, from tier and units; where it is not
   *     kept, the quota alone counts
   * @param quota the hub's, from tier and units
   * @param watched devices to be swept, 1 or more
   * @param onHub devices on the hub, if it is known
   * @param idLength characters of an id as it stands in a query, on average, rounded up
   */
  record Situation(
      BudgetPolicy budget, DailyMessages quota, long watched, Optional<Long> onHub, int idLength) {}

  /**
   * The cheapest way.
   *
   * @param share how much of each limit sweeps may take, above 0
   */
  static SweepChoice of(Situation situation, double share) {
    Stream<SweepChoice> paged =
        situation.onHub().stream().map(onHub -> full(situation, onHub, share));
    return Stream.concat(paged, Stream.of(listed(situation, share), each(situation, share)))
        .min(
            Comparator.comparing(SweepChoice::shortest)
                .thenComparing(SweepChoice::messages)
                .thenComparing(SweepChoice::calls))
        .orElseThrow();
  }

  /** A hub has at least the devices that are watched, or as good as. */
  private static SweepChoice full(Situation situation, long onHub, double share) {
    return pages(
        SweepMode.Full,
        situation,
        Hub.QueryPage.MAX_ROWS,
        Math.max(onHub, situation.watched()),
        share);
  }

  private static SweepChoice listed(Situation situation, double share) {
    long rows = VersionQuery.mostListed(situation.idLength());
    return pages(SweepMode.Listed, situation, rows, situation.watched(), share);
  }

  private static SweepChoice pages(
      SweepMode mode, Situation situation, long perPage, long rows, double share) {
    long calls = ceilDiv(rows, perPage);
    long rowBytes = (long) ROW_BYTES + situation.idLength();
    long messages = calls * situation.quota().messages(Math.min(rows, perPage) * rowBytes);
    return of(mode, calls, messages, Limit.QUERIES, situation, share);
  }

  private static SweepChoice each(Situation situation, double share) {
    long messages = situation.watched() * situation.quota().messages(TWIN_BYTES);
    return of(SweepMode.Each, situation.watched(), messages, Limit.READS, situation, share);
  }

  private static SweepChoice of(
      SweepMode mode, long calls, long messages, Limit rate, Situation situation, double share) {
    OperationClass operation =
        rate == Limit.READS ? OperationClass.TWIN_READ : OperationClass.QUERY;
    double spacing =
        switch (situation.budget().mode()) {
          case ENFORCED -> 1 / (situation.budget().limits().perSecond(operation) * share);
          case UNLIMITED -> 0;
        };
    double byRate = calls * spacing;
    double byQuota = messages * SECONDS_PER_DAY / (situation.quota().perDay() * share);
    return new SweepChoice(
        mode,
        calls,
        messages,
        byRate >= byQuota ? rate : Limit.MESSAGES,
        seconds(Math.max(byRate, byQuota)),
        seconds(spacing));
  }

  /** The interval where none is asked for: the shortest that fits, as a multiple of a step. */
  Duration defaultInterval(Duration step) {
    return step.multipliedBy(Math.max(1, ceilDiv(shortest.toMillis(), step.toMillis())));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) Math.ceil(seconds * 1000));
  }

  private static long ceilDiv(long amount, long by) {
    return (amount + by - 1) / by;
  }
}
