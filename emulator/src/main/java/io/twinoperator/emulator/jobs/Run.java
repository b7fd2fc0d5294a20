package io.twinoperator.emulator.jobs;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * A job at work. One device after the other has its turn, at the pace that all running jobs share;
 * a turn does not wait for the one before it to end, so a device that is slow to answer holds up
 * nobody. Devices that are away have their turn after they came, behind those already waiting.
 */
final class Run {
  /** The words of a live hub (azure-iot-service-sdk-java, ScheduledJobTest). */
  private static final DeviceFailure TIME_RAN_OUT =
      new DeviceFailure(
          "JobRunPreconditionFailed",
          "The job did not start within specified period: either device did not come online or"
              + " invalid endTime specified.");

  /**
   * What every run needs of its hub.
   *
   * @param clock the hub's
   * @param later does work under the hub's lock at an instant
   * @param fleet the devices
   * @param pace what the running jobs share
   */
  record Surroundings(
      InstantSource clock, BiConsumer<Instant, Runnable> later, Fleet fleet, Pace pace) {
    Instant now() {
      return clock.instant();
    }
  }

  private final Job job;
  private final List<DeviceJob> rows;
  private final Surroundings hub;
  private final Runnable allEnded;
  private final Queue<DeviceJob> ready = new ArrayDeque<>();
  private final Map<DeviceJob, Fleet.Waiting> away = new HashMap<>();
  private boolean turnTaken;
  private boolean over;

  Run(Job job, List<DeviceJob> rows, Surroundings hub, Runnable allEnded) {
    this.job = job;
    this.rows = rows;
    this.hub = hub;
    this.allEnded = allEnded;
  }

  void begin() {
    rows.forEach(this::lineUp);
    takeTurn();
    endWhenDone();
  }

  /** The job's time is over: every device that has not ended has failed. */
  void timeOut() {
    over = true;
    away.values().forEach(Fleet.Waiting::end);
    away.clear();
    rows.stream()
        .filter(row -> !row.status().hasEnded())
        .forEach(row -> row.fail(TIME_RAN_OUT, hub.now()));
  }

  private void lineUp(DeviceJob row) {
    Optional<Fleet.Waiting> waiting =
        job.work().waitFor(hub.fleet(), row.target(), () -> cameBack(row));
    waiting.ifPresentOrElse(wait -> away.put(row, wait), () -> ready.add(row));
  }

  private void cameBack(DeviceJob row) {
    if (!over) {
      away.remove(row);
      ready.add(row);
      takeTurn();
    }
  }

  private void takeTurn() {
    if (turnTaken || ready.isEmpty()) {
      return;
    }
    turnTaken = true;
    DeviceJob row = ready.remove();
    row.start(hub.now());
    hub.later().accept(hub.pace().take(hub.now()), () -> turnOf(row));
  }

  private void turnOf(DeviceJob row) {
    if (over) {
      return;
    }
    turnTaken = false;
    job.work().run(hub.fleet(), row.target(), outcome -> ended(row, outcome));
    takeTurn();
  }

  private void ended(DeviceJob row, Outcome outcome) {
    if (over) {
      return;
    }
    outcome
        .fold(
            new Outcome.Cases<Runnable>(
                () -> () -> row.complete(Optional.empty(), hub.now()),
                answered -> () -> row.complete(Optional.of(answered.answer()), hub.now()),
                failed -> () -> row.fail(failed.why(), hub.now()),
                () -> () -> waitAgain(row)))
        .run();
    endWhenDone();
  }

  private void waitAgain(DeviceJob row) {
    row.backToPending();
    lineUp(row);
    takeTurn();
  }

  private void endWhenDone() {
    if (job.tally().allEnded()) {
      over = true;
      allEnded.run();
    }
  }
}
