package io.twinoperator.emulator.throttle;

/** Why a hub does not serve a request that is right in itself. */
public enum ThrottleRefusal {
  /** 429001: the limit was exceeded for too long. */
  THROTTLED,
  /** 429002: as many requests wait as can wait. */
  BACKLOG_FULL,
  /** 429003: it waited as long as a request can wait. */
  BACKLOG_TIMEOUT,
  /** 403002: the day's messages are used up. */
  QUOTA_EXCEEDED
}
