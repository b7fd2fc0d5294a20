package io.twinoperator.benchmarks.contender;

import io.twinoperator.benchmarks.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operator in a process of its own, seen from here. */
public final class OperatorUnderTest implements AutoCloseable {
  private final Child process;

  private OperatorUnderTest(Child process) {
    this.process = process;
  }

  /**
   * Starts a process; the operator in it is not started yet.
   *
   * @param kubeconfig a file
   * @param javaOptions for its JVM, beyond those of operator/jvm.options, for a profiler
   */
  public static OperatorUnderTest launch(Path kubeconfig, List<String> javaOptions) {
    List<String> options = new ArrayList<>();
    options.add("@" + Path.of(System.getProperty("twinoperator.project"), "operator/jvm.options"));
    options.addAll(javaOptions);
    return new OperatorUnderTest(
        Child.start("operator", OperatorProcess.class, options, kubeconfig.toString()));
  }

  /** Starts an operator that serves a namespace; ends when its caches have been read. */
  public void start(String namespace) {
    process.ask("start", namespace);
  }

  /** Fills the cache of DeviceConfigs as an operator keeps it, without an operator. */
  public void fillCache(String namespace) {
    process.ask("inform", namespace);
  }

  /** Stops the operator, or the cache; the process is warm for another one. */
  public void stop() {
    process.ask("stop");
  }

  /** What it has asked of the API server since the process started, by verb and kind. */
  public Map<String, Long> kubernetesCalls() {
    return calls(process);
  }

  /** Passes over FleetRollouts that have ended since the process started. */
  public long rolloutPasses() {
    return process.ask("passes", "fleetrollout").path("count").asLong();
  }

  /** Bytes of heap that are in use after full collections. */
  public long heap() {
    return process.ask("heap").path("used").asLong();
  }

  /** The CPU time that the process has taken. */
  public Duration cpu() {
    return process.cpu();
  }

  /** Ends it as a power failure would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }

  static Map<String, Long> calls(Child process) {
    Map<String, Long> calls = new TreeMap<>();
    process
        .ask("calls")
        .properties()
        .forEach(entry -> calls.put(entry.getKey(), entry.getValue().asLong()));
    return calls;
  }
}
