package io.twinoperator.benchmarks.kills;

import io.twinoperator.benchmarks.contender.OperatorUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One operator at a time, in a process of its own, which can be killed while it starts too. */
final class Killable implements AutoCloseable {
  private final Path kubeconfig;
  private final String namespace;
  private volatile Optional<OperatorUnderTest> process = Optional.empty();
  private volatile boolean struck;

  Killable(Path kubeconfig, String namespace) {
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  /** Starts a new process with an operator; ends when its caches are full, or it was killed. */
  void start() {
    struck = false;
    OperatorUnderTest started = OperatorUnderTest.launch(kubeconfig, List.of());
    process = Optional.of(started);
    try {
      started.start(namespace);
    } catch (IllegalStateException ended) {
      if (!struck) {
        throw ended;
      }
    }
  }

  /** Kills it (SIGKILL) and waits for its end; does nothing while there is none. */
  void strike() {
    struck = true;
    process.ifPresent(OperatorUnderTest::kill);
  }

  @Override
  public void close() {
    process.ifPresent(OperatorUnderTest::close);
  }
}
