package io.twinoperator.deviceconfig;

import io.twinoperator.iothub.HubFailure;
import java.time.Duration;

/**
 * For how long an object has not been able to do what it wanted.
 *
 * @param times passes in a row that failed
 * @param since time since the first of them
 */
record Failing(int times, Duration since) {

  /** The last pass did what it wanted. */
  static final Failing NOT = new Failing(0, Duration.ZERO);

  /** Whether one more failure is to be borne in silence. */
  boolean isBorne(HubFailure failure) {
    return failure.patience().bears(times, since);
  }
}
