package io.twinoperator.hub;

import java.time.Duration;
import java.util.Optional;

/**
 * Every way in which a call to a hub can fail; there is no other. The message names the thing and
 * what the hub said, never a secret.
 */
public abstract sealed class HubException extends Exception {

  private static final long serialVersionUID = 1L;

  private HubException(String message) {
    super(message);
  }

  /** The device or job does not exist (404). */
  public static final class NotFound extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what was not found. */
    public NotFound(String message) {
      super(message);
    }
  }

  /** The credentials are not accepted (401): wrong key, expired token, or a clock that is off. */
  public static final class Unauthorized extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public Unauthorized(String message) {
      super(message);
    }
  }

  /** The credentials do not allow the call, or the tier does not have it (403). */
  public static final class Forbidden extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public Forbidden(String message) {
      super(message);
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
  }

  /** Too many calls: the hub said 429, or our own budget has no token left. */
  public static final class Throttled extends HubException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** Says who throttled, and when to come back. */
    public Throttled(String message, Duration retryAfter) {
      super(message);
      this.retryAfter = retryAfter;
    }

    /** How long to stay away. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** As many jobs are active as the hub's tier allows (429004). */
  public static final class JobSlotsTaken extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused. */
    public JobSlotsTaken(String message) {
      super(message);
    }
  }

  /** The twin has changed since it was read (412). */
  public static final class Conflict extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what had changed. */
    public Conflict(String message) {
      super(message);
    }
  }

  /** Something of that id exists (409). */
  public static final class AlreadyExists extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what exists. */
    public AlreadyExists(String message) {
      super(message);
    }
  }

  /** The hub cannot do what was asked, and will not if asked again (400, 405 and the like). */
  public static final class Invalid extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what the hub refused, in its words. */
    public Invalid(String message) {
      super(message);
    }
  }

  /** What was sent is too large (413). */
  public static final class TooLarge extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what was too large. */
    public TooLarge(String message) {
      super(message);
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
  }

  /** An answer that is none of the others. */
  public static final class Unknown extends HubException {
    private static final long serialVersionUID = 1L;

    /** Says what came back. */
    public Unknown(String message) {
      super(message);
    }
  }
}
