package io.twinoperator.hub;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every way in which a call to a hub can fail; there is no other. The message names the thing and
 * what the hub said, never a secret.
 */
public abstract sealed class HubException extends Exception {

  private static final long serialVersionUID = 1L;

  private HubException(String message) {
    super(message);
  }

  /** The result of the function for this kind of failure. */
  public abstract <T> T fold(Cases<T> cases);

  /** One function for each kind of failure. */
  public record Cases<T>(
      Function<NotFound, T> notFound,
      Function<Unauthorized, T> unauthorized,
      Function<Forbidden, T> forbidden,
      Function<QuotaExceeded, T> quotaExceeded,
      Function<Suspended, T> suspended,
      Function<Throttled, T> throttled,
      Function<JobSlotsTaken, T> jobSlotsTaken,
      Function<Conflict, T> conflict,
      Function<AlreadyExists, T> alreadyExists,
      Function<Invalid, T> invalid,
      Function<TooLarge, T> tooLarge,
      Function<Unavailable, T> unavailable,
      Function<Unknown, T> unknown) {}

  /** The device or job does not exist (404). */
  public static final class NotFound extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what was not found. */
    public NotFound(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.notFound().apply(this);
    }
  }

  /** The credentials are not accepted (401): wrong key, expired token, or a clock that is off. */
  public static final class Unauthorized extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public Unauthorized(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unauthorized().apply(this);
    }
  }

  /** The credentials do not allow the call, or the tier does not have it (403). */
  public static final class Forbidden extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public Forbidden(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.forbidden().apply(this);
    }
  }

  /** The daily message quota is used up (403002); it is new at 00:00 UTC. */
  public static final class QuotaExceeded extends HubException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /** Says what the hub refused. */
    public QuotaExceeded(String message) {
      super(message);
      this.retryAfter = Optional.empty();
    }

    /** Says how long the host is left alone. */
    public QuotaExceeded(String message, Duration retryAfter) {
      super(message);
      this.retryAfter = Optional.of(retryAfter);
    }

    /** How long to stay away, where somebody has reckoned it; empty straight from the hub. */
    public Optional<Duration> retryAfter() {
      return retryAfter;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.quotaExceeded().apply(this);
    }
  }

  /** Our own gate: the IoTHub is suspended, so nothing is written to the hub. */
  public static final class Suspended extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says which object is suspended. */
    public Suspended(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.suspended().apply(this);
    }
  }

  /** Too many calls: the hub said 429, or our own budget has no token left. */
  public static final class Throttled extends HubException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final By by;

    /** Who throttles. */
    public enum By {
      /** The operator itself, to stay within its share. */
      BUDGET,
      /** The hub, with 429. */
      HUB
    }

    /** Says that our own budget has no token, and when to come back. */
    public Throttled(String message, Duration retryAfter) {
      this(message, retryAfter, By.BUDGET);
    }

    /** Says who throttled, and when to come back. */
    public Throttled(String message, Duration retryAfter, By by) {
      super(message);
      this.retryAfter = retryAfter;
      this.by = by;
    }

    /** Who throttled. */
    public By by() {
      return by;
    }

    /** How long to stay away. */
    public Duration retryAfter() {
      return retryAfter;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.throttled().apply(this);
    }
  }

  /** As many jobs are active as the hub's tier allows (429004). */
  public static final class JobSlotsTaken extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public JobSlotsTaken(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.jobSlotsTaken().apply(this);
    }
  }

  /** The twin has changed since it was read (412). */
  public static final class Conflict extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what had changed. */
    public Conflict(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.conflict().apply(this);
    }
  }

  /** Something of that id exists (409). */
  public static final class AlreadyExists extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what exists. */
    public AlreadyExists(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.alreadyExists().apply(this);
    }
  }

  /** The hub cannot do what was asked, and will not if asked again (400, 405 and the like). */
  public static final class Invalid extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused, in its words. */
    public Invalid(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.invalid().apply(this);
    }
  }

  /** What was sent is too large (413). */
  public static final class TooLarge extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what was too large. */
    public TooLarge(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.tooLarge().apply(this);
    }
  }

  /**
   * The hub did not answer, or answered that it cannot now (5xx, connection and TLS errors). What
   * was asked may have happened.
   */
  public static final class Unavailable extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what could not be reached. */
    public Unavailable(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unavailable().apply(this);
    }
  }

  /** An answer that is none of the others. */
  public static final class Unknown extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what came back. */
    public Unknown(String message) {
      super(message);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.unknown().apply(this);
    }
  }
}
