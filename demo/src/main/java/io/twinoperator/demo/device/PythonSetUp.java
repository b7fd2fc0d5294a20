package io.twinoperator.demo.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Gets an interpreter with the vendor's Python SDK ready, in the background: the first time on a
 * machine it is downloaded.
 */
final class PythonSetUp implements AutoCloseable {
  private static final String SCRIPT = "emulator/conformance/prepare";

  private final Optional<Process> process;
  private final Optional<Path> answers;
  private final String reason;

  private PythonSetUp(Optional<Process> process, Optional<Path> answers, String reason) {
    this.process = process;
    this.answers = answers;
    this.reason = reason;
  }

  /** The interpreter, or why there is none. */
  record Outcome(Optional<Path> interpreter, String reason) {}

  /**
   * Starts.
   *
   * @param project the folder of the sources
   */
  static PythonSetUp start(Path project) {
    try {
      Path folder = Files.createTempDirectory("twin-operator-demo");
      Process process =
          new ProcessBuilder("bash", project.resolve(SCRIPT).toString(), "python")
              .redirectOutput(folder.resolve("out").toFile())
              .redirectError(folder.resolve("err").toFile())
              .start();
      return new PythonSetUp(Optional.of(process), Optional.of(folder), "");
    } catch (IOException e) {
      return new PythonSetUp(
          Optional.empty(), Optional.empty(), SCRIPT + " cannot be run: " + e.getMessage());
    }
  }

  /**
   * Waits for it.
   *
   * @param patience how long at most
   * @throws InterruptedException if interrupted meanwhile
   */
  Outcome await(Duration patience) throws InterruptedException {
    if (process.isEmpty() || answers.isEmpty()) {
      return new Outcome(Optional.empty(), reason);
    }
    if (!process.get().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Outcome(
          Optional.empty(), "Python was not ready within " + patience.toSeconds() + " s");
    }
    return process.get().exitValue() == 0
        ? new Outcome(Optional.of(Path.of(lastLine("out"))), "")
        : new Outcome(Optional.empty(), lastLine("err"));
  }

  private String lastLine(String file) {
    try {
      List<String> lines =
          Files.readAllLines(answers.orElseThrow().resolve(file), StandardCharsets.UTF_8);
      return lines.isEmpty() ? SCRIPT + " said nothing" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return SCRIPT + " was not heard: " + e.getMessage();
    }
  }

  /** Ends it if it is not done. */
  @Override
  public void close() {
    process.ifPresent(Process::destroy);
    try {
      if (answers.isPresent()) {
        for (String file : List.of("out", "err", "")) {
          Files.deleteIfExists(answers.get().resolve(file));
        }
      }
    } catch (IOException e) {
      // A temporary folder that stays behind harms nobody.
      return;
    }
  }
}
