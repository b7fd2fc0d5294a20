package io.twinoperator.emulator;

import io.twinoperator.emulator.time.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an agenda in real time on a thread that sleeps until something is due. */
final class RealTimeDriver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RealTimeDriver.class);
  // Looks at the clock again at least this often: the wall clock can be set forward.
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  private final Agenda agenda;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean stopped;
  private boolean woken;

  private RealTimeDriver(Agenda agenda, InstantSource clock) {
    this.agenda = agenda;
    this.clock = clock;
    this.thread = new Thread(this::run, "emulator-agenda");
    this.thread.setDaemon(true);
  }

  static RealTimeDriver start(Agenda agenda, InstantSource clock) {
    RealTimeDriver driver = new RealTimeDriver(agenda, clock);
    agenda.onScheduled(driver::wake);
    driver.thread.start();
    return driver;
  }

  /** Stops and waits until running work has ended, at most 5 s. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(STOP_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (sleepUntilDue()) {
      try {
        agenda.runDue();
      } catch (RuntimeException bug) {
        // One faulty entry must not stop the jobs and devices behind it.
        LOG.error("Scheduled work failed", bug);
      }
    }
  }

  private boolean sleepUntilDue() {
    lock.lock();
    try {
      long nanos = nanosToNextDue();
      while (!stopped && !woken && nanos > 0) {
        changed.awaitNanos(nanos);
        nanos = nanosToNextDue();
      }
      woken = false;
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private long nanosToNextDue() {
    Instant now = clock.instant();
    Optional<Instant> next = agenda.nextDue().filter(due -> due.isBefore(now.plus(LONGEST_SLEEP)));
    return next.map(due -> Duration.between(now, due).toNanos())
        .orElse(TimeUnit.SECONDS.toNanos(LONGEST_SLEEP.toSeconds()));
  }
}
