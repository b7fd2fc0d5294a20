package io.twinoperator.emulator.throttle;

/** What a hub answers when no request more can wait. */
public enum FullBacklog {
  /**
   * Default: 429001 ThrottlingException. The documents on traffic shaping name it: "eventually the
   * queue fills up, and IoT Hub starts rejecting requests with 429 ThrottlingException".
   */
  THROTTLING_EXCEPTION,
  /**
   * 429002 ThrottleBacklogLimitExceeded. The documents on error codes describe it in these words:
   * the number of requests in the backlog has exceeded its limit.
   */
  BACKLOG_LIMIT_EXCEEDED
}
