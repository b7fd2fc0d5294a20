package io.twinoperator.benchmarks.contender;

import io.twinoperator.benchmarks.fleet.FleetHub;
import io.twinoperator.benchmarks.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A plain loop over all objects in a process of its own, seen from here. */
public final class PlainLoop implements AutoCloseable {
  private final Child process;

  private PlainLoop(Child process) {
    this.process = process;
  }

  /**
   * Starts the process.
   *
   * @param kubeconfig a file
   */
  public static PlainLoop launch(Path kubeconfig) {
    return new PlainLoop(
        Child.start("plain loop", PlainLoopProcess.class, List.of(), kubeconfig.toString()));
  }

  /**
   * Does all of a namespace, and ends when it is done.
   *
   * @param status what it writes, as JSON, but for what is of the device alone
   */
  public void run(String namespace, int threads, String status, FleetHub.Address hub) {
    ask("run", namespace, threads, status, hub);
  }

  /** As {@link #run}, with a cache of the objects that follows them, as an operator has one. */
  public void runWatching(String namespace, int threads, String status, FleetHub.Address hub) {
    ask("watch", namespace, threads, status, hub);
  }

  private void ask(
      String what, String namespace, int threads, String status, FleetHub.Address hub) {
    process.ask(what, namespace, threads, status, hub.endpoint(), hub.connectionString(), hub.ca());
  }

  /** What it has asked of the API server since the process started, by verb and kind. */
  public Map<String, Long> kubernetesCalls() {
    return OperatorUnderTest.calls(process);
  }

  /** The CPU time that the process has taken. */
  public Duration cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
  }
}
