package io.twinoperator.iothub.sweep;

import java.time.Duration;

/** Runs work after a time, in the background. */
public interface Later {

  /** Runs it once, unless everything is stopped before. */
  void after(Duration delay, Runnable work);
}
