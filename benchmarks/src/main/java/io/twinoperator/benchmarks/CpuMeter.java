package io.twinoperator.benchmarks;

import io.twinoperator.benchmarks.load.Window;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a server's answers cost in CPU time. Unlike a rate it hardly changes with what else the
 * machine does, and it shows what a rate is made of.
 */
final class CpuMeter {
  private final Supplier<Duration> cpu;
  private Duration spent = Duration.ZERO;
  private long answers;

  /**
   * @param cpu the server's CPU time until now
   */
  CpuMeter(Supplier<Duration> cpu) {
    this.cpu = cpu;
  }

  /** Runs, and adds what it cost. */
  Window during(Supplier<Window> run) {
    Duration before = cpu.get();
    Window window = run.get();
    spent = spent.plus(cpu.get().minus(before));
    answers += window.times().size();
    return window;
  }

  /** The mean cost of an answer until now, in microseconds; 0 when there was none. */
  long microsOfAnswer() {
    return answers == 0 ? 0 : spent.toNanos() / 1000 / answers;
  }
}
