package io.twinoperator.iothub;

import io.twinoperator.hub.HubException;
import io.twinoperator.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a failed call to a hub means to the object that wanted it: one row for each way to fail, and
 * no other place decides it. A way to fail that has no row does not compile.
 *
 * @param reason the reason for conditions and events
 * @param standing how the object stands while it lasts
 * @param retry when to try again
 * @param patience how long an object bears it before its status speaks of it, where it has spoken
 *     of the same spec before: to be blind for a moment is not news
 * @param event what is told when an object gets into it, if anything is
 * @param effect whether what was asked may have been done
 * @param message the exception's, without the hub's tracking id: that is another one each time, and
 *     would make news of the same failure
 */
public record HubFailure(
    String reason,
    Standing standing,
    Retry retry,
    Patience patience,
    Optional<Event> event,
    Effect effect,
    String message) {

  /** How long objects with a terminal failure are left alone. */
  public static final Duration RECHECK = Duration.ofHours(1);

  /** Between looks at a hub that is suspended; the end of it wakes its objects. */
  private static final Duration WHILE_SUSPENDED = Duration.ofMinutes(1);

  private static final Pattern TRACKING =
      Pattern.compile(
          "[ ,]*Tracking I[dD]:[0-9A-Za-z-]+(:[0-9]+)?-TimeStamp:[0-9/-]+[ T][0-9:.]+Z?");

  /** How an object stands while a failure lasts; it is not ready in either case. */
  public enum Standing {
    /** The operator goes on trying. */
    RECONCILING(Conditions.RECONCILING),
    /**
     * The operator has stopped, and a person must change something; the object is looked at again
     * hourly, and at once when its spec, its hub or a Secret changes.
     */
    STALLED(Conditions.STALLED);

    private final String condition;

    Standing(String condition) {
      this.condition = condition;
    }

    /** The condition that is true meanwhile. */
    public String condition() {
      return condition;
    }
  }

  /** How long a failure is borne in silence. */
  public enum Patience {
    /** Not at all. */
    NONE(0, Duration.ZERO),
    /** Two failures in a row. */
    TWO_FAILURES(2, Duration.ZERO),
    /** A hub that says 429 is at work; one that says so for long keeps the object from its spec. */
    A_QUARTER_OF_AN_HOUR(0, Duration.ofMinutes(15)),
    /** For ever. */
    ENDLESS(Integer.MAX_VALUE, Duration.ZERO);

    private final int failures;
    private final Duration time;

    Patience(int failures, Duration time) {
      this.failures = failures;
      this.time = time;
    }

    /**
     * Whether it is still borne.
     *
     * @param before failures in a row before this one
     * @param since time since the first of them
     */
    public boolean bears(int before, Duration since) {
      return before < failures || since.compareTo(time) < 0;
    }
  }

  /** What is known of a call that failed. */
  public enum Effect {
    /** The hub has not done what was asked. */
    NONE,
    /** The hub may have done it, and its answer was lost. */
    UNCERTAIN
  }

  /** Kinds of event, as Kubernetes has them. */
  public enum EventType {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    EventType(String word) {
      this.word = word;
    }

    /** The word in the event. */
    public String word() {
      return word;
    }
  }

  /** An event that tells of the failure, once, when an object gets into it. */
  public record Event(EventType type, String reason) {}

  private static final String THROTTLED = "Throttled";
  private static final String QUOTA_EXCEEDED = "QuotaExceeded";

  /** Reasons that hold for a hub with all that is on it, and are told of its IoTHub alone. */
  public static final Set<String> OF_THE_WHOLE_HUB =
      Set.of(
          "Unauthorized",
          "Forbidden",
          QUOTA_EXCEEDED,
          "HubSuspended",
          THROTTLED,
          "Unavailable",
          "UnknownAnswer");

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

  /** A row without the words of the one failure. */
  private record Row(
      String reason,
      Standing standing,
      Retry retry,
      Patience patience,
      Optional<EventType> event,
      Effect effect) {

    Row lost() {
      return new Row(reason, standing, retry, patience, event, Effect.UNCERTAIN);
    }
  }

  /** The table. */
  private static final HubException.Cases<Row> TABLE =
      new HubException.Cases<>(
          notFound -> atWork("NotFound", after(60), Patience.NONE),
          unauthorized -> stopped("Unauthorized"),
          forbidden -> stopped("Forbidden"),
          HubFailure::quotaExceeded,
          suspended -> quietly("HubSuspended", after(WHILE_SUSPENDED), Patience.NONE),
          HubFailure::throttled,
          slots -> quietly("JobSlotsTaken", after(30), Patience.NONE),
          conflict -> atWork("Conflict", after(2), Patience.TWO_FAILURES),
          exists -> stopped("AlreadyExists"),
          invalid -> stopped("Refused"),
          tooLarge -> stopped("TooLarge"),
          unavailable -> atWork("Unavailable", new BackOff(), Patience.TWO_FAILURES).lost(),
          unknown -> atWork("UnknownAnswer", new BackOff(), Patience.TWO_FAILURES).lost());

  /** What the failure means. */
  public static HubFailure of(HubException failure) {
    Row row = failure.fold(TABLE);
    return new HubFailure(
        row.reason(),
        row.standing(),
        row.retry(),
        row.patience(),
        row.event().map(type -> new Event(type, row.reason())),
        row.effect(),
        TRACKING.matcher(String.valueOf(failure.getMessage())).replaceAll(""));
  }

  /** Whether trying again helps nobody before a person has changed something. */
  public boolean terminal() {
    return standing == Standing.STALLED;
  }

  /** A retry after a time that is known. */
  public static Retry after(Duration delay) {
    return new After(delay);
  }

  private static Retry after(int seconds) {
    return new After(Duration.ofSeconds(seconds));
  }

  private static Row atWork(String reason, Retry retry, Patience patience) {
    return new Row(
        reason, Standing.RECONCILING, retry, patience, Optional.of(EventType.WARNING), Effect.NONE);
  }

  /** What is expected to happen, and passes by itself or as a person wishes. */
  private static Row quietly(String reason, Retry retry, Patience patience) {
    return new Row(
        reason, Standing.RECONCILING, retry, patience, Optional.of(EventType.NORMAL), Effect.NONE);
  }

  private static Row stopped(String reason) {
    return new Row(
        reason,
        Standing.STALLED,
        after(RECHECK),
        Patience.NONE,
        Optional.of(EventType.WARNING),
        Effect.NONE);
  }

  /** Where the budget of the host has reckoned when to come back, it knows more than the table. */
  private static Row quotaExceeded(HubException.QuotaExceeded refused) {
    Retry retry =
        refused.retryAfter().<Retry>map(WithinAMinuteAfter::new).orElseGet(AtMidnightUtc::new);
    return atWork(QUOTA_EXCEEDED, retry, Patience.NONE);
  }

  /** Our own budget making a call wait is how it is meant to be, and nobody is told. */
  private static Row throttled(HubException.Throttled refused) {
    Retry retry = new Exactly(refused.retryAfter());
    return switch (refused.by()) {
      case HUB -> atWork(THROTTLED, retry, Patience.A_QUARTER_OF_AN_HOUR);
      case BUDGET ->
          new Row(
              THROTTLED,
              Standing.RECONCILING,
              retry,
              Patience.ENDLESS,
              Optional.empty(),
              Effect.NONE);
    };
  }
}
