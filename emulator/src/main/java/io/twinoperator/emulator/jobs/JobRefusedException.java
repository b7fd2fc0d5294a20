package io.twinoperator.emulator.jobs;

/** A job request the hub refuses at once. */
public final class JobRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final JobRefusal refusal;

  JobRefusedException(JobRefusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** Why. */
  public JobRefusal refusal() {
    return refusal;
  }
}
