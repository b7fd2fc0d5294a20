package io.twinoperator.emulator.jobs;

/** What the {@code endTime} of an unfinished job is; both were seen on live hubs. */
public enum UnfinishedEndTime {
  /** Default, the harder one for a client: the last instant of .NET's calendar. */
  FAR_FUTURE,
  ABSENT
}
