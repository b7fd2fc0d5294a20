package io.twinoperator.testing.kube;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A process that ends with this JVM at the latest; what it prints is dropped. */
final class ChildProcess {
  private static final long PATIENCE_SECONDS = 20;

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "end-of-child");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static ChildProcess start(String... command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, and makes it if it does not. */
  void end() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  /** Ends it as a power failure would. */
  void kill() {
    process.destroyForcibly();
    end();
  }
}
