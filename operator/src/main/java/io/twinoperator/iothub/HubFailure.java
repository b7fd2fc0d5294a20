package io.twinoperator.iothub;

import io.twinoperator.hub.HubException;
import io.twinoperator.hub.HubException.AlreadyExists;
import io.twinoperator.hub.HubException.Conflict;
import io.twinoperator.hub.HubException.Forbidden;
import io.twinoperator.hub.HubException.Invalid;
import io.twinoperator.hub.HubException.JobSlotsTaken;
import io.twinoperator.hub.HubException.NotFound;
import io.twinoperator.hub.HubException.QuotaExceeded;
import io.twinoperator.hub.HubException.Throttled;
import io.twinoperator.hub.HubException.TooLarge;
import io.twinoperator.hub.HubException.Unauthorized;
import io.twinoperator.hub.HubException.Unavailable;
import io.twinoperator.hub.HubException.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a failed call to a hub means to the object that wanted it: one row for each way to fail, and
 * no other place decides it.
 *
 * @param reason the reason for conditions
 * @param terminal whether trying again helps nobody before a person has changed something; such an
 *     object is looked at again hourly, and at once when its spec, its hub or a Secret changes
 * @param retry when to try again
 * @param patience failures in a row that an object bears before its status speaks of them, where it
 *     has spoken of the same spec before: to be blind for a moment is not news
 * @param message the exception's, without the hub's tracking id: that is another one each time, and
 *     would make news of the same failure
 */
public record HubFailure(
    String reason, boolean terminal, Retry retry, int patience, String message) {

  /** How long objects with a terminal failure are left alone. */
  public static final Duration RECHECK = Duration.ofHours(1);

  private static final String THROTTLED = "Throttled";
  private static final String QUOTA_EXCEEDED = "QuotaExceeded";

  /** Reasons that say nothing of the call but that the hub could take no more at the time. */
  public static final Set<String> HELD_BACK = Set.of(THROTTLED, QUOTA_EXCEEDED);

  /** When to try again. */
  public interface Retry {

    /**
     * How long to wait.
     *
     * @param attempt failures in a row before this one
     * @param random 0 to 1, to spread objects that failed together
     */
    Duration delay(Instant now, int attempt, double random);
  }

  /** After a time that is known, and up to a tenth more. */
  record After(Duration delay) implements Retry {
    @Override
    public Duration delay(Instant now, int attempt, double random) {
      return delay.plusMillis((long) (delay.toMillis() * random / 10));
    }
  }

  /** At a point in time that is this caller's own: spread already, and not to be missed. */
  record Exactly(Duration delay) implements Retry {
    @Override
    public Duration delay(Instant now, int attempt, double random) {
      return delay;
    }
  }

  /** When the hub's daily quota is new, at 00:00 UTC, and up to a minute later. */
  record AtMidnightUtc() implements Retry {
    @Override
    public Duration delay(Instant now, int attempt, double random) {
      Instant midnight =
          now.atZone(ZoneOffset.UTC)
              .toLocalDate()
              .plusDays(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant();
      return Duration.between(now, midnight).plusMillis((long) (60_000 * random));
    }
  }

  /** After a time that is known, and up to a minute later. */
  record WithinAMinuteAfter(Duration delay) implements Retry {
    @Override
    public Duration delay(Instant now, int attempt, double random) {
      return delay.plusMillis((long) (60_000 * random));
    }
  }

  /** After 2 s, then twice as long each time up to 5 minutes, for ever; spread by half. */
  record BackOff() implements Retry {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 8;

    @Override
    public Duration delay(Instant now, int attempt, double random) {
      long full = FIRST.toMillis() << Math.min(attempt, DOUBLINGS);
      long capped = Math.min(full, LONGEST.toMillis());
      return Duration.ofMillis((long) (capped * (0.5 + random / 2)));
    }
  }

  private record Row(String reason, boolean terminal, Retry retry, int patience) {}

  private static final Pattern TRACKING =
      Pattern.compile(
          "[ ,]*Tracking I[dD]:[0-9A-Za-z-]+(:[0-9]+)?-TimeStamp:[0-9/-]+[ T][0-9:.]+Z?");

  private static final Retry HOURLY = new After(RECHECK);
  private static final Retry BACK_OFF = new BackOff();

  private static final int NONE = 0;
  private static final int TWO = 2;
  private static final int ENDLESS = Integer.MAX_VALUE;

  private static final Map<Class<? extends HubException>, Row> TABLE =
      Map.ofEntries(
          Map.entry(NotFound.class, new Row("NotFound", false, after(60), NONE)),
          Map.entry(Unauthorized.class, new Row("Unauthorized", true, HOURLY, NONE)),
          Map.entry(Forbidden.class, new Row("Forbidden", true, HOURLY, NONE)),
          Map.entry(QuotaExceeded.class, new Row(QUOTA_EXCEEDED, false, new AtMidnightUtc(), NONE)),
          Map.entry(Throttled.class, new Row(THROTTLED, false, after(10), ENDLESS)),
          Map.entry(JobSlotsTaken.class, new Row("JobSlotsTaken", false, after(30), NONE)),
          Map.entry(Conflict.class, new Row("Conflict", false, after(2), TWO)),
          Map.entry(AlreadyExists.class, new Row("AlreadyExists", true, HOURLY, NONE)),
          Map.entry(Invalid.class, new Row("Refused", true, HOURLY, NONE)),
          Map.entry(TooLarge.class, new Row("TooLarge", true, HOURLY, NONE)),
          Map.entry(Unavailable.class, new Row("Unavailable", false, BACK_OFF, TWO)),
          Map.entry(Unknown.class, new Row("UnknownAnswer", false, BACK_OFF, TWO)));

  /** A retry after a time that is known. */
  public static Retry after(Duration delay) {
    return new After(delay);
  }

  private static Retry after(int seconds) {
    return new After(Duration.ofSeconds(seconds));
  }

  /** What the failure means. */
  public static HubFailure of(HubException failure) {
    Row row = TABLE.get(failure.getClass());
    if (row == null) {
      throw new IllegalStateException("no row for " + failure.getClass().getName(), failure);
    }
    Retry retry = reckoned(failure).orElse(row.retry());
    return new HubFailure(row.reason(), row.terminal(), retry, row.patience(), lasting(failure));
  }

  /** What the budget of the host has reckoned knows more than the table. */
  private static Optional<Retry> reckoned(HubException failure) {
    if (failure instanceof Throttled throttled) {
      return Optional.of(new Exactly(throttled.retryAfter()));
    }
    return failure instanceof QuotaExceeded exceeded
        ? exceeded.retryAfter().map(WithinAMinuteAfter::new)
        : Optional.empty();
  }

  private static String lasting(HubException failure) {
    return TRACKING.matcher(String.valueOf(failure.getMessage())).replaceAll("");
  }
}
