package io.twinoperator.emulator.jobs;

/** Why a job request is refused. */
public enum JobRefusal {
  INVALID,
  CONDITION_TOO_LONG,
  ALREADY_EXISTS,
  NO_FREE_SLOT,
  NOT_FOUND,
  NOT_CANCELLABLE
}
